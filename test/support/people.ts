// People: what a person does beside starting and stopping - joining, letting in, claiming, paying in - as the HTTP edge would for them.
import { createHash } from 'node:crypto';
import type { ClaimRule } from '../../gateway/domain/correction/claim.ts';
import type { Corrections } from '../../gateway/domain/correction/corrections.ts';
import type { TopUpView } from '../../gateway/domain/ledger/top-up-decide.ts';
import type { Operator } from '../../gateway/ports/identity.ts';
import type { House } from './one-process.ts';
import { must, type Person } from './person.ts';

/** What the demo's staff are known as. */
const STAFF = { operatorId: 'staff-1', tenantId: 'demo' } as const;

let drawn = 0;
function keyed(personId: string, route: string, body: unknown, key?: string) {
  drawn += 1;
  const text = JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  const bodyHash = createHash('sha256').update(text).digest('base64url');
  return { personId, route, key: key ?? `people-${drawn}`, bodyHash };
}

/** Everything that somebody asks beside the session itself. */
export function createCompany(house: House, person: Person) {
  const { personId, binding } = person;
  const steps = () => house.core.steps;
  const personToken = house.wallet?.personToken?.(personId) ?? null;
  return {
    async ask(objectId: string, key?: string) {
      const { ticket, offer } = must(await person.scan(objectId));
      const request = { ...keyed(personId, 'joins', ticket, key), ticket, binding, tariffHash: offer.tariff.hash };
      return steps().askToJoin(request);
    },
    answer: (sessionId: string, guestId: string, letIn: boolean, key?: string) =>
      steps().answerGuest({ ...keyed(personId, 'guests', { sessionId, guestId, letIn }, key), sessionId, guestId, letIn }),
    enter: (sessionId: string) => steps().enterSession({ ...keyed(personId, 'enter', { sessionId }), sessionId, personToken }),
    leave: (sessionId: string) => steps().leaveSession({ ...keyed(personId, 'leave', { sessionId }), sessionId }),
    claim: (sessionId: string, rule: ClaimRule, key?: string) =>
      steps().claimRefund({ ...keyed(personId, 'claims', { sessionId, rule }, key), sessionId, rule }),
    corrections: async (sessionId: string): Promise<Corrections> => must(await steps().readCorrections({ sessionId, personId })),
    topUp: (amountMinor: bigint, key?: string) =>
      steps().requestTopUp({
        ...keyed(personId, 'top-ups', { amountMinor }, key),
        amountMinor,
        currency: 'CNY',
        personToken,
      }),
    readTopUp: async (topUpId: string): Promise<TopUpView> => must(await steps().readTopUp({ personId, topUpId })),
    payOwed: () => steps().payOwed(keyed(personId, 'owed', {})),
    purse: async () => must(await steps().readPurse({ personId })),
  };
}

/** What staff do; `reason` is always given, as the route demands. */
export function createStaff(house: House, operator: Operator = STAFF) {
  const steps = () => house.core.steps.operator;
  const who = `operator ${operator.tenantId} ${operator.operatorId}`;
  return {
    refund: (sessionId: string, totalMinor: bigint, wish: { key?: string; payerId?: string } = {}) =>
      steps().refundSession({
        ...keyed(who, 'refunds', { sessionId, totalMinor, payerId: wish.payerId }, wish.key),
        operator,
        sessionId,
        payerId: wish.payerId ?? null,
        totalMinor,
        reason: 'the heating was off',
      }),
    answerClaim: (claimId: string, totalMinor: bigint) =>
      steps().answerClaim({
        ...keyed(who, 'answers', { claimId, totalMinor }),
        operator,
        claimId,
        totalMinor,
        reason: 'seen on the camera of the hall',
      }),
    unlockStay: (objectId: string, pairingCode: string | null = null) =>
      steps().unlockStay({
        ...keyed(who, 'unlock', { objectId, pairingCode }),
        operator,
        objectId,
        pairingCode,
        reason: 'the guest stands at the desk',
      }),
    vouch: (objectId: string, whom: { readonly personId: string } | { readonly number: string }, key?: string) =>
      steps().vouchForPerson({
        ...keyed(who, 'vouches', { objectId, whom }, key),
        operator,
        objectId,
        whom,
        reason: 'sits there',
      }),
    setDisplay: (objectId: string) =>
      steps().setDisplay({
        ...keyed(who, 'display', { objectId }),
        operator,
        objectId,
        linkOrigin: 'https://q.example.com',
        reason: 'a new table',
      }),
    resolveReview: (sessionId: string) =>
      steps().resolveReview({ ...keyed(who, 'review', { sessionId }), operator, sessionId, reason: 'looked at' }),
    payOwedRefund: (sessionId: string, refundId: string) =>
      steps().payOwedRefund({
        ...keyed(who, 'paid', { sessionId, refundId }),
        operator,
        sessionId,
        refundId,
        reason: 'bank transfer 17',
      }),
    waiveOwed: (sessionId: string, holdId: string) =>
      steps().waiveOwed({
        ...keyed(who, 'waived', { sessionId, holdId }),
        operator,
        sessionId,
        holdId,
        reason: 'the wallet is closed for good',
      }),
    matters: async () => must(await steps().listOpenMatters({ operator })),
  };
}

/** The document that an act was answered with. */
export function documentOf<T>(answer: { readonly body: string }): T {
  return JSON.parse(answer.body) as T;
}
