// Wallet page: what is there, what is held, what is owed, and money that comes in - on the way to Start and back.
import type { WalletBalance } from '../../domain/ledger/ledger.ts';
import type { TopUpView } from '../../domain/ledger/top-up-decide.ts';
import { decimalsOf, formatMinor } from '../../domain/money.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { WalletName } from '../../domain/wallet/wallet-operation.ts';
import { createFormat, type Format } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths, walletHref } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { SignOut } from './account-page.tsx';
import { ContactEntry } from './contact-entry.tsx';
import { Icon, type IconName } from './icons.tsx';
import { BalanceFigures, Notice, PressForm, Problem } from './parts.tsx';

export type WalletPageInput = Frame & {
  /** With us, or in a wallet elsewhere, which we cannot look into and which shows its own balance. */
  readonly wallet: WalletName;
  /** Of a wallet with us. */
  readonly balance: WalletBalance | null;
  readonly owed: readonly { readonly minor: bigint; readonly currency: string }[];
  readonly topUp: { readonly leastMinor: bigint; readonly mostMinor: bigint; readonly currency: string } | null;
  /** What is missing for the Start that the person comes from. */
  readonly needMinor: bigint | null;
  /** The amount that was typed and refused. */
  readonly typed?: string | undefined;
  /** Where the person came from. */
  readonly back: string | null;
  readonly isPaying: boolean;
  /** Left out where no mail is sent. */
  readonly isMailOffered?: boolean;
  readonly newKey: () => string;
  /** The person signs in at this gateway itself, and leaves it here. */
  readonly hasAccount?: boolean;
  readonly problem?: Rejection | null;
};

/** What passes by itself is looked at again. */
const LOOK_AGAIN_S = 3;
const LONGEST_AMOUNT = 12;

type View = { readonly input: WalletPageInput; readonly texts: Texts; readonly format: Format };

function Owed({ input, texts, format }: View) {
  const { owed, isPaying, newKey } = input;
  if (owed.length === 0) return null;
  return (
    <section class="card card-strong" aria-labelledby="owed-title">
      <h2 id="owed-title">{texts.wallet.owedTitle}</h2>
      {owed.map(({ minor, currency }) => (
        <p>{texts.wallet.owed(format.money(minor, currency))}</p>
      ))}
      {isPaying ? (
        <p class="quiet">{texts.wallet.paying}</p>
      ) : (
        <PressForm id="pay-owed" action={paths.payOwed} formKey={newKey()}>
          <button id="pay-owed-button" class="press press-main" type="submit">
            {texts.wallet.payOwed}
          </button>
        </PressForm>
      )}
    </section>
  );
}

/** What is wrong with the amount is said at its field. */
const isOfAmount = (problem: Rejection | null | undefined): problem is Rejection => problem?.code === 'top-up.amount-refused';

/** Plain text in major units: what somebody types who thinks in money. */
function TopUp({ input, texts, format }: View) {
  const { topUp, needMinor, typed, back, newKey, problem } = input;
  if (topUp === null) {
    const words = input.hasAccount ? texts.account.noTopUp : texts.wallet.noTopUp;
    return input.balance === null ? null : <p class="quiet">{words}</p>;
  }
  const { currency, leastMinor, mostMinor } = topUp;
  const wanted = needMinor !== null && needMinor > leastMinor ? needMinor : leastMinor;
  const range = texts.wallet.between(format.money(leastMinor, currency), format.money(mostMinor, currency));
  const suggested = needMinor === null ? '' : formatMinor(wanted, currency);
  const wrong = isOfAmount(problem) ? problem : null;
  const hidden = { currency, ...(back === null ? {} : { back }) };
  return (
    <section class="card" aria-labelledby="top-up-title">
      <h2 id="top-up-title">{texts.wallet.topUp}</h2>
      <PressForm id="top-up" action={paths.topUps} formKey={newKey()} class="pairing" hidden={hidden}>
        <label for="amount">{texts.wallet.amount(currency)}</label>
        <input
          id="amount"
          class="amount"
          name="amount"
          type="text"
          inputmode={decimalsOf(currency) === 0 ? 'numeric' : 'decimal'}
          autocomplete="off"
          maxlength={LONGEST_AMOUNT}
          value={typed === undefined ? suggested : plainName(typed).slice(0, LONGEST_AMOUNT)}
          aria-invalid={wrong ? 'true' : undefined}
          aria-describedby={wrong ? 'problem amount-hint' : 'amount-hint'}
          required
        />
        {wrong ? <Problem rejection={wrong} lang={input.lang} backTo={paths.wallet} /> : null}
        <p id="amount-hint" class="quiet">
          {texts.wallet.amountHint(range)}
        </p>
        <button id="top-up-button" class="press press-main" type="submit">
          {texts.wallet.topUp}
        </button>
      </PressForm>
    </section>
  );
}

