// Contact entry: the way from the wallet and from a receipt to where a person wants mail.
import type { Language } from '../languages.ts';
import { contactHref } from '../paths.ts';
import { contactTextsOf } from '../text/contact-texts.ts';
import { Icon } from './icons.tsx';

/** @param sessionId whose receipt it stands on; null: in the wallet. */
export function ContactEntry({ lang, sessionId }: { readonly lang: Language; readonly sessionId: string | null }) {
  const texts = contactTextsOf(lang);
  return (
    <a id="by-mail" class="entry off-paper" href={contactHref(sessionId)}>
      <span class="entry-words">
        <b>{sessionId === null ? texts.entry : texts.entryReceipt}</b>
        <span class="quiet">{texts.entryHint}</span>
      </span>
      <Icon name="forward" />
    </a>
  );
}
