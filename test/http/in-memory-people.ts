// In-memory people: joining, claims, money coming in and what staff do, as the edge asks for them.
import { ok, type Result, refused } from '#protocol';
import type { TopUpView } from '../../gateway/domain/ledger/top-up-decide.ts';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import type { HttpSteps, OperatorSteps } from '../../gateway/http/steps.ts';
import type { EmergencyPicture } from '../../gateway/operator/list-occupied.ts';
import { inMemoryConsole } from './in-memory-console.ts';
import { inMemoryLabelWatch } from './in-memory-label-watch.ts';
import { inMemoryLabels } from './in-memory-labels.ts';
import { inMemorySetUp } from './in-memory-set-up.ts';
import { inMemoryStaffDesk } from './in-memory-staff-desk.ts';
import { inMemoryTariffs } from './in-memory-tariffs.ts';
import type { RecordStep } from './record-step.ts';

type PersonSteps = Omit<HttpSteps, 'operator'>;

type PeopleSteps = Pick<
  PersonSteps,
  | 'acceptWalletEvents'
  | 'answerGuest'
  | 'askToJoin'
  | 'claimRefund'
  | 'enterSession'
  | 'leaveSession'
  | 'payOwed'
  | 'readCorrections'
  | 'readPurse'
  | 'readTopUp'
  | 'requestTopUp'
>;

type Own = (request: { sessionId: string; personId: string }) => Result<SessionView, Rejection>;
type OpenTicket = (request: { ticket: string; binding: string; personId: string | null }) => Result<null, Rejection>;

const AT = '2026-11-21T18:02:00.000Z';
/** In the header `signature` of what a wallet tells. */
export const GOOD_SIGNATURE = 'good';

/** A stored answer: with line breaks, so that whoever writes it anew is found out. */
function stored(status: number, body: object): { readonly status: number; readonly body: string } {
  return { status, body: JSON.stringify(body, null, 1) };
}

export function inMemoryPeople(step: RecordStep, own: Own, openTicket: OpenTicket): PeopleSteps {
  const topUps = new Map<string, { readonly personId: string; readonly view: TopUpView }>();

  return {
    askToJoin: step('askToJoin', async (request) => {
      const opened = openTicket(request);
      return opened.ok ? ok(stored(202, { sessionId: 'ses_1', guestId: 'gst_1', state: 'asked' })) : opened;
    }),
    answerGuest: step('answerGuest', async (request) => {
      const session = own(request);
      if (!session.ok) return session;
      const { sessionId, guestId, letIn } = request;
      const isThere = session.value.guests.some((guest) => guest.guestId === guestId);
      return isThere ? ok(stored(200, { sessionId, guestId, letIn })) : refused({ code: 'guest.unknown' });
    }),
    enterSession: step('enterSession', async (request) => {
      const session = own(request);
      return session.ok ? ok(stored(202, { sessionId: request.sessionId, guestId: 'gst_1', state: 'joining' })) : session;
    }),
    leaveSession: step('leaveSession', async (request) => {
      const session = own(request);
      return session.ok ? ok(stored(200, { sessionId: request.sessionId, guestId: 'gst_1', state: 'left' })) : session;
    }),
    claimRefund: step('claimRefund', async (request) => {
      const session = own(request);
      if (!session.ok) return session;
      const { sessionId, rule } = request;
      const { state } = session.value;
      if (state !== 'closed') return refused({ code: 'claim.not-yet', state });
      const verdict = { verdict: 'granted', because: 'no-use-proven', refundedMinor: 600 };
      return ok(stored(201, { claimId: 'clm_1', sessionId, rule, ...verdict }));
    }),
    readCorrections: step('readCorrections', async (request) => {
      const session = own(request);
      if (!session.ok) return session;
      return ok({
        sessionId: request.sessionId,
        currency: 'CNY',
        paidMinor: 600,
        refundedMinor: 600,
        refunds: [{ refundId: 'ref_1', amountMinor: 600, state: 'done', by: 'claim', at: AT }],
        claims: [
          { claimId: 'clm_1', rule: 'never-opened', verdict: 'granted', because: 'no-use-proven', answered: false, at: AT },
        ],
        claimable: { rules: ['opened-late'], until: AT },
        owedMinor: 0,
      });
    }),
    readPurse: step('readPurse', async ({ currency = 'CNY' }) =>
      ok({
        wallet: 'ledger',
        balance: { currency, availableMinor: 20_000n, heldMinor: 0n },
        owed: [],
        topUp: { leastMinor: 100n, mostMinor: 100_000n },
      }),
    ),
    requestTopUp: step('requestTopUp', async ({ personId, amountMinor, currency }) => {
      const topUpId = `top_${topUps.size + 1}`;
      const view = {
        topUpId,
        state: 'pending',
        amountMinor: Number(amountMinor),
        currency,
        actionUrl: null,
        refusal: null,
      } as const;
      topUps.set(topUpId, { personId, view });
      return ok(stored(202, view));
    }),
    readTopUp: step('readTopUp', async ({ personId, topUpId }) => {
      const found = topUps.get(topUpId);
      return found?.personId === personId ? ok(found.view) : refused({ code: 'top-up.unknown' });
    }),
    payOwed: step('payOwed', async () => ok(stored(202, { askedWallet: 0, paidFromBalance: true }))),
    acceptWalletEvents: step('acceptWalletEvents', async ({ wallet, headers }) => {
      if (wallet !== 'card') return refused({ code: 'request.not-found' });
      return headers.signature === GOOD_SIGNATURE ? ok({ accepted: 1 }) : refused({ code: 'webhook.invalid' });
    }),
  };
}

