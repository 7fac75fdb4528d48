// Open free: staff open an object that is out of service, without a price, and close it again; the device obeys its interlocks as ever.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Rejection } from '../domain/rejections.ts';
import { composeOffer } from '../domain/scan/scan.ts';
import {
  FREE_OPEN_PRESENCE,
  freeOpenPayer,
  freeOpenRefusal,
  freeOpenScene,
  freeOpenStanding,
  freeOpenTicket,
  isFreeOpen,
} from '../domain/session/free-open.ts';
import { decideStart, type StartFacts } from '../domain/session/session-start.ts';
import { isInterlocked } from '../domain/venue/object-state.ts';
import type { RequestStop } from '../journey/6-stop-device.ts';
import type { ActAnswer } from '../journey/keyed-act.ts';
import { earlierAnswer, newAnswer } from '../journey/keyed-request.ts';
import { composing, profileOf, type StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

type OfObject = OperatorRequest & { readonly objectId: string };

export type OpenFree = (request: OfObject & { readonly reason: string }) => Promise<Result<ActAnswer, Rejection>>;
/** Idempotent: what is closed already stays so. */
export type CloseFree = (request: Pick<OfObject, 'operator' | 'objectId'>) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly earlier: StoredAnswer } | ({ readonly earlier: null } & StartFacts);

/** How long the act may wait for its commit. */
const TICKET_LIVES_MS = 60_000;

export function createOpenFree(context: StepContext): OpenFree {
  async function load(request: OfObject): Promise<Result<Facts, Rejection>> {
    const { operator, objectId } = request;
    const earlier = await earlierAnswer(context, request);
    if (!earlier.ok) return earlier;
    if (earlier.value) return ok({ earlier: earlier.value });
    const found = await context.store.scene(objectId);
    if (found?.object.tenantId !== operator.tenantId) return refused({ code: 'object.unknown' });
    const profile = profileOf(context, found.object.kind);
    const wrong = freeOpenRefusal(found, isInterlocked(profile, found.device.state));
    if (wrong) return refused(wrong);
    const nowMs = context.clock.nowMs();
    const scene = freeOpenScene(found);
    const personId = freeOpenPayer(operator);
    const offer = composeOffer(scene, { personId, pairing: 'none', guests: null, nowMs });
    if (!offer.ok) return offer;
    const standing = freeOpenStanding(await context.store.standing(personId, { sinceMs: nowMs }));
    const balance = await context.store.balance(personId, offer.value.currency);
    return ok({
      ...{ earlier: null, scene, offer: offer.value, profile, standing, recentUses: [], liveLimit: 1 },
      ...{ funds: { wallet: 'ledger', balance }, presence: FREE_OPEN_PRESENCE },
    });
  }

  return async (request) => {
    const { operator, objectId, reason } = request;
    const ids = {
      ...{ sessionId: context.ids('ses'), holdId: context.ids('hld') },
      ...{ commandId: context.ids('cmd'), transferId: context.ids('trf') },
    };
    const [nonce, auditId] = [context.ids('tkt'), context.ids('aud')];
    const run = await context.runner.run<Facts, StoredAnswer>({
      load: () => load(request),
      decide: (facts) => {
        if (facts.earlier) return ok({ changes: [], value: facts.earlier });
        const nowMs = context.clock.nowMs();
        const { offer } = facts;
        const { bindingVersion, offerHash, tariff } = offer;
        const start = {
          personId: freeOpenPayer(operator),
          ticket: freeOpenTicket({
            objectId,
            bindingVersion,
            offerHash,
            nonce,
            binding: '',
            expiresAtMs: nowMs + TICKET_LIVES_MS,
          }),
          ...{ tariffHash: tariff.hash, packageId: null, ids },
          composeAnswer: () => {
            const body = JSON.stringify({ objectId, sessionId: ids.sessionId });
            return newAnswer(request, { status: 202, location: null, body, atMs: nowMs });
          },
          renewTicket: () => '',
        };
        const decided = decideStart(facts, start, composing(context, nowMs));
        if (!decided.ok) return decided;
        const audited = auditedAct(operator, {
          ...{ auditId, what: 'object-opened-free', subjectId: objectId, atMs: nowMs },
          facts: { sessionId: ids.sessionId, reason },
        });
        return ok({ changes: [...decided.value.changes, audited], value: decided.value.value.answer });
      },
    });
    return run.ok ? ok({ status: run.value.status, body: run.value.body }) : run;
  };
}

/** Whoever of the staff opened it; a guest's session is none of these. */
export function createCloseFree(context: StepContext, requestStop: RequestStop): CloseFree {
  return async ({ operator, objectId }) => {
    const scene = await context.store.scene(objectId);
    if (scene?.object.tenantId !== operator.tenantId) return refused({ code: 'object.unknown' });
    const { live } = scene;
    if (live && !isFreeOpen(live)) return refused({ code: 'object.in-use', sessionId: live.sessionId });
    const body = JSON.stringify({ objectId, sessionId: live?.sessionId ?? null });
    if (!live) return ok({ status: 202, body });
    const stopped = await requestStop({ sessionId: live.sessionId, personId: live.payerId });
    return stopped.ok ? ok({ status: 202, body }) : stopped;
  };
}
