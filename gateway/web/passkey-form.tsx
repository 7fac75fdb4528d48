// Passkey form: one press asks the device for a passkey and sends its answer on; whatever goes wrong is said under it, with a way on.
//
// Its script is the asset `passkey.js`: give the page `own: { script: 'passkey.js' }`. The form's own fields go to `options`
// first (POST, as a form) and to `action` afterwards, with the hidden field `passkey` beside them.
import type { Child } from 'hono/jsx';
import type { Language } from './languages.ts';
import { dePasskey } from './text/de-passkey.ts';
import { enPasskey } from './text/en-passkey.ts';
import { frPasskey } from './text/fr-passkey.ts';
import { nlPasskey } from './text/nl-passkey.ts';
import type { PasskeyWords } from './text/passkey-shape.ts';
import { zhHansPasskey } from './text/zh-hans-passkey.ts';

const WORDS: Readonly<Record<Language | 'de' | 'nl' | 'fr', PasskeyWords>> = {
  en: enPasskey,
  'zh-Hans': zhHansPasskey,
  de: dePasskey,
  nl: nlPasskey,
  fr: frPasskey,
};

const SAID = ['unsupported', 'cancelled', 'known', 'failed', 'offline'] as const;

export function PasskeyForm({
  lang,
  does,
  action,
  options,
  button,
  children,
}: {
  readonly lang: Language;
  /** Whether the device makes a passkey or shows one. */
  readonly does: 'register' | 'sign-in';
  /** Answers with the next page, or with this one and why not. */
  readonly action: string;
  /** Gives the script what the device is to be asked. */
  readonly options: string;
  readonly button: string;
  /** Fields of the form's own. */
  readonly children?: Child;
}) {
  const words = WORDS[lang];
  return (
    <form class="card typing" method="post" action={action} data-passkey={does} data-options={options}>
      <input type="hidden" name="passkey" />
      {children}
      <button class="press press-main" type="submit">
        {button}
      </button>
      <p class="quiet">{words.what}</p>
      <noscript>
        <p class="notice notice-bad">{words.noScript}</p>
      </noscript>
      <div role="alert" data-passkey-said hidden>
        <div class="notice notice-bad">
          {SAID.map((when) => (
            <p data-when={when} hidden>
              {words[when]}
            </p>
          ))}
          <p data-when="refused" hidden></p>
        </div>
      </div>
    </form>
  );
}