function emergency(venueId: string, state: 'open' | 'ended') {
  const endedAt = state === 'ended' ? AT : null;
  return { emergencyId: 'emg_1', venueId, state, isNew: true, raisedAt: AT, endedAt, devices: 2 };
}

function emergencyPicture(venueId: string): EmergencyPicture {
  const where = { placeName: 'Gate D71', lastContactMs: Date.parse(AT) };
  const venue = {
    venueId,
    tenantId: 'pvg',
    name: 'Pudong T2',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    feePermille: 0,
    seller: null,
  };
  const raised = { emergencyId: 'emg_1', tenantId: 'pvg', venueId, raisedBy: 'eve', raisedAtMs: Date.parse(AT), reason: 'smoke' };
  return {
    venue,
    atMs: Date.parse(AT),
    emergency: { ...raised, ended: null, version: 1 },
    isOpen: true,
    signals: { on: 1, waiting: 0, away: 1, unable: 0 },
    unreached: [
      {
        ...{ objectId: 'pod-2', name: 'Pod 2', signal: 'away', why: 'away', inUseSinceMs: null, isTakenAlong: false, ...where },
        lastReport: { atMs: Date.parse(AT), isMoving: null, distanceM: null },
      },
    ],
    occupied: [
      {
        objectId: 'pod-1',
        name: 'Pod 1',
        kind: 'sleep-pod',
        because: ['session'],
        sinceMs: Date.parse(AT),
        door: 'closed',
        isTakenAlong: false,
        ...where,
      },
    ],
  };
}

export function inMemoryStaff(step: RecordStep): OperatorSteps {
  return {
    ...inMemoryLabels(step),
    ...inMemoryLabelWatch(),
    staff: inMemoryStaffDesk(),
    setUp: inMemorySetUp(),
    console: inMemoryConsole(),
    nameFindings: {
      ofReport: async () => ({ labels: {}, objects: {} }),
      ofSighting: async () => ({ labels: {}, objects: {} }),
    },
    tariffDesk: inMemoryTariffs(),
    attachDesk: {
      venues: async () => [],
      objects: async () => ({ shown: [], more: 0 }),
      named: async () => [],
      oversights: async () => ({ loose: 0, doubles: [] }),
    },
    listOpenMatters: step('listOpenMatters', async () => {
      const about = { sessionId: 'ses_1', because: 'evidence-missing' };
      const owed = { sessionId: 'ses_1', amountMinor: 600, currency: 'CNY', at: AT };
      return ok({
        mails: [
          {
            messageId: 'receipt-issued:rcp_1',
            kind: 'receipt',
            sessionId: 'ses_1',
            state: 'given-up',
            cause: 'ECONNECTION',
            attempts: 9,
            at: AT,
          },
        ],
        labels: [{ alertId: 'alr_1', tagId: '00aa', objectId: 'obj_2', reasons: ['silent', 'ended'], at: AT }],
        owed: [{ ...owed, holdId: 'hld_8', payerId: 'ann' }],
        money: [{ what: 'owner-unknown', subjectId: 'hld_9', facts: { wallet: 'card' }, at: AT }],
        claims: [
          {
            ...{ ...about, claimId: 'clm_1', objectId: 'obj_1', objectName: 'Pod 1', personId: 'ann', rule: 'opened-late' },
            ...{ currency: 'CNY', paidMinor: 600, at: AT },
          },
        ],
        reviews: [{ ...about, objectId: 'obj_1', dueAt: AT }],
        owedRefunds: [{ ...owed, refundId: 'ref_1', payerId: 'ann', reason: 'card closed' }],
        disputes: [{ ...owed, opKey: 'hld_1:capture:dispute', state: 'open' }],
      });
    }),
    refundSession: step('refundSession', async ({ sessionId, payerId, totalMinor }) => {
      const refundedMinor = Number(totalMinor);
      const refunds = [{ refundId: 'ref_1', state: 'done', amountMinor: refundedMinor }];
      return ok(
        stored(201, { sessionId, payerId: payerId ?? 'ann', currency: 'CNY', capturedMinor: 600, refundedMinor, refunds }),
      );
    }),
    waiveOwed: step('waiveOwed', async ({ holdId }) => ok(stored(201, { holdId, state: 'waived' }))),
    payOwedRefund: step('payOwedRefund', async ({ refundId }) => ok(stored(201, { refundId, state: 'done' }))),
    answerClaim: step('answerClaim', async ({ claimId }) => ok(stored(201, { claimId, answered: true }))),
    vouchForPerson: step('vouchForPerson', async ({ objectId, whom }) =>
      ok(stored(201, { objectId, personId: 'personId' in whom ? whom.personId : 'ann', until: '2026-11-21T04:10:00.000Z' })),
    ),
    setDisplay: step('setDisplay', async ({ objectId }) =>
      ok(stored(201, { objectId, deviceId: objectId, tagId: '0102030405060708', ver: 2 })),
    ),
    positionPlace: step('positionPlace', async ({ objectId, position }) =>
      ok(stored(200, { objectId, placeId: 'plc_1', isKnown: position !== null })),
    ),
    unlockStay: step('unlockStay', async ({ objectId }) =>
      ok(stored(200, { stayId: 'stay_1', objectId, forgottenTries: 20, isFresh: false })),
    ),
    raiseEmergency: step('raiseEmergency', async ({ venueId }) => ok(stored(200, emergency(venueId, 'open')))),
    endEmergency: step('endEmergency', async ({ venueId }) => ok(stored(200, emergency(venueId, 'ended')))),
    listOccupied: step('listOccupied', async ({ venueId }) => ok(emergencyPicture(venueId))),
    resolveReview: step('resolveReview', async ({ sessionId }) => ok(stored(202, { sessionId, state: 'settling' }))),
  };
}
