// Account page: a person's passkeys, the terms that they accepted, signing out, and the end of the account.
import type { AccountPasskey, TermsAcceptance } from '../../domain/account/account.ts';
import { type AmountOf, balanceWord } from '../../domain/account/account-decide.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { createFormat, type Format } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { PasskeyForm } from '../passkey-form.tsx';
import { acceptTermsHref, paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { Icon } from './icons.tsx';
import { Notice, PressForm, Problem } from './parts.tsx';
import { TouchForm } from './touch-page.tsx';

export type AccountPageInput = Frame & {
  readonly passkeys: readonly AccountPasskey[];
  /** Of the terms in force; null where they are not accepted yet. */
  readonly accepted: TermsAcceptance | null;
  readonly balances: readonly AmountOf[];
  /** Why the account cannot be deleted now; null: it can. */
  readonly endRefusal: Rejection | null;
  readonly mayAddPasskey: boolean;
  /** The passkey was touched so lately that another one may be added. */
  readonly isTouched: boolean;
  readonly newKey: () => string;
  readonly problem: Rejection | null;
};

type View = { readonly input: AccountPageInput; readonly texts: Texts; readonly format: Format };

function Passkey({ passkey, input, texts, format }: View & { readonly passkey: AccountPasskey }) {
  const device = texts.account.madeOn[passkey.madeOn];
  const made = format.date(passkey.createdAtMs);
  const isOnly = input.passkeys.length === 1;
  return (
    <li>
      <span>
        <b>{device}</b>
        <small>
          {[texts.account.madeAt(made), texts.account.usedAt(format.date(passkey.lastUsedAtMs))].join(texts.account.listGap)}
        </small>
        {passkey.isBackedUp ? <small>{texts.account.backedUp}</small> : null}
        {!passkey.isBackedUp && isOnly ? <small>{texts.account.notBackedUp}</small> : null}
      </span>
      {isOnly ? null : (
        <PressForm
          id={`remove-${passkey.credentialId}`}
          action={paths.removePasskey}
          formKey={input.newKey()}
          hidden={{ credential: passkey.credentialId }}
        >
          <button class="press press-plain" type="submit" aria-label={texts.account.removeWhich(device, made)}>
            {texts.account.remove}
          </button>
        </PressForm>
      )}
    </li>
  );
}

function Passkeys(view: View) {
  const { input, texts } = view;
  return (
    <section class="card" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{texts.account.passkeys}</h2>
      <ul class="passkeys">
        {input.passkeys.map((passkey) => (
          <Passkey passkey={passkey} {...view} />
        ))}
      </ul>
    </section>
  );
}

function AddPasskey({ input, texts }: View) {
  if (!input.mayAddPasskey) return null;
  return (
    <section class="way-other" aria-labelledby="add-title">
      <h2 id="add-title">{texts.account.addTitle}</h2>
      <p class="quiet">{texts.account.addDetail}</p>
      {input.isTouched ? (
        <PasskeyForm
          lang={input.lang}
          does="register"
          action={paths.accountPasskeys}
          options={paths.accountPasskeyOptions}
          button={texts.account.add}
        />
      ) : (
        <>
          <p class="quiet">{texts.account.touchFirst}</p>
          <TouchForm lang={input.lang} act="add" fields={{}} button={texts.account.touch} />
        </>
      )}
    </section>
  );
}

function Terms({ input, texts, format }: View) {
  const { accepted } = input;
  return (
    <section class="card" aria-labelledby="terms-title">
      <h2 id="terms-title">{texts.account.termsTitle}</h2>
      <p>{accepted ? texts.account.acceptedOn(format.date(accepted.atMs)) : texts.account.acceptedNot}</p>
      <a class="press press-plain" href={accepted ? `${paths.terms}?return=${paths.account}` : acceptTermsHref(paths.account)}>
        {texts.account.readTerms}
        <Icon name="forward" />
      </a>
    </section>
  );
}

/** What is given up stands beside the button, and goes with the press: another balance is another decision. */
function End({ input, texts, format }: View) {
  const { balances, endRefusal, lang, newKey } = input;
  const amounts = balances.map(({ minor, currency }) => format.money(minor, currency)).join(texts.account.listGap);
  return (
    <details id="end" class="card">
      <summary>{texts.account.endTitle}</summary>
      <p>{texts.account.endDetail}</p>
      {balances.length === 0 ? (
        <p>{texts.account.endEmpty}</p>
      ) : (
        <Notice tone="warn" icon="wallet">
          <p>{texts.account.endBalance(amounts)}</p>
        </Notice>
      )}
      {endRefusal ? (
        <Problem rejection={endRefusal} lang={lang} backTo={paths.account} />
      ) : (
        <PressForm id="end-account" action={paths.endAccount} formKey={newKey()} hidden={{ balance: balanceWord(balances) }}>
          <label class="sure">
            <input type="checkbox" name="sure" value="yes" required />
            <span>{texts.account.endSure}</span>
          </label>
          <button id="end-button" class="press press-stop" type="submit">
            {texts.account.end}
          </button>
        </PressForm>
      )}
    </details>
  );
}

/** Leaves this browser alone; what runs goes on. */
export function SignOut({ texts, formKey }: { readonly texts: Texts; readonly formKey: string }) {
  return (
    <section class="card" aria-label={texts.account.signOut}>
      <PressForm id="sign-out" action={paths.signOut} formKey={formKey}>
        <button id="sign-out-button" class="press press-plain" type="submit">
          {texts.account.signOut}
        </button>
      </PressForm>
      <p class="quiet">{texts.account.signOutDetail}</p>
    </section>
  );
}

/** For whoever lost a phone, or fears that somebody has a copy of its cookie. */
function SignOutEverywhere({ input, texts }: View) {
  return (
    <section class="card" aria-label={texts.account.signOutAll}>
      <PressForm id="sign-out-all" action={paths.signOut} formKey={input.newKey()} hidden={{ everywhere: 'yes' }}>
        <button id="sign-out-all-button" class="press press-plain" type="submit">
          {texts.account.signOutAll}
        </button>
      </PressForm>
      <p class="quiet">{texts.account.signOutAllDetail}</p>
    </section>
  );
}

/** GET /account. */
export function accountPage(input: AccountPageInput): string {
  const { lang, problem } = input;
  const texts = textsOf(lang);
  const view: View = { input, texts, format: createFormat(lang) };
  return renderDocument({
    frame: input,
    title: texts.account.title,
    page: 'account',
    own: { style: 'account.css', script: 'passkey.js' },
    children: (
      <main class="page" data-now={input.nowMs} data-whole>
        <h1>{texts.account.title}</h1>
        <p class="explain">{texts.account.anonymous}</p>
        {problem ? <Problem rejection={problem} lang={lang} backTo={paths.account} /> : null}
        <Passkeys {...view} />
        <AddPasskey {...view} />
        <Terms {...view} />
        <SignOut texts={texts} formKey={input.newKey()} />
        <SignOutEverywhere {...view} />
        <End {...view} />
      </main>
    ),
  });
}

export type AccountLeftPageInput = Frame & { readonly how: 'signed-out' | 'ended' };

/** After signing out, or after the account's end. */
export function accountLeftPage(input: AccountLeftPageInput): string {
  const { lang, how } = input;
  const texts = textsOf(lang);
  const isEnded = how === 'ended';
  const title = isEnded ? texts.account.ended : texts.account.signedOut;
  return renderDocument({
    frame: input,
    title,
    page: 'account-left',
    children: (
      <main class="page problem" data-now={input.nowMs} data-whole>
        <div class="sign sign-good">
          <Icon name="check" />
        </div>
        <h1>{title}</h1>
        <p class="explain">{isEnded ? texts.account.endedDetail : texts.account.signOutDetail}</p>
        <section class="todo" aria-label={texts.frame.nextStep}>
          <a class="press press-main" href={isEnded ? paths.home : paths.signIn}>
            {isEnded ? texts.frame.home : texts.account.signInTitle}
            <Icon name="forward" />
          </a>
        </section>
      </main>
    ),
  });
}
