// Session page: one address for the whole life of a session, with Stop always in reach.
import type { Rejection } from '../../domain/rejections.ts';
import type { SessionView } from '../../domain/session/session-view.ts';
import { createFormat } from '../format.ts';
import { type Frame, renderDocument, renderMarkup } from '../layout.tsx';
import { paths } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import { describeRejection } from '../rejection-words.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { Emergency, Name, PressForm, Problem, Whereabouts } from './parts.tsx';
import { Closed, InReview, NotStarted, Settling, Stopping } from './session-ending.tsx';
import { GuestReach, Outside } from './session-guests.tsx';
import { Running } from './session-running.tsx';
import type { SessionScene } from './session-scene.ts';
import { Starting } from './session-starting.tsx';

export type SessionPageInput = Frame & {
  readonly view: SessionView;
  /** Gives each form of the page a fresh idempotency key; Stop's own is always the session id. */
  readonly newKey: () => string;
  readonly problem?: Rejection | null;
};

/** Without a script, states that pass by themselves are looked at again after this. */
const REFRESH_S: { readonly [S in SessionView['state']]: number | null } = {
  authorizing: 2,
  starting: 2,
  active: null,
  suspended: null,
  stopping: 3,
  settling: 3,
  review: 60,
  closed: null,
  failed: null,
};

/** Somebody who waits for the host's word, or their own wallet's, looks again too. */
function refreshS({ state, role }: SessionView): number | null {
  const isOnTheWay = role === 'asking' || role === 'let-in' || role === 'joining';
  return isOnTheWay && state !== 'closed' ? 3 : REFRESH_S[state];
}

/** Kinds that people use lying in the dark. */
const NIGHT_KINDS: readonly string[] = ['sleep-pod'];

/** What runs is the host's; somebody outside is told of their own waiting. */
function isInside(role: SessionView['role']): role is 'host' | 'guest' {
  return role === 'host' || role === 'guest';
}

function Body({ scene }: { readonly scene: SessionScene }) {
  const { role, state } = scene.view;
  if (!isInside(role)) return <Outside scene={scene} />;
  switch (state) {
    case 'authorizing':
    case 'starting':
      return <Starting scene={scene} />;
    case 'active':
    case 'suspended':
      return <Running scene={scene} />;
    case 'stopping':
      return <Stopping scene={scene} />;
    case 'settling':
      return <Settling scene={scene} />;
    case 'review':
      return <InReview scene={scene} />;
    case 'closed':
      return <Closed scene={scene} />;
    case 'failed':
      return <NotStarted scene={scene} />;
  }
}

/** How Stop ends it, which a pause changes: then what is closed next is the end, or it is closed already. */
function stopHow({ view, texts, kind }: SessionScene): string {
  if (view.state === 'suspended') return texts.session.pause.stopPaused;
  return view.pause?.wish === 'pause' ? texts.session.pause.stopWaiting : kind.stopHow;
}

/** Stop is there while there is something to stop; a refused one may be asked again. */
function Stop({ scene }: { readonly scene: SessionScene }) {
  const { view, texts } = scene;
  const isAgain = view.state === 'stopping';
  if (!view.may.stop) return null;
  const isWaiting = view.state === 'authorizing' || view.state === 'starting';
  const isRunning = view.state === 'active' || view.state === 'suspended';
  const mayStop = isWaiting || isRunning || (isAgain && (!view.progress.proven || view.stopRequest?.advice != null));
  if (!mayStop) return null;
  return (
    <div class="reach">
      <PressForm id="stop" action={paths.stop(view.sessionId)} formKey={view.sessionId}>
        <button id="stop-button" class={`press ${isWaiting ? 'press-plain' : 'press-stop'}`} type="submit">
          <Icon name="stop" />
          {isAgain ? texts.session.stopAgain : texts.session.stop}
        </button>
      </PressForm>
      {isRunning && view.emergencySince === undefined ? <p class="quiet">{stopHow(scene)}</p> : null}
    </div>
  );
}

function titleOf({ view, texts, kind }: SessionScene): string {
  const isOver = view.state === 'closed' || view.state === 'failed';
  if (!isOver && !isInside(view.role)) return texts.session.outside[view.role];
  return view.state === 'starting' ? kind.starting : texts.session.state[view.state];
}

