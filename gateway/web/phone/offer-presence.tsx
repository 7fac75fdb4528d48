// Offer presence: is it this one - the object is kept and blinks, what shows that the person is there, and where their phone says they are.
import type { Whereabouts } from '../../domain/presence/geofence.ts';
import type { PresenceOutlook } from '../../domain/presence/presence-decide.ts';
import type { Offer } from '../../domain/scan/scan.ts';
import type { Format } from '../format.ts';
import { paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { Icon } from './icons.tsx';
import { Notice, PressForm } from './parts.tsx';

export type OfferPresenceInput = {
  readonly offer: Offer;
  readonly ticket: string;
  readonly key: string;
  readonly signedIn: boolean;
  readonly nowMs: number;
  readonly presence?: PresenceOutlook | undefined;
  /** Of a position that was compared just now. */
  readonly whereabouts?: Whereabouts | undefined;
};

type View = { readonly input: OfferPresenceInput; readonly texts: Texts; readonly format: Format };

/** Something in front of the object helps here: to find it, or because a Start asks for it. */
function hasPresenceCard({ offer, signedIn }: OfferPresenceInput): boolean {
  return signedIn && offer.availability === 'free' && (offer.front ?? []).length > 0;
}

/** A Start would be refused, and what would be enough can be done on this page. */
export function mustShowPresence(input: OfferPresenceInput): boolean {
  return input.signedIn && input.offer.availability === 'free' && input.presence?.isNeeded === true;
}

/** How often it blinked, group by group: plain number fields that need no script. */
function Question({ input, texts }: View) {
  return (
    <PressForm id="blinks" action={paths.blinks(input.ticket)} formKey={`${input.key}-blinks`} class="blinks">
      <fieldset>
        <legend>{texts.reservation.question}</legend>
        <p class="quiet">{texts.reservation.questionDetail}</p>
        <div class="blink-numbers">
          {[texts.reservation.first, texts.reservation.second, texts.reservation.third].map((label, at) => (
            <label>
              <span>{label}</span>
              <input
                id={`blinks-${at + 1}`}
                class="digits"
                name={`blinks${at + 1}`}
                type="text"
                inputmode="numeric"
                pattern="[1-9]"
                maxlength={1}
                autocomplete="off"
                required
              />
            </label>
          ))}
        </div>
      </fieldset>
      <button id="blinks-button" class={`press ${mustShowPresence(input) ? 'press-main' : 'press-second'}`} type="submit">
        {texts.reservation.answer}
      </button>
    </PressForm>
  );
}

function Kept({ untilMs, input, texts, format }: View & { readonly untilMs: number }) {
  return (
    <dl class="rows" id="kept">
      <div class="strong">
        <dt>{texts.reservation.mine}</dt>
        <dd>
          <span class="unseen">{texts.reservation.left} </span>
          <span data-tick="down" data-at={untilMs}>
            {format.clock(Math.max(0, untilMs - input.nowMs))}
          </span>
        </dd>
      </div>
    </dl>
  );
}

function Ask({ input, texts, isAgain }: View & { readonly isAgain: boolean }) {
  const canBlink = input.offer.front?.includes('blink') === true;
  // Kept already, and nothing to blink: there is nothing more to ask for.
  if (isAgain && !canBlink) return null;
  const isMain = mustShowPresence(input) && !isAgain;
  return (
    <PressForm id="reserve" action={paths.reserve(input.ticket)} formKey={`${input.key}-reserve`}>
      <button id="reserve-button" class={`press ${isMain ? 'press-main' : 'press-plain'}`} type="submit">
        {isAgain ? texts.reservation.again : canBlink ? texts.reservation.keepAndBlink : texts.reservation.keep}
      </button>
    </PressForm>
  );
}

/** Only while it can be started: kept for this person, blinking for them, and thanking them once they have shown that they are there. */
export function PresenceCard(view: View) {
  const { input, texts } = view;
  if (!hasPresenceCard(input)) return null;
  const { offer, presence } = input;
  const mine = offer.reservation?.isMine ? offer.reservation : null;
  const isShown = presence !== undefined && presence.shownBy !== null && presence.shownBy !== 'stay';
  const canBlink = offer.front?.includes('blink') === true;
  const keeping = mine ? presence?.keeping : undefined;
  return (
    <section class={`card${mustShowPresence(input) ? ' card-strong' : ''}`} aria-labelledby="presence-title" id="presence">
      <h2 id="presence-title">{texts.reservation.title}</h2>
      {mine ? <Kept {...view} untilMs={mine.untilMs} /> : null}
      {isShown ? (
        <p class="state state-good">
          <Icon name="check" />
          <span>{texts.reservation.shown}</span>
        </p>
      ) : null}
      {mine ? null : (
        <p>{[texts.reservation.detail, ...(canBlink ? [texts.reservation.blinkDetail] : [])].join(texts.frame.gap)}</p>
      )}
      {mine?.isAsking && !isShown ? <Question {...view} /> : null}
      {keeping && !isShown && offer.front?.includes('button') ? (
        <p id="presses" data-presses={keeping.presses}>
          {texts.reservation.button(keeping.presses)}
        </p>
      ) : null}
      {keeping && !isShown && presence?.ways.includes('staff') ? (
        <p class="quiet" id="keeping-number" data-number={keeping.number}>
          {texts.reservation.staffNumber(keeping.number)}
        </p>
      ) : null}
      {isShown ? null : <Ask {...view} isAgain={mine !== null} />}
    </section>
  );
}

/** In the place of Start, which would be refused: what it waits for, and what would do besides the card above. */
export function PresenceNeeded({ input, texts }: View) {
  const others = (input.presence?.ways ?? []).filter((way) => !hasPresenceCard(input) || (way !== 'blink' && way !== 'button'));
  const named = others.map((way) => texts.presenceWays[way]).join(texts.tariff.listGap);
  return (
    <>
      <p class="next next-outside" id="presence-needed">
        {texts.reservation.needed}
      </p>
      {named === '' ? null : <p class="quiet">{texts.reservation.otherWays(named)}</p>}
    </>
  );
}

const TONES: { readonly [W in Whereabouts]: 'good' | 'warn' | 'info' } = { near: 'good', elsewhere: 'warn', unknown: 'info' };

/** Asked by a press alone; what it says is advice, and Start stays where it is. */
export function WhereaboutsCard({ input, texts }: View) {
  const { offer, ticket, key, whereabouts } = input;
  if (!offer.hasPosition || offer.availability === 'yours') return null;
  if (whereabouts !== undefined) {
    const tone = TONES[whereabouts];
    return (
      <Notice tone={tone} icon={tone === 'warn' ? 'warn' : 'place'}>
        <p id="whereabouts" data-whereabouts={whereabouts}>
          {texts.reservation.whereabouts[whereabouts]}
        </p>
      </Notice>
    );
  }
  return (
    <section class="card only-script" aria-labelledby="where-title">
      <h2 id="where-title">{texts.reservation.whereTitle}</h2>
      <p class="quiet">{texts.reservation.whereDetail}</p>
      <PressForm
        id="where"
        action={paths.whereabouts(ticket)}
        formKey={`${key}-where`}
        hidden={{ latitude: '', longitude: '', accuracyM: '' }}
        isLocated
      >
        <button id="where-button" class="press press-plain" type="submit">
          {texts.reservation.whereAsk}
        </button>
      </PressForm>
    </section>
  );
}
