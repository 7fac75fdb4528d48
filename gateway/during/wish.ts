// Wish: what a person asks of a running session, keyed, decided and answered in one commit.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Change } from '../domain/changes.ts';
import type { CommandRecord, Intent } from '../domain/device/command.ts';
import { chaseOf, intentKeyFor, newCommand } from '../domain/device/command-compose.ts';
import { isReachable } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { Purse } from '../domain/hold/hold-increment.ts';
import type { GuestRight } from '../domain/kind-policy.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionState } from '../domain/session/session.ts';
import { purseOf } from '../journey/5-meter-usage.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from '../journey/keyed-request.ts';
import { dossierWithRight } from '../journey/members.ts';
import { composing, ownDossier, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';

export type WishAnswer = { readonly status: number; readonly body: string };
/** What a granted wish changes, and the document it is answered with. */
export type GrantedWish = { readonly status: number; readonly body: object; readonly changes: readonly Change[] };
/** Not yet: what it needs first is asked for, and the same wish, asked again, may find it there. */
export type DeferredWish = { readonly refusal: Rejection; readonly changes: readonly Change[] };
/** @param purse what the host's wallet can still give, where the rule asks for it. */
type Grant = (dossier: SessionDossier, purse: Purse | null) => Result<GrantedWish | DeferredWish, Rejection>;

/** A wish as a command to the device, sent now or in its turn (FP-09), with the outbox row that follows it up. */
export function commandWish(
  context: StepContext,
  { session, device, commands, deviceBusy }: SessionDossier,
  intent: Intent,
  nowMs: number,
): Result<{ readonly command: CommandRecord; readonly changes: readonly Change[] }, Rejection> {
  if (!isReachable(device)) return refused({ code: 'device.offline', lastSeenAtMs: device.presence.lastSeenAtMs });
  const { sessionId } = session;
  const intentKey = intentKeyFor(sessionId, intent.act, commands);
  const facts = { commandId: context.ids('cmd'), sessionId, intentKey, intent };
  const command = newCommand(facts, device, { ...composing(context, nowMs), composeNow: !deviceBusy });
  return ok({ command, changes: [{ change: 'command-added', command }, chaseOf(command.commandId, nowMs)] });
}

type Wished = { readonly dossier: SessionDossier; readonly purse: Purse | null };
type Facts = { readonly earlier: StoredAnswer } | ({ readonly earlier: null } & Wished);

/** Nobody fills a device's queue: what waits behind so many is refused at once, with nothing changed (FP-09). */
function isQueueFull({ commands }: SessionDossier, changes: readonly Change[]): boolean {
  const leaving = changes.filter(({ change }) => change === 'command-resolved').length;
  const waiting = commands.filter(({ state }) => state === 'queued').length - leaving;
  const isAdding = changes.some((change) => change.change === 'command-added' && change.command.state === 'queued');
  return isAdding && waiting >= SESSION_LIMITS.queuedPerDevice;
}

/** Who may wish, and when: only the host where no right of guests is named; only while it is active where no states are. */
export type WishRule = {
  readonly right?: GuestRight;
  readonly states?: readonly SessionState[];
  /** It may cost more than is held. */
  readonly mayRaise?: boolean;
};

/** Same key, same answer. */
export async function runWish(
  context: StepContext,
  request: KeyedRequest & { readonly sessionId: string },
  grant: Grant,
  { right, states = ['active'], mayRaise = false }: WishRule = {},
): Promise<Result<WishAnswer, Rejection>> {
  const done = await context.runner.run<Facts, Result<WishAnswer, Rejection>>({
    load: async () => {
      const earlier = await earlierAnswer(context, request);
      if (!earlier.ok) return earlier;
      // Before anybody's rights are looked at: a guest who left meanwhile gets the bytes that they were given (A2).
      if (earlier.value) return ok({ earlier: earlier.value });
      const { sessionId, personId } = request;
      const dossier =
        right === undefined
          ? await ownDossier(context, sessionId, personId)
          : await dossierWithRight(context, sessionId, personId, right);
      if (!dossier.ok) return dossier;
      const purse = mayRaise ? await purseOf(context, dossier.value.hold) : null;
      return ok({ earlier: null, dossier: dossier.value, purse });
    },
    decide: (facts) => {
      if (facts.earlier) {
        const { status, body } = facts.earlier;
        return ok({ changes: [], value: ok({ status, body }) });
      }
      const { dossier, purse } = facts;
      const { state } = dossier.session;
      if (!states.includes(state)) return refused({ code: 'session.not-running', state });
      const granted = grant(dossier, purse);
      if (!granted.ok) return granted;
      if ('refusal' in granted.value) return ok({ changes: granted.value.changes, value: refused(granted.value.refusal) });
      if (isQueueFull(dossier, granted.value.changes)) return refused({ code: 'device.queue-full' });
      const body = JSON.stringify(granted.value.body);
      const answer = newAnswer(request, { status: granted.value.status, location: null, body, atMs: context.clock.nowMs() });
      return ok({
        changes: [...granted.value.changes, { change: 'answer-stored', answer }],
        value: ok({ status: answer.status, body }),
      });
    },
  });
  return done.ok ? done.value : done;
}
