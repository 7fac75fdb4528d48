// Read session: the picture of a session for its payer, now or as soon as it changes.
import { ok, type Result } from '#protocol';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionView } from '../domain/session/session-view.ts';
import { composeSessionView } from '../domain/session/session-view-compose.ts';
import { asSeenByGuest } from '../domain/session/session-view-guest.ts';
import { isPauseInDoubt } from '../domain/session/session-view-pause.ts';
import type { SessionDossier } from '../ports/store.ts';
import { isMember, memberDossier } from './members.ts';
import { asLastHeard, policyOf, profileOf, type StepContext } from './step-context.ts';

type Asked = { readonly sessionId: string; readonly personId: string };

export type ReadSession = (request: Asked) => Promise<Result<SessionView, Rejection>>;
export type WaitForSession = (
  request: Asked & { readonly afterVersion: number; readonly waitMs: number; readonly signal: AbortSignal },
) => Promise<Result<SessionView, Rejection>>;
export type ListSessions = (request: { readonly personId: string }) => Promise<Result<readonly SessionView[], Rejection>>;

const LISTED_SESSIONS = 20;

export function viewOf(context: StepContext, dossier: SessionDossier, resumedAtMs: number | null = null): SessionView {
  const { kind } = dossier.session;
  return composeSessionView(
    {
      ...dossier,
      device: asLastHeard(context, dossier.device),
      profile: profileOf(context, kind),
      policy: policyOf(context, kind),
      resumedAtMs,
    },
    context.clock.nowMs(),
  );
}

/** The timeline knows what the commands do not: whether a pause that the object took has been and gone. */
async function lastResumedAtMs(context: StepContext, dossier: SessionDossier): Promise<number | null> {
  if (!isPauseInDoubt(dossier)) return null;
  const events = await context.store.sessionEvents(dossier.session.sessionId, 0);
  return events.findLast(({ what }) => what === 'use-resumed')?.atMs ?? null;
}

/** The host's picture, or a guest's own. */
async function viewFor(context: StepContext, dossier: SessionDossier, personId: string): Promise<SessionView> {
  const view = viewOf(context, dossier, await lastResumedAtMs(context, dossier));
  if (dossier.session.payerId === personId) return view;
  const { guests } = policyOf(context, dossier.session.kind);
  return asSeenByGuest(view, { ...dossier, policy: guests }, personId);
}

export function createReadSession(context: StepContext): ReadSession {
  return async ({ sessionId, personId }) => {
    const dossier = await memberDossier(context, sessionId, personId);
    return dossier.ok ? ok(await viewFor(context, dossier.value, personId)) : dossier;
  };
}

/** Resolves on the next version, on the time-out, or when the caller goes away. */
function nextVersion(
  context: StepContext,
  sessionId: string,
  waitMs: number,
  signal: AbortSignal,
): { readonly settled: Promise<void>; cancel(): void } {
  const stop = new AbortController();
  const settled = new Promise<void>((resolve) => {
    const unsubscribe = context.feed.subscribe(sessionId, () => stop.abort());
    const timer = setTimeout(() => stop.abort(), waitMs);
    const finish = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    stop.signal.addEventListener('abort', finish, { once: true });
    // Bound to our own end too: a stream that waits a hundred times must not leave a hundred listeners.
    signal.addEventListener('abort', () => stop.abort(), { once: true, signal: stop.signal });
    if (signal.aborted) stop.abort();
  });
  return { settled, cancel: () => stop.abort() };
}

/** Subscribes before it reads, so that no version can pass between the two. */
export function createWaitForSession(context: StepContext): WaitForSession {
  const readSession = createReadSession(context);
  return async (request) => {
    const waitMs = Math.min(Math.max(0, request.waitMs), SESSION_LIMITS.waitMs);
    const next = nextVersion(context, request.sessionId, waitMs, request.signal);
    const first = await readSession(request);
    if (!first.ok || first.value.version > request.afterVersion || first.value.state === 'closed' || waitMs === 0) {
      next.cancel();
      return first;
    }
    await next.settled;
    return readSession(request);
  };
}

export function createListSessions(context: StepContext): ListSessions {
  return async ({ personId }) => {
    const views: SessionView[] = [];
    for (const session of await context.store.sessionsOf(personId, LISTED_SESSIONS)) {
      const dossier = await context.store.dossier(session.sessionId);
      if (dossier && isMember(dossier, personId)) views.push(await viewFor(context, dossier, personId));
    }
    return ok(views);
  };
}
