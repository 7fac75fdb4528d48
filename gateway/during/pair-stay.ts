// Pair stay: the digits that only the room shows bind this phone to the stay; the code on the door alone controls nothing.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Change } from '../domain/changes.ts';
import { type FailedPairing, PAIRING_LIMITS, pairingAttemptsLeft, type StayRecord } from '../domain/company/stay.ts';
import type { Decision } from '../domain/decision.ts';
import type { ObjectScene } from '../domain/object.ts';
import type { Rejection } from '../domain/rejections.ts';
import { openScene, type TicketRequest } from '../journey/1-resolve-scan.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from '../journey/keyed-request.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { askByCode } from './join-session.ts';
import type { WishAnswer } from './wish.ts';

export type PairStay = (
  request: KeyedRequest & { readonly ticket: string; readonly binding: string; readonly code: string },
) => Promise<Result<WishAnswer, Rejection>>;

type Facts = {
  readonly earlier: StoredAnswer | null;
  readonly scene: ObjectScene | null;
  readonly failures: readonly FailedPairing[];
  /** Of what is in use there now. */
  readonly dossier: SessionDossier | null;
};
type Paired = { readonly answer: WishAnswer } | { readonly wrong: Rejection };

function isCurrent(stay: StayRecord | null, nowMs: number): stay is StayRecord {
  return stay !== null && stay.fromMs <= nowMs && nowMs < stay.untilMs;
}

export function createPairStay(context: StepContext): PairStay {
  /** The right code on a second phone: it belongs to somebody in the room, and who is there decides. */
  function askWhoIsIn(dossier: SessionDossier | null, personId: string, nowMs: number): Result<readonly Change[], Rejection> {
    if (!dossier || policyOf(context, dossier.session.kind).guests === null) return refused({ code: 'stay.taken' });
    return askByCode(context, dossier, personId, nowMs);
  }

  function decidePairing(request: Parameters<PairStay>[0], facts: Facts): Result<Decision<Paired>, Rejection> {
    if (facts.earlier) return ok({ changes: [], value: { answer: { status: facts.earlier.status, body: facts.earlier.body } } });
    const nowMs = context.clock.nowMs();
    const stay = facts.scene?.stay ?? null;
    if (!isCurrent(stay, nowMs)) return refused({ code: 'stay.unknown' });
    const before = pairingAttemptsLeft(facts.failures, request.personId);
    // The same request again is told what is left now; it is no second try (A2).
    if (facts.failures.some(({ personId, key }) => personId === request.personId && key === request.key)) {
      return refused(before === 0 ? { code: 'stay.locked' } : { code: 'stay.code-wrong', attemptsLeft: before });
    }
    if (before === 0 && stay.pairedPersonId !== request.personId) return refused({ code: 'stay.locked' });
    if (request.code.replaceAll(/\s/g, '') !== stay.pairingCode) {
      const attemptsLeft = before - 1;
      const wrong: Rejection = attemptsLeft <= 0 ? { code: 'stay.locked' } : { code: 'stay.code-wrong', attemptsLeft };
      return ok({
        changes: [
          {
            change: 'stay-attempt-failed',
            stayId: stay.stayId,
            personId: request.personId,
            key: request.key,
            atMs: nowMs,
            fromVersion: stay.version,
          },
        ],
        value: { wrong },
      });
    }
    const isTaken = stay.pairedPersonId !== null && stay.pairedPersonId !== request.personId;
    const asked = isTaken ? askWhoIsIn(facts.dossier, request.personId, nowMs) : null;
    if (asked && !asked.ok) return asked;
    const body = JSON.stringify({ stayId: stay.stayId, objectId: stay.objectId, until: new Date(stay.untilMs).toISOString() });
    const answer = newAnswer(request, { status: 200, location: null, body, atMs: nowMs });
    return ok({
      changes: [
        ...(asked?.value ?? [
          { change: 'stay-paired', stayId: stay.stayId, personId: request.personId, fromVersion: stay.version } as const,
        ]),
        { change: 'answer-stored', answer },
      ],
      value: { answer: { status: 200, body } },
    });
  }

  return async (request) => {
    const outcome = await context.runner.run<Facts, Paired>({
      load: async () => {
        const earlier = await earlierAnswer(context, request);
        if (!earlier.ok) return earlier;
        const asked: TicketRequest = { ticket: request.ticket, personId: request.personId, binding: request.binding };
        if (earlier.value) return ok({ earlier: earlier.value, scene: null, failures: [], dossier: null });
        const opened = await openScene(context, asked);
        if (!opened.ok) return opened;
        const { scene } = opened.value;
        const sinceMs = context.clock.nowMs() - PAIRING_LIMITS.windowMs;
        const failures = scene.stay ? await context.store.failedPairings(scene.stay.stayId, sinceMs) : [];
        const dossier = scene.live && (await context.store.dossier(scene.live.sessionId));
        return ok({ earlier: null, scene, failures, dossier });
      },
      decide: (facts) => decidePairing(request, facts),
    });
    if (!outcome.ok) return outcome;
    return 'wrong' in outcome.value ? refused(outcome.value.wrong) : ok(outcome.value.answer);
  };
}
