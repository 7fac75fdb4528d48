// Corrections on the receipt's page: money given back, what is still owed, and "something wrong?" in one tap.
import type { ClaimRule } from '../../domain/correction/claim.ts';
import type { Corrections } from '../../domain/correction/corrections.ts';
import type { Format } from '../format.ts';
import { paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { Icon, type IconName } from './icons.tsx';
import { PressForm } from './parts.tsx';

export type CorrectionsScene = {
  readonly corrections: Corrections;
  readonly texts: Texts;
  readonly format: Format;
  readonly newKey: () => string;
  /** The reader came to say that something is wrong: the four buttons are in sight. */
  readonly isWrong?: boolean;
};

/** The bill above stays as it was issued; what is left of it stands here. */
export function GivenBack({ scene }: { readonly scene: CorrectionsScene }) {
  const { corrections, texts, format } = scene;
  const { refunds, refundedMinor, paidMinor, currency } = corrections;
  if (refunds.length === 0) return null;
  // What is only on its way, or owed, has not been given back yet.
  const wordsOf = (state: (typeof refunds)[number]['state']) =>
    state === 'done' ? texts.receipt.refundOn : texts.receipt.refundSince;
  return (
    <section class="card corrections" aria-labelledby="corrections-title">
      <h2 id="corrections-title">{texts.receipt.corrections}</h2>
      <dl class="rows">
        <div>
          <dt>{texts.receipt.paidAtFirst}</dt>
          <dd>{format.money(paidMinor, currency)}</dd>
        </div>
        <div>
          <dt>{texts.receipt.refunded}</dt>
          <dd>{format.money(refundedMinor, currency)}</dd>
        </div>
        <div class="strong">
          <dt>{texts.receipt.remains}</dt>
          <dd>{format.money(paidMinor - refundedMinor, currency)}</dd>
        </div>
      </dl>
      <ul class="evidence">
        {refunds.map(({ amountMinor, state, at }) => (
          <li>
            <Icon name={state === 'done' ? 'check' : state === 'pending' ? 'clock' : 'warn'} />
            <span>
              {wordsOf(state)(format.money(amountMinor, currency), format.dateTime(at))}
              <small class="quiet">{texts.receipt.refundState[state]}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function StillOwed({ scene }: { readonly scene: CorrectionsScene }) {
  const { corrections, texts, format } = scene;
  if (corrections.owedMinor === 0) return null;
  return (
    <section class="card card-strong" aria-label={texts.receipt.toPay}>
      <p>{texts.receipt.owed(format.money(corrections.owedMinor, corrections.currency))}</p>
      <a id="pay-owed" class="press press-main" href={paths.wallet}>
        <Icon name="wallet" />
        {texts.receipt.payOwed}
      </a>
    </section>
  );
}

const VERDICT_SIGNS: { readonly [V in Corrections['claims'][number]['verdict']]: IconName } = {
  granted: 'check',
  refused: 'minus',
  'for-a-person': 'clock',
};

function Decided({ scene }: { readonly scene: CorrectionsScene }) {
  const { corrections, texts } = scene;
  return (
    <ul class="evidence">
      {corrections.claims.map(({ rule, verdict, because, answered }) => (
        <li data-claim={rule} data-verdict={verdict}>
          <Icon name={answered ? 'check' : VERDICT_SIGNS[verdict]} />
          <span>
            <strong>{texts.receipt.claims[rule]}</strong>
            <small>
              {answered
                ? texts.receipt.claimAnswered
                : `${texts.receipt.claimVerdict[verdict]}${texts.frame.gap}${texts.receipt.claimReasons[because]}`}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Tap({ scene, rule }: { readonly scene: CorrectionsScene; readonly rule: ClaimRule }) {
  const { corrections, texts, newKey } = scene;
  return (
    <PressForm id={`claim-${rule}`} action={paths.claim(corrections.sessionId)} formKey={newKey()} hidden={{ rule }}>
      <button id={`claim-${rule}-button`} class="press press-plain" type="submit">
        {texts.receipt.claims[rule]}
      </button>
    </PressForm>
  );
}

/** Four plain buttons, closed until somebody looks for them; what was decided stays in sight. */
export function SomethingWrong({ scene }: { readonly scene: CorrectionsScene }) {
  const { corrections, texts, format } = scene;
  const { claims, claimable } = corrections;
  if (claims.length === 0 && claimable === null) return null;
  return (
    <section class="card" aria-labelledby="wrong-title">
      <h2 id="wrong-title">{texts.receipt.wrong}</h2>
      {claims.length > 0 ? <Decided scene={scene} /> : null}
      {claimable ? (
        <details id="claims" open={scene.isWrong === true}>
          <summary>{texts.receipt.tellUs}</summary>
          <p class="quiet">{texts.receipt.wrongDetail(format.dateTime(claimable.until))}</p>
          <div class="taps">
            {claimable.rules.map((rule) => (
              <Tap scene={scene} rule={rule} />
            ))}
          </div>
        </details>
      ) : null}
    </section>
  );
}
