// Offer page: what a scan opens - what and where, the price, what is reserved, and one Start.
import type { WalletBalance } from '../../domain/ledger/ledger.ts';
import type { Whereabouts as PhoneWhereabouts } from '../../domain/presence/geofence.ts';
import type { PresenceOutlook } from '../../domain/presence/presence-decide.ts';
import { retryAfterS } from '../../domain/presence/reservation-decide.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { Offer, OtherObject } from '../../domain/scan/scan.ts';
import { reservedMinor } from '../../domain/tariff/price-hold.ts';
import type { WalletName } from '../../domain/wallet/wallet-operation.ts';
import { createFormat, type Format } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths, walletHref } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import { describeRejection } from '../rejection-words.ts';
import { tariffText } from '../tariff-sentence.ts';
import type { Texts } from '../text/en.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { AVAILABILITY_SIGNS, Others } from './offer-availability.tsx';
import { mustShowPresence, PresenceCard, PresenceNeeded, WhereaboutsCard } from './offer-presence.tsx';
import { Emergency, Name, Notice, PressForm, Problem, Whereabouts } from './parts.tsx';

export type OfferPageInput = Frame & {
  readonly offer: Offer;
  readonly ticket: string;
  /** Fresh for each rendering: the idempotency key of Start, or of the pairing. */
  readonly key: string;
  readonly signedIn: boolean;
  /** Null when nobody is signed in or the person has no wallet yet. */
  readonly balance: WalletBalance | null;
  /** Where the money is that pays; null when nobody is signed in. */
  readonly wallet?: WalletName | null;
  /** Money can be paid in from here, on the way to Start. */
  readonly mayTopUp?: boolean;
  /** The person signs in at this gateway itself: there is no app of a host. */
  readonly hasAccount?: boolean;
  /** Must be paid before anything can be started. */
  readonly owed?: { readonly minor: bigint; readonly currency: string } | null;
  /** Where a person without a sign-in may get one; null when only the app can. */
  readonly signInHref?: string | null;
  readonly problem?: Rejection | null;
  /** Opened without the signature of a label. */
  readonly isUnsigned?: boolean;
  readonly presence?: PresenceOutlook;
  readonly whereabouts?: PhoneWhereabouts;
  /** Free ones near, where this one cannot be used now. */
  readonly others?: readonly OtherObject[];
};

type View = { readonly input: OfferPageInput; readonly texts: Texts; readonly format: Format };

/** Why it cannot be started now, in the words that pressing Start would give. */
function obstacleOf({ offer, balance, signedIn, owed, nowMs }: OfferPageInput): Rejection | null {
  if (offer.emergencySinceMs !== undefined && offer.availability !== 'yours') {
    return { code: 'venue.emergency', sinceMs: offer.emergencySinceMs };
  }
  switch (offer.availability) {
    case 'busy':
      return { code: 'object.busy' };
    case 'reserved':
      return { code: 'object.reserved', retryAfterS: retryAfterS(offer.reservation?.untilMs ?? nowMs, nowMs) };
    case 'offline':
      return { code: 'device.offline', lastSeenAtMs: offer.lastSeenAtMs };
    case 'out-of-service':
      return { code: 'object.out-of-service' };
    case 'needs-cleaning':
      return { code: 'object.needs-cleaning' };
    case 'taken':
      return { code: 'stay.taken' };
    case 'yours':
    case 'not-paired':
      return null;
    case 'joinable':
    case 'free':
      break;
  }
  if (signedIn && owed) return { code: 'wallet.owed', owedMinor: owed.minor, currency: owed.currency };
  if (!signedIn || !balance) return null;
  if (balance.currency !== offer.currency) return { code: 'wallet.currency-mismatch', currency: balance.currency };
  const shortfallMinor = (offer.joinMinor ?? offer.holdMinor) - balance.availableMinor;
  return shortfallMinor > 0n ? { code: 'wallet.funds-insufficient', shortfallMinor, currency: offer.currency } : null;
}

