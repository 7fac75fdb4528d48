// Home page: what runs now, what ran before, and what is in the wallet.
import type { WalletBalance } from '../../domain/ledger/ledger.ts';
import type { SessionView } from '../../domain/session/session-view.ts';
import type { WalletName } from '../../domain/wallet/wallet-operation.ts';
import { createFormat } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { BalanceFigures, Name, Notice } from './parts.tsx';

export type HomePageInput = Frame & {
  readonly sessions: readonly SessionView[];
  /** Null when nobody is signed in. */
  readonly wallet: HomeWallet | null;
  /** Where somebody signs in who is not signed in; null where there is no such page. */
  readonly signInHref?: string | null;
  /** The person signs in at this gateway itself. */
  readonly hasAccount?: boolean;
};

type HomeWallet = {
  readonly wallet: WalletName;
  /** Of a wallet with us. */
  readonly balance: WalletBalance | null;
  readonly mayTopUp: boolean;
  readonly owed: readonly { readonly minor: bigint; readonly currency: string }[];
};

function isOverNow({ state }: SessionView): boolean {
  return state === 'closed' || state === 'failed';
}

/** A guest whom the host paid for has none, and what never started has none. */
function hasReceipt({ state, role, heldMinor }: SessionView): boolean {
  return state === 'closed' && (role === 'host' || heldMinor > 0);
}

function Entry({ view, texts, input }: { readonly view: SessionView; readonly texts: Texts; readonly input: HomePageInput }) {
  const format = createFormat(input.lang, view.zone);
  const isOver = isOverNow(view);
  const amountMinor = view.end?.finalMinor ?? view.costMinor;
  return (
    <li>
      <a class="entry" href={hasReceipt(view) ? paths.receipt(view.sessionId) : paths.session(view.sessionId)}>
        <span class="thumb">
          <Drawing kind={view.kind} />
        </span>
        <span class="entry-words">
          <b>
            <Name>{view.objectName}</Name>
          </b>
          <span class="quiet">
            <Name>{view.venueName}</Name> · {isOver ? format.date(view.createdAt) : texts.session.state[view.state]}
          </span>
        </span>
        <span class="entry-amount">{format.money(amountMinor, view.currency)}</span>
        <Icon name="forward" />
      </a>
    </li>
  );
}

function Entries({
  title,
  id,
  views,
  texts,
  input,
}: {
  title: string;
  id: string;
  views: readonly SessionView[];
  texts: Texts;
  input: HomePageInput;
}) {
  if (views.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="entries">
        {views.map((view) => (
          <Entry view={view} texts={texts} input={input} />
        ))}
      </ul>
    </section>
  );
}

function Wallet({ wallet, texts, input }: { readonly wallet: HomeWallet; readonly texts: Texts; readonly input: HomePageInput }) {
  const { balance, mayTopUp, owed, wallet: place } = wallet;
  const format = createFormat(input.lang);
  return (
    <section class="card wallet">
      {balance ? <BalanceFigures balance={balance} texts={texts} format={format} /> : null}
      {place === 'ledger' ? null : <p>{texts.wallet.elsewhere[place]}</p>}
      {owed.map(({ minor, currency }) => (
        <Notice tone="warn" icon="wallet">
          <p>{texts.wallet.owed(format.money(minor, currency))}</p>
        </Notice>
      ))}
      {mayTopUp || owed.length > 0 ? (
        <a id="to-wallet" class={`press ${owed.length > 0 ? 'press-main' : 'press-plain'}`} href={paths.wallet}>
          {owed.length > 0 ? texts.wallet.payOwed : texts.wallet.topUp}
          <Icon name="forward" />
        </a>
      ) : null}
    </section>
  );
}

/** GET /: also where the mark on every page leads. */
export function homePage(input: HomePageInput): string {
  const { sessions, wallet, lang } = input;
  const texts = textsOf(lang);
  const running = sessions.filter((view) => !isOverNow(view));
  const earlier = sessions.filter(isOverNow);
  const invitation = wallet === null ? texts.home.signedOut : texts.home.none;
  return renderDocument({
    frame: input,
    title: texts.home.title,
    page: 'home',
    children: (
      <main class="page home" data-now={input.nowMs}>
        <h1>{texts.home.title}</h1>
        {wallet ? <Wallet wallet={wallet} texts={texts} input={input} /> : null}
        {sessions.length === 0 ? (
          <div class="empty">
            <Drawing kind="" />
            <p>
              <Icon name="scan" /> {invitation}
            </p>
          </div>
        ) : null}
        <a id="to-scan" class="press press-second" href={paths.scan}>
          <Icon name="scan" />
          {texts.home.scanHere}
        </a>
        {input.signInHref ? (
          <a id="to-sign-in" class="press press-plain" href={input.signInHref}>
            {texts.scan.signIn}
            <Icon name="forward" />
          </a>
        ) : null}
        <Entries title={texts.home.running} id="running" views={running} texts={texts} input={input} />
        <Entries title={texts.home.earlier} id="earlier" views={earlier} texts={texts} input={input} />
        {input.hasAccount ? (
          <a id="to-account" class="press press-plain" href={paths.account}>
            {texts.account.toAccount}
            <Icon name="forward" />
          </a>
        ) : null}
      </main>
    ),
  });
}
