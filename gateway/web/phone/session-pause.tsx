// Pause on the session's page: its price before it is asked for, and a pause only where the object has proven one (FP-27).
import type { PauseView } from '../../domain/session/session-view.ts';
import { paths } from '../paths.ts';
import { pauseText } from '../tariff-sentence.ts';
import { Icon, type IconName } from './icons.tsx';
import { Notice, PressForm, type Tone } from './parts.tsx';
import type { SessionScene } from './session-scene.ts';

type Part = { readonly scene: SessionScene; readonly pause: PauseView };

function priceOf({ scene, pause }: Part): string {
  const { view, texts, format, kind } = scene;
  if (pause.rate === null) return texts.session.pause.costsSame;
  return pauseText({ texts, format, kind, currency: view.currency }, pause.rate);
}

/** The words of a code that the object gave when it would not. */
function reasonOf({ texts }: SessionScene, code: string): string {
  if (code === 'unanswered') return texts.session.pause.unanswered;
  const reasons: { readonly [code: string]: string } = texts.deviceReasons;
  return Object.hasOwn(reasons, code) ? (reasons[code] ?? '') : texts.deviceReasons.other;
}

function Refused({ scene, pause }: Part) {
  const { texts, view } = scene;
  if (pause.refused === null) return null;
  const ofUse = pause.wish === null ? texts.session.pause.refused : texts.session.pause.undoRefused;
  const words = view.state === 'suspended' ? texts.session.pause.resumeRefused : ofUse;
  return (
    <Notice tone="warn" icon="warn">
      <p>{words(reasonOf(scene, pause.refused))}</p>
    </Notice>
  );
}

const SIGNS: { readonly [S in 'asked' | 'waiting' | 'opened']: readonly [Tone, IconName] } = {
  asked: ['info', 'clock'],
  waiting: ['warn', 'warn'],
  opened: ['good', 'check'],
};

/** Wished, and not proven: whose turn it is, and what it costs meanwhile. */
function Wished({ scene, pause }: Part) {
  const { texts, kind } = scene;
  const hands = kind.pause ?? texts.session.pause.hands;
  const isResume = pause.wish === 'resume';
  const title = isResume
    ? pause.taken
      ? texts.session.pause.opened
      : texts.session.pause.resuming
    : pause.taken
      ? texts.session.pause.waiting
      : texts.session.pause.asking;
  const detail = isResume ? texts.session.pause.resumingDetail : texts.session.pause.askingDetail;
  const hand = isResume ? hands.open : `${hands.close}${texts.frame.gap}${texts.session.pause.stillUse}`;
  const [tone, icon] = !pause.taken ? SIGNS.asked : isResume ? SIGNS.opened : SIGNS.waiting;
  return (
    <div class="wished" data-wish={pause.wish ?? undefined}>
      <Notice tone={tone} icon={icon}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{pause.taken ? hand : detail}</p>
      </Notice>
    </div>
  );
}

/** One tap takes back what no hand has made a pause of yet. */
function Undo({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, newKey } = scene;
  return (
    <PressForm id="unpause" action={paths.resume(view.sessionId)} formKey={newKey()}>
      <button id="unpause-button" class="press press-plain" type="submit">
        <Icon name="play" />
        {texts.session.pause.undo}
      </button>
    </PressForm>
  );
}

/** Asked for and not begun: what the hand does next, or that nothing is waited for any more. */
function NotYetPaused({ scene, pause }: Part) {
  const { texts } = scene;
  if (pause.wish === 'resume') {
    return (
      <div class="wished" data-wish="undo">
        <Notice tone="info" icon="clock">
          <p>
            <strong>{texts.session.pause.undoing}</strong>
          </p>
          <p>{texts.session.pause.undoingDetail}</p>
        </Notice>
      </div>
    );
  }
  return (
    <div class="pause">
      <Refused scene={scene} pause={pause} />
      <Wished scene={scene} pause={pause} />
      <Undo scene={scene} />
    </div>
  );
}

/** While it is used: what keeping it costs and for how long, beside the one button; then whose turn it is. */
export function Pause({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, newKey } = scene;
  const { pause } = view;
  if (pause === null || view.state !== 'active') return null;
  if (pause.wish !== null) return <NotYetPaused scene={scene} pause={pause} />;
  return (
    <div class="pause">
      <Refused scene={scene} pause={pause} />
      <PressForm id="pause" action={paths.pause(view.sessionId)} formKey={newKey()}>
        <button id="pause-button" class="press press-plain" type="submit" aria-describedby="pause-price">
          <Icon name="pause" />
          {texts.session.pause.press}
        </button>
      </PressForm>
      <p class="quiet" id="pause-price">
        <b>{priceOf({ scene, pause })}</b> {texts.session.pause.longest(format.duration(pause.longestMs))}
      </p>
    </div>
  );
}

/** While it is paused: Resume first, then what it costs and until when it is kept. */
export function Paused({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, newKey } = scene;
  const { pause } = view;
  if (pause === null || view.state !== 'suspended') return null;
  return (
    <section class="card card-strong pause" aria-label={texts.session.state.suspended}>
      <Refused scene={scene} pause={pause} />
      {pause.wish === 'resume' ? (
        <Wished scene={scene} pause={pause} />
      ) : (
        <PressForm id="resume" action={paths.resume(view.sessionId)} formKey={newKey()}>
          <button id="resume-button" class="press press-main" type="submit">
            <Icon name="play" />
            {texts.session.pause.resume}
          </button>
        </PressForm>
      )}
      <p id="pause-price">
        <strong>{priceOf({ scene, pause })}</strong>
      </p>
      {pause.endsAt === null ? null : <p class="quiet">{texts.session.pause.until(format.time(pause.endsAt))}</p>}
    </section>
  );
}