function mayStart(input: OfferPageInput): boolean {
  return input.offer.availability === 'free' && input.signedIn && obstacleOf(input) === null;
}

function Hero({ input, texts, format }: View) {
  const { offer, nowMs } = input;
  const { tone, icon } = AVAILABILITY_SIGNS[offer.availability];
  const kind = kindWordsOf(texts, offer.kind);
  const isAway = offer.availability === 'offline' && offer.lastSeenAtMs !== null;
  return (
    <section class="hero">
      <div class="stage">
        <Drawing kind={offer.kind} />
      </div>
      <div class="headline">
        <p class="eyebrow">{kind.label}</p>
        <h1>
          <Name>{offer.objectName}</Name>
        </h1>
        <Whereabouts placeName={offer.placeName} venueName={offer.venueName} />
        <p class={`state state-${tone}`}>
          <Icon name={icon} />
          <span>{texts.offer.availability[offer.availability]}</span>
        </p>
        {isAway ? <p class="quiet">{texts.offer.lastSeen(format.since(nowMs - (offer.lastSeenAtMs ?? nowMs)))}</p> : null}
      </div>
    </section>
  );
}

function Price({ input, texts, format }: View) {
  const { offer } = input;
  const words = { texts, format, kind: kindWordsOf(texts, offer.kind), currency: offer.currency };
  const { sentence, rules, examples } = tariffText(words, offer.tariff.tariff);
  return (
    <section class="card" aria-labelledby="price-title">
      <h2 id="price-title">{texts.offer.price}</h2>
      <p class="sentence">{sentence}</p>
      {examples.length > 0 ? (
        <>
          <h3>{texts.tariff.forExample}</h3>
          <dl class="examples">
            {examples.map(({ use, cost }) => (
              <div>
                <dt>{use}</dt>
                <dd>{cost}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
      {rules.map((rule) => (
        <p class="quiet">{rule}</p>
      ))}
    </section>
  );
}

/** Joining reserves for what the guest orders, once the host has said yes; the host's own money is the host's. */
function JoinTerms({ input, texts, format }: View) {
  const { offer } = input;
  const { joinMinor } = offer;
  const isFree = joinMinor === null || joinMinor === 0n;
  return (
    <section class="card" aria-label={texts.session.joinHere}>
      <p>{isFree ? texts.session.joinFree : texts.session.joinReserves(format.money(joinMinor, offer.currency))}</p>
    </section>
  );
}

function Reserve({ input, texts, format }: View) {
  const { offer, balance, wallet } = input;
  const money = (minor: bigint): string => format.money(minor, offer.currency);
  const isMine = balance !== null && balance.currency === offer.currency;
  const after = isMine ? balance.availableMinor - offer.holdMinor : null;
  const { stepMinor } = offer.tariff.tariff.hold;
  return (
    <section class="card" aria-label={texts.offer.reserved}>
      <dl class="rows">
        <div class="strong">
          <dt>{texts.offer.reserved}</dt>
          <dd>{money(offer.holdMinor)}</dd>
        </div>
        <div class="strong">
          <dt>{texts.offer.most}</dt>
          <dd>{money(offer.mostMinor)}</dd>
        </div>
        {wallet ? (
          <div class="paid-from">
            <dt>{texts.wallet.paidFrom}</dt>
            <dd>{texts.wallet.places[wallet]}</dd>
          </div>
        ) : null}
        {isMine ? (
          <div>
            <dt>{texts.offer.balance}</dt>
            <dd>{money(balance.availableMinor)}</dd>
          </div>
        ) : null}
        {after !== null && after >= 0n ? (
          <div>
            <dt>{texts.offer.balanceAfter}</dt>
            <dd>{money(after)}</dd>
          </div>
        ) : null}
      </dl>
      <p class="quiet">{texts.offer.payUse}</p>
      {stepMinor > 0n ? <p class="quiet">{texts.offer.raised(money(stepMinor))}</p> : null}
    </section>
  );
}

type Length = {
  readonly packageId: string;
  readonly label: string;
  readonly detail: string | null;
  readonly mayChoose: boolean;
};

/** The lengths at a fixed price, after paying by the time used; one that the balance cannot hold is not to be chosen. */
function lengthsOf({ input, texts, format }: View): readonly Length[] {
  const { offer, balance } = input;
  const { tariff } = offer.tariff;
  const money = (minor: bigint): string => format.money(minor, offer.currency);
  const lengths = tariff.packages.map(({ packageId, lengthMs, amountMinor }) => {
    const heldMinor = reservedMinor(tariff, packageId);
    return {
      packageId,
      label: texts.tariff.packageOf(format.duration(lengthMs), money(amountMinor)),
      detail: heldMinor === offer.holdMinor ? null : texts.offer.reservedThen(money(heldMinor)),
      mayChoose: balance === null || heldMinor <= balance.availableMinor,
    };
  });
  return [{ packageId: '', label: texts.offer.asLongAs, detail: texts.offer.asLongAsDetail, mayChoose: true }, ...lengths];
}

/** One of the tariff's packages, or none: plain radio buttons that belong to the form of Start, which needs no script. */
function ChooseLength(view: View) {
  const { input, texts } = view;
  if (input.offer.tariff.tariff.packages.length === 0 || !mayStart(input)) return null;
  return (
    <fieldset class="card lengths">
      <legend>{texts.offer.chooseLength}</legend>
      {lengthsOf(view).map(({ packageId, label, detail, mayChoose }) => (
        <label>
          <input form="start" type="radio" name="packageId" value={packageId} checked={packageId === ''} disabled={!mayChoose} />
          <span>
            {label}
            {detail === null ? null : <small class="quiet">{detail}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Pairing({ input, texts }: View) {
  const { ticket, key } = input;
  return (
    <section class="card card-strong" aria-labelledby="pair-title">
      <h2 id="pair-title">{texts.pairing.title}</h2>
      <p>{texts.pairing.detail}</p>
      <PressForm id="pair" action={paths.pair(ticket)} formKey={key} class="pairing">
        <label for="code">{texts.pairing.label}</label>
        <input
          id="code"
          class="digits"
          name="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          pattern="[0-9 ]*"
          maxlength={12}
          required
        />
        <button id="pair-button" class="press press-main" type="submit">
          {texts.pairing.submit}
        </button>
      </PressForm>
    </section>
  );
}

/** What is in the way may be mended on the wallet's page, which leads back here; anything else is out in the world. */
function Detour({ input, texts, obstacle }: View & { readonly obstacle: Rejection }) {
  const { ticket, lang, mayTopUp } = input;
  const { label } = describeRejection(obstacle, lang).nextStep;
  const back = paths.offer(ticket);
  const href =
    obstacle.code === 'wallet.owed'
      ? walletHref({ back })
      : obstacle.code === 'wallet.funds-insufficient' && mayTopUp
        ? walletHref({ back, needMinor: obstacle.shortfallMinor })
        : null;
  // Without a host app nobody else can be asked to put money in.
  const isDeadEnd = obstacle.code === 'wallet.funds-insufficient' && input.hasAccount === true;
  if (href === null) return <p class="next next-outside">{isDeadEnd ? texts.account.noTopUp : label}</p>;
  return (
    <a id="to-wallet" class="press press-main" href={href}>
      {label}
      <Icon name="forward" />
    </a>
  );
}

/** Exactly one thing to do. */
function NextStep(view: View) {
  const { input, texts } = view;
  const { offer, ticket, key, signedIn, signInHref } = input;
  if (offer.availability === 'yours' && offer.liveSessionId) {
    return (
      <a class="press press-main" href={paths.session(offer.liveSessionId)}>
        {texts.offer.resume}
        <Icon name="forward" />
      </a>
    );
  }
  const obstacle = obstacleOf(input);
  if (obstacle) return <Detour {...view} obstacle={obstacle} />;
  if (offer.availability !== 'free' && offer.availability !== 'joinable') return null;
  if (!signedIn && !signInHref) return <p class="next next-outside">{texts.offer.openApp}</p>;
  if (!signedIn && signInHref) {
    return (
      <a class="press press-main" href={signInHref}>
        {texts.offer.signIn}
        <Icon name="forward" />
      </a>
    );
  }
  if (offer.availability === 'joinable') {
    return (
      <PressForm id="join" action={paths.join(ticket)} formKey={key} hidden={{ tariffHash: offer.tariff.hash }}>
        <button id="join-button" class="press press-main" type="submit">
          {texts.session.joinHere}
        </button>
      </PressForm>
    );
  }
  // Only one thing to do: what shows that the person is there comes first.
  if (mustShowPresence(input)) return <PresenceNeeded {...view} />;
  return (
    <PressForm id="start" action={paths.start(ticket)} formKey={key} hidden={{ tariffHash: offer.tariff.hash }}>
      <button id="start-button" class="press press-main" type="submit">
        {texts.offer.start}
      </button>
    </PressForm>
  );
}

function Obstacle({ input }: View) {
  const obstacle = obstacleOf(input);
  if (!obstacle || obstacle.code === 'venue.emergency') return null;
  const { title, detail } = describeRejection(obstacle, input.lang);
  return (
    <Notice tone="warn" icon="warn">
      <strong>{title}</strong>
      <p>{detail}</p>
    </Notice>
  );
}

/** While it is kept for this person the page looks again by itself: its button may be pressed, its time may be over. */
function followed({ offer, ticket }: OfferPageInput) {
  return offer.reservation === undefined ? {} : { 'data-page': paths.offer(ticket), 'data-poll': '1' };
}

/** GET /s/{ticket}: shows, and writes nothing. */
export function offerPage(input: OfferPageInput): string {
  const { offer, lang, host, isUnsigned, ticket, problem } = input;
  const view: View = { input, texts: textsOf(lang), format: createFormat(lang, offer.zone) };
  const { texts } = view;
  return renderDocument({
    frame: input,
    title: plainName(offer.objectName),
    page: 'offer',
    kind: offer.kind,
    children: (
      <main class="page" data-now={input.nowMs} {...followed(input)}>
        <Hero {...view} />
        <div class="facts">
          {offer.emergencySinceMs === undefined ? null : <Emergency texts={texts} detail={texts.emergency.offer} />}
          {problem ? <Problem rejection={problem} lang={lang} backTo={paths.offer(ticket)} /> : <Obstacle {...view} />}
          <Others offer={offer} others={input.others ?? []} texts={texts} />
          {offer.availability === 'not-paired' ? <Pairing {...view} /> : null}
          <PresenceCard {...view} />
          <WhereaboutsCard {...view} />
          {offer.availability === 'yours' ? null : <Price {...view} />}
          <ChooseLength {...view} />
          {offer.availability === 'joinable' ? <JoinTerms {...view} /> : null}
          {offer.availability === 'yours' || offer.availability === 'joinable' ? null : <Reserve {...view} />}
          <p class="trust">
            <Icon name="shield" />
            <span>
              {[isUnsigned ? texts.offer.notSigned : texts.offer.signedBy(plainName(host)), texts.frame.noCardDetails].join(
                texts.frame.gap,
              )}
            </span>
          </p>
        </div>
        {offer.availability === 'not-paired' ? null : (
          <div class="reach">
            <NextStep {...view} />
            {mayStart(input) ? <p class="quiet">{kindWordsOf(texts, offer.kind).hint}</p> : null}
          </div>
        )}
      </main>
    ),
  });
}
