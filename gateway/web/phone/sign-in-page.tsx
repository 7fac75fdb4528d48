// Sign-in page: a person comes back with their passkey or makes one, in one touch, with the terms accepted by it.
import type { ShownTerms } from '../../domain/account/account-decide.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { PasskeyForm } from '../passkey-form.tsx';
import { backPath, paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { Problem } from './parts.tsx';

export type SignInPageInput = Frame & {
  /** Where the person goes once they are signed in. */
  readonly returnTo: string;
  readonly shown: ShownTerms;
  /** Somebody has signed in with this browser before: then that way comes first. */
  readonly isReturning: boolean;
  readonly problem: Rejection | null;
};

type View = { readonly input: SignInPageInput; readonly texts: Texts };

function Fields({ input }: View) {
  const { version, language } = input.shown;
  return (
    <>
      <input type="hidden" name="return" value={input.returnTo} />
      <input type="hidden" name="terms" value={version} />
      <input type="hidden" name="language" value={language} />
    </>
  );
}

const termsHref = ({ returnTo }: SignInPageInput): string => `${paths.terms}?return=${encodeURIComponent(returnTo)}`;

function Again(view: View) {
  const { input, texts } = view;
  return (
    <PasskeyForm
      lang={input.lang}
      does="sign-in"
      action={paths.signIn}
      options={paths.signInOptions}
      button={texts.account.again}
    >
      <Fields {...view} />
      <p class="quiet">{texts.account.againDetail}</p>
    </PasskeyForm>
  );
}

function Fresh(view: View) {
  const { input, texts } = view;
  return (
    <PasskeyForm
      lang={input.lang}
      does="register"
      action={paths.signUp}
      options={paths.signUpOptions}
      button={texts.account.fresh}
    >
      <Fields {...view} />
      <p>
        {texts.account.freshDetail} <a href={termsHref(input)}>{texts.account.readTerms}</a>
      </p>
    </PasskeyForm>
  );
}

function OtherWays({ texts }: View) {
  const { wayAgain, wayOtherDevice, wayOtherPhone, wayStaff } = texts.account;
  return (
    <details id="other-ways" class="card">
      <summary>{texts.account.otherWays}</summary>
      <ul class="ways">
        {[wayAgain, wayOtherDevice, wayOtherPhone, wayStaff].map((way) => (
          <li>{way}</li>
        ))}
      </ul>
    </details>
  );
}

/** An unknown passkey is told in words for a person: nobody invites them. */
function Refused({ input, texts }: View) {
  const { problem, lang, returnTo } = input;
  if (problem === null) return null;
  const { unknownTitle: title, unknownDetail: detail, unknownStep: step } = texts.account;
  const instead = problem.code === 'passkey.unknown' ? { title, detail, step } : null;
  return <Problem rejection={problem} lang={lang} backTo={returnTo} instead={instead} />;
}

/** GET /sign-in: shows, and writes nothing. */
export function signInPage(input: SignInPageInput): string {
  const { lang, isReturning, returnTo } = input;
  const texts = textsOf(lang);
  const view: View = { input, texts };
  const ways = isReturning ? [Again, Fresh] : [Fresh, Again];
  return renderDocument({
    frame: input,
    title: texts.account.signInTitle,
    page: 'sign-in',
    own: { style: 'account.css', script: 'passkey.js' },
    children: (
      <main class="page" data-now={input.nowMs} data-whole>
        <h1>{texts.account.signInTitle}</h1>
        <p class="explain">{texts.account.signInDetail}</p>
        <Refused {...view} />
        {ways.map((Way, at) => (
          <div class={at === 0 ? 'way-first' : 'way-other'}>
            <Way {...view} />
          </div>
        ))}
        <OtherWays {...view} />
        {backPath(returnTo) === null ? null : (
          <a id="back" class="press press-plain" href={returnTo}>
            {texts.account.backToOffer}
          </a>
        )}
      </main>
    ),
  });
}
