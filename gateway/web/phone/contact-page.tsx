// Contact page: where a person wants mail - given, confirmed by the code that was sent there, changed, removed.
import type { ContactView } from '../../domain/message/contact.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { createFormat, type Format } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { contactHref, paths } from '../paths.ts';
import { contactTextsOf } from '../text/contact-texts.ts';
import type { ContactTexts } from '../text/en-contact.ts';
import { Icon } from './icons.tsx';
import { Notice, PressForm, Problem } from './parts.tsx';

export type ContactPageInput = Frame & {
  readonly contact: ContactView;
  /** Whose receipt the person came from; null: from their wallet. */
  readonly sessionId: string | null;
  /** What the last press did. */
  readonly done: 'removed' | 'receipt-sent' | null;
  readonly newKey: () => string;
  readonly problem?: Rejection | null;
};

type View = { readonly input: ContactPageInput; readonly texts: ContactTexts; readonly format: Format };

const hiddenOf = ({ sessionId }: ContactPageInput): { readonly [name: string]: string } =>
  sessionId === null ? {} : { session: sessionId };

function Code({ input, texts, format }: View) {
  const { pending } = input.contact;
  if (pending === null) return null;
  return (
    <section class="card card-strong" aria-labelledby="code-title">
      <h2 id="code-title">{texts.codeSent(pending.address, format.since(pending.untilMs - input.nowMs))}</h2>
      <PressForm id="confirm" action={paths.contactCode} formKey={input.newKey()} class="pairing" hidden={hiddenOf(input)}>
        <label for="code">{texts.code}</label>
        <input
          id="code"
          class="amount"
          name="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={12}
          aria-describedby="code-hint"
          required
        />
        <p id="code-hint" class="quiet">
          {texts.codeHint}
        </p>
        <button id="confirm-button" class="press press-main" type="submit">
          {texts.confirm}
        </button>
      </PressForm>
    </section>
  );
}

function Current({ input, texts }: View) {
  const { contact, sessionId, newKey } = input;
  if (contact.address === null) return null;
  return (
    <section class="card" aria-labelledby="current-title">
      <h2 id="current-title">{texts.current(contact.address)}</h2>
      {sessionId === null || input.done === 'receipt-sent' ? null : (
        <PressForm id="send-receipt" action={paths.contactReceipt} formKey={newKey()} hidden={hiddenOf(input)}>
          <button id="send-receipt-button" class="press press-main" type="submit">
            {texts.sendReceipt}
          </button>
        </PressForm>
      )}
      <PressForm id="remove" action={paths.contactRemoval} formKey={newKey()} hidden={hiddenOf(input)}>
        <button id="remove-button" class="press press-plain" type="submit">
          {texts.remove}
        </button>
      </PressForm>
    </section>
  );
}

function Address({ input, texts }: View) {
  const { contact, newKey } = input;
  const isFirst = contact.address === null && contact.pending === null;
  return (
    <section class="card" aria-labelledby="address-title">
      <h2 id="address-title">{isFirst ? texts.address : texts.change}</h2>
      <PressForm id="give-address" action={paths.contact} formKey={newKey()} class="pairing" hidden={hiddenOf(input)}>
        <label for="address">{texts.address}</label>
        <input
          id="address"
          class="line-in"
          name="address"
          type="email"
          autocomplete="email"
          maxlength={254}
          aria-describedby="address-hint"
          required
        />
        <p id="address-hint" class="quiet">
          {texts.privacy}
        </p>
        <button id="give-address-button" class={isFirst ? 'press press-main' : 'press press-second'} type="submit">
          {texts.send}
        </button>
      </PressForm>
    </section>
  );
}

/** GET /contact. */
export function contactPage(input: ContactPageInput): string {
  const { lang, contact, sessionId, done, problem } = input;
  const texts = contactTextsOf(lang);
  const view: View = { input, texts, format: createFormat(lang) };
  const path = contactHref(sessionId);
  const said = done === 'removed' ? texts.removed : done && texts.receiptSent(contact.address ?? '');
  return renderDocument({
    frame: input,
    title: texts.title,
    page: 'wallet',
    children: (
      <main class="page" data-now={input.nowMs} data-page={path}>
        <h1>{texts.title}</h1>
        {problem ? <Problem rejection={problem} lang={lang} backTo={path} /> : null}
        {said ? (
          <Notice tone="good" icon="check">
            <p id="done">{said}</p>
          </Notice>
        ) : null}
        <p class="quiet">{texts.intro}</p>
        <Code {...view} />
        <Current {...view} />
        <Address {...view} />
        <a id="back" class="press press-plain" href={sessionId === null ? paths.wallet : paths.receipt(sessionId)}>
          {sessionId === null ? texts.wallet : texts.back}
          <Icon name="forward" />
        </a>
      </main>
    ),
  });
}