function documentTitle(scene: SessionScene): string {
  return `${plainName(scene.view.objectName)} · ${titleOf(scene)}`;
}

/** What is read aloud, at most once a minute. */
function spokenOf(scene: SessionScene): string {
  const { view, texts, format } = scene;
  if (view.state !== 'active' || !isInside(view.role)) return titleOf(scene);
  return texts.session.say(
    format.duration(Math.floor(view.useMs / 60_000) * 60_000),
    format.money(view.costMinor, view.currency),
  );
}

/** The device's refusals are worded for a Start; here money is reserved, and no other object will do. */
function insteadOf({ texts, lang }: SessionScene, problem: Rejection) {
  const { unreachable } = texts.session;
  if (problem.code === 'device.offline') return texts.session.unreachable;
  if (problem.code !== 'device.refused') return null;
  const reasons: { readonly [code: string]: string } = texts.deviceReasons;
  const { deviceCode } = problem;
  const reason = Object.hasOwn(reasons, deviceCode) ? reasons[deviceCode] : undefined;
  return { ...unreachable, title: describeRejection(problem, lang).title, detail: reason ?? texts.deviceReasons.other };
}

function Main({ scene, problem }: { readonly scene: SessionScene; readonly problem: Rejection | null }) {
  const { view, nowMs, lang, texts } = scene;
  const address = paths.session(view.sessionId);
  const isOver = view.state === 'closed' || view.state === 'failed';
  const isUsed = view.state === 'active' && isInside(view.role);
  const hasReceipt = view.state === 'closed' && (view.role === 'host' || view.heldMinor > 0);
  return (
    <main
      class={`page session session-${view.state}`}
      data-live={isOver ? undefined : paths.events(view.sessionId)}
      data-page={address}
      data-version={view.version}
      data-state={view.state}
      data-now={nowMs}
      data-next={hasReceipt ? paths.receipt(view.sessionId) : undefined}
      data-title={documentTitle(scene)}
      data-say={spokenOf(scene)}
    >
      <header class="subject">
        <div class="subject-words">
          <p class={`state state-${isUsed ? 'good' : 'info'}`}>
            <Icon name={isUsed ? 'check' : 'clock'} />
            <span>{titleOf(scene)}</span>
          </p>
          <h1>
            <Name>{view.objectName}</Name>
          </h1>
          <Whereabouts placeName={view.placeName} venueName={view.venueName} />
        </div>
        {view.state === 'active' || view.state === 'suspended' ? (
          <div class="thumb">
            <Drawing kind={view.kind} />
          </div>
        ) : null}
      </header>
      {view.emergencySince === undefined ? null : <Emergency texts={texts} detail={texts.emergency.session} />}
      {problem ? <Problem rejection={problem} lang={lang} backTo={address} instead={insteadOf(scene, problem)} /> : null}
      <Body scene={scene} />
      <p class="without-script">
        <a href={address}>
          <Icon name="refresh" /> {texts.frame.refresh}
        </a>
      </p>
      <Stop scene={scene} />
      <GuestReach scene={scene} />
    </main>
  );
}

function sceneOf(input: SessionPageInput): SessionScene {
  const { view, lang, nowMs, newKey } = input;
  const texts = textsOf(lang);
  return { view, lang, nowMs, newKey, texts, format: createFormat(lang, view.zone), kind: kindWordsOf(texts, view.kind) };
}

/** GET /sessions/{id}. */
export function sessionPage(input: SessionPageInput): string {
  const { view, problem } = input;
  const scene = sceneOf(input);
  return renderDocument({
    frame: input,
    title: documentTitle(scene),
    page: 'session',
    kind: view.kind,
    isNight: NIGHT_KINDS.includes(view.kind),
    refreshS: refreshS(view),
    children: <Main scene={scene} problem={problem ?? null} />,
  });
}

/** GET /sessions/{id}?fragment=1: the page's `<main>` alone, which the script puts in place of the one it has. */
export function sessionFragment(input: SessionPageInput): string {
  return renderMarkup(<Main scene={sceneOf(input)} problem={input.problem ?? null} />);
}