function Account({ input, texts }: View) {
  return (
    <>
      <a id="to-account" class="press press-plain" href={paths.account}>
        {texts.account.toAccount}
        <Icon name="forward" />
      </a>
      <SignOut texts={texts} formKey={input.newKey()} />
    </>
  );
}

/** GET /wallet. */
export function walletPage(input: WalletPageInput): string {
  const { lang, balance, back, problem, isPaying } = input;
  const texts = textsOf(lang);
  const view: View = { input, texts, format: createFormat(lang) };
  const againS = isPaying && input.owed.length > 0 ? LOOK_AGAIN_S : null;
  return renderDocument({
    frame: input,
    title: texts.wallet.title,
    page: 'wallet',
    refreshS: againS,
    children: (
      <main class="page" data-now={input.nowMs} data-page={paths.wallet} data-reload-s={againS ?? undefined}>
        <h1>{texts.wallet.title}</h1>
        {problem && !(isOfAmount(problem) && input.topUp) ? (
          <Problem rejection={problem} lang={lang} backTo={paths.wallet} />
        ) : null}
        <Owed {...view} />
        {balance ? (
          <section class="card wallet">
            <BalanceFigures balance={balance} texts={texts} format={view.format} />
          </section>
        ) : null}
        {input.wallet === 'ledger' ? null : (
          <Notice tone="info" icon="wallet">
            <p>{texts.wallet.elsewhere[input.wallet]}</p>
          </Notice>
        )}
        <TopUp {...view} />
        {input.isMailOffered ? <ContactEntry lang={lang} sessionId={null} /> : null}
        {back && input.owed.length === 0 ? (
          <a id="back" class="press press-plain" href={back}>
            {texts.wallet.backToStart}
            <Icon name="forward" />
          </a>
        ) : null}
        {input.hasAccount ? <Account {...view} /> : null}
      </main>
    ),
  });
}

export type TopUpPageInput = Frame & { readonly topUp: TopUpView; readonly back: string | null };

const SIGNS: { readonly [S in TopUpView['state']]: IconName } = {
  pending: 'clock',
  action: 'wallet',
  done: 'check',
  refused: 'warn',
};

const TONES: { readonly [S in TopUpView['state']]: string } = {
  pending: 'sign sign-info sign-waiting',
  action: 'sign sign-info',
  done: 'sign sign-good',
  refused: 'sign',
};

/** GET /wallet/top-ups/{id}: until the provider has said what became of it. */
export function topUpPage(input: TopUpPageInput): string {
  const { topUp, back, lang } = input;
  const { state, actionUrl } = topUp;
  const texts = textsOf(lang);
  const reasons: { readonly [refusal: string]: string } = texts.walletReasons;
  // The way to Start is not lost by a payment that failed.
  const againHref = back === null ? paths.wallet : walletHref({ back, needMinor: BigInt(topUp.amountMinor) });
  const againS = state === 'pending' || state === 'action' ? LOOK_AGAIN_S : null;
  const reason = topUp.refusal && (reasons[topUp.refusal] ?? texts.walletReasons.other);
  return renderDocument({
    frame: input,
    title: texts.wallet.topUpState[state],
    page: 'wallet',
    refreshS: againS,
    children: (
      <main class="page problem" data-now={input.nowMs} data-top-up={state} data-reload-s={againS ?? undefined}>
        <div class={TONES[state]}>
          <Icon name={SIGNS[state]} />
        </div>
        <h1>{texts.wallet.topUpState[state]}</h1>
        <p class="total">{createFormat(lang).money(topUp.amountMinor, topUp.currency)}</p>
        <p class="explain">{[reason, texts.wallet.topUpDetail[state]].filter(Boolean).join(texts.frame.gap)}</p>
        <section class="todo" aria-label={texts.frame.nextStep}>
          {state === 'action' && actionUrl !== null ? (
            <a id="wallet-action" class="press press-main" href={actionUrl} rel="noreferrer">
              {texts.wallet.confirm}
              <Icon name="forward" />
            </a>
          ) : null}
          {state === 'done' ? (
            <a id="back" class="press press-main" href={back ?? paths.wallet}>
              {back ? texts.wallet.backToStart : texts.wallet.back}
              <Icon name="forward" />
            </a>
          ) : null}
          {state === 'refused' ? (
            <a id="again" class="press press-main" href={againHref}>
              {texts.wallet.again}
            </a>
          ) : null}
        </section>
      </main>
    ),
  });
}
