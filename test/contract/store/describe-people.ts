// Contract of the store, people and paper: what counts for a person, guests, claims, the audit, events, payouts and numbers.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import { reverseTopUpTransfer } from '../../../gateway/domain/ledger/postings.ts';
import { recentUseOf } from '../../../gateway/domain/session/recent-use.ts';
import type { SessionRecord } from '../../../gateway/domain/session/session.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  auditLinks,
  auditRow,
  claimRecord,
  holdMoved,
  operationRecord,
  outboxEvent,
  participantRecord,
  payoutRecord,
  settlementRecord,
  uncollectedRecord,
} from '../../support/money-records.ts';
import {
  captureOf,
  holdRecord,
  PERSON,
  POD,
  priceTerms,
  receiptRecord,
  START_MS,
  sessionRecord,
  startChanges,
  TENANT,
  topUp,
  VENUE,
  venueOfPods,
} from '../../support/records.ts';
import { sessionsInReview } from '../../support/stored.ts';
import { mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const counted = (fromVersion: number): Change => ({ change: 'person-counted', personId: PERSON, fromVersion });
const asked: Change = { change: 'participant-changed', participant: participantRecord() };
const letIn = participantRecord({ state: 'joining', version: 2 });
const claimed: Change = { change: 'claim-decided', claim: claimRecord() };
const seen = { change: 'event-seen', source: 'wallet:host', eventId: 'e-1', atMs: START_MS } as const;
const queued: Change = { change: 'event-queued', event: outboxEvent() };
const audited: Change = { change: 'audited', row: auditRow() };
const otherAudited: Change = { change: 'audited', row: auditRow({ auditId: 'aud_2' }) };
const links = auditLinks([auditRow(), auditRow({ auditId: 'aud_2' })]);
const receipts: readonly Change[] = [
  { change: 'receipt-issued', receipt: receiptRecord() },
  { change: 'receipt-issued', receipt: receiptRecord({ receiptId: 'rcp_2', payerId: 'person-2' }) },
];
const numbered = (receiptId: string, number: number): Change => ({
  change: 'receipt-numbered',
  number: { venueId: VENUE, year: 2026, number, receiptId, atMs: START_MS },
});
const addressed = (company: string): Change => ({
  change: 'receipt-addressed',
  addressee: { receiptId: 'rcp_1', company, atMs: START_MS },
});
const paidFor: Change = { change: 'transfer-posted', transfer: captureOf(sessionRecord(), 500n, 28n) };
const paid = (payoutId: string): Change => ({ change: 'payout-made', payout: payoutRecord({ payoutId }) });

const cases: readonly RefusalCase[] = [
  { constraint: 'person_version', when: 'somebody was counted meanwhile', before: [[counted(0)]], refused: [counted(0)] },
  { constraint: 'person_version', when: 'a count was left out', before: [[counted(0)]], refused: [counted(2)] },
  { constraint: 'person_version', when: 'nobody was counted yet', refused: [counted(1)] },
  { constraint: 'participant_version', when: 'a guest asks twice at once', before: [[asked]], refused: [asked] },
  {
    constraint: 'participant_version',
    when: 'a guest was let in meanwhile',
    before: [[asked], [{ change: 'participant-changed', participant: letIn }]],
    refused: [{ change: 'participant-changed', participant: participantRecord({ state: 'refused', version: 2 }) }],
  },
  {
    constraint: 'participant_version',
    when: 'nobody asked',
    refused: [{ change: 'participant-changed', participant: letIn }],
  },
  {
    constraint: 'claim_once',
    when: 'a rule was claimed for this session',
    before: [[claimed]],
    refused: [{ change: 'claim-decided', claim: claimRecord({ claimId: 'clm_2', verdict: 'refused' }) }],
  },
  { constraint: 'event_seen', when: 'a message came before', before: [[seen]], refused: [seen] },
  { constraint: 'event_seen', when: 'an event is queued twice', before: [[queued]], refused: [queued] },
  {
    constraint: 'audit_position',
    when: 'another sealer was there first',
    before: [[audited, otherAudited], [{ change: 'audit-sealed', links: links.slice(0, 1) }]],
    refused: [{ change: 'audit-sealed', links }],
  },
  {
    constraint: 'audit_position',
    when: 'a link is left out',
    before: [[audited, otherAudited]],
    refused: [{ change: 'audit-sealed', links: links.slice(1) }],
  },
  {
    constraint: 'payout_item',
    when: 'a transfer was paid out before',
    before: [[paidFor], [paid('pay_1')]],
    refused: [paid('pay_2')],
  },
  {
    constraint: 'receipt_number',
    when: 'the number is taken',
    before: [receipts, [numbered('rcp_1', 1)]],
    refused: [numbered('rcp_2', 1)],
  },
  {
    constraint: 'receipt_number',
    when: 'the receipt has one',
    before: [receipts, [numbered('rcp_1', 1)]],
    refused: [numbered('rcp_1', 2)],
  },
  {
    constraint: 'receipt_number',
    when: 'it would leave a gap',
    before: [receipts, [numbered('rcp_1', 1)]],
    refused: [numbered('rcp_2', 3)],
  },
  {
    constraint: 'receipt_addressee',
    when: 'it is made out to somebody',
    before: [receipts, [addressed('Airport Ltd')]],
    refused: [addressed('Another Ltd')],
  },
];

/** One of the sessions on pod n, begun n minutes after the start. */
function sessionOn(pod: number, overrides: Partial<SessionRecord> = {}): SessionRecord {
  const place = { objectId: `obj_pod_${pod}`, deviceId: `dev_pod_${pod}` };
  const names = { sessionId: `ses_${pod}`, holdId: `hld_${pod}`, createdAtMs: START_MS + pod * 60_000 };
  return sessionRecord({ ...place, ...names, ...overrides });
}

export function describePeople(name: string, open: OpenStore): void {
  describe(`${name}: people and paper`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ store, dispose } = await open());
      await store.setUpVenue(venueOfPods(5));
      await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 1_000_000n) }]);
      await mustCommit(store, startChanges());
    });
    afterEach(() => dispose());

    const standing = () => store.standing(PERSON, { sinceMs: START_MS });
    /** Starts a session and brings it to its second version. */
    async function run(begun: SessionRecord, next: Partial<SessionRecord>): Promise<SessionRecord> {
      const changes = startChanges(begun).filter(({ change }) => change !== 'command-added');
      await mustCommit(store, changes);
      const changed = { ...begun, version: 2, ...next };
      await mustCommit(store, [{ change: 'session-changed', session: changed }]);
      return changed;
    }

    testRefusals(cases, () => store);

    test('a person whom nobody has counted stands at version 0, with nothing against them', async () => {
      expect(await store.standing('person-9', { sinceMs: 0 })).toEqual({
        personId: 'person-9',
        version: 0,
        liveSessions: 0,
        owed: [],
        claims: { total: 0, byObject: {} },
        waivers: { total: 0, byObject: {} },
        unusedStarts: { total: 0, byObject: {} },
      });
      await mustCommit(store, [counted(0)]);
      await mustCommit(store, [counted(1)]);
      expect(await standing()).toMatchObject({ version: 2, liveSessions: 1 });
    });

    test('counts the sessions whose object is in use, not those that only wait for money or a decision', async () => {
      const review = {
        reason: 'capture-differs',
        sinceMs: START_MS,
        dueAtMs: START_MS + 1,
        opKey: null,
        saidMinor: 499n,
      } as const;
      await run({ ...sessionOn(2), state: 'active' }, { state: 'suspended' });
      await run(sessionOn(3), { state: 'settling', settlement: settlementRecord() });
      await run(sessionOn(4), { state: 'review', review });
      await run(sessionOn(5), { state: 'closed', end: { reason: 'stopped', atMs: START_MS, finalMinor: 0n } });
      expect((await standing()).liveSessions).toBe(2);
      expect(await sessionsInReview(store)).toEqual(['ses_4']);
      expect((await store.session('ses_4'))?.review).toEqual(review);
      // Their objects are free for the next one.
      expect((await store.scene('obj_pod_3'))?.live).toBeNull();
      expect((await store.scene('obj_pod_4'))?.live).toBeNull();
      expect((await store.scene('obj_pod_2'))?.live?.sessionId).toBe('ses_2');
      expect((await store.sessionsOnDevice('dev_pod_4')).map(({ sessionId }) => sessionId)).toEqual(['ses_4']);
    });

    test('adds up what is owed: open memos, and what a reversed top-up took beyond the balance', async () => {
      const reversal = reverseTopUpTransfer({
        ...{
          transferId: 'tra_reversed',
          topUpId: 'first',
          tenantId: TENANT,
          personId: PERSON,
          wallet: 'ledger',
          currency: 'CNY',
        },
        amountMinor: 1_000_000n,
        availableMinor: 994_000n,
        atMs: START_MS,
      });
      await mustCommit(store, [
        { change: 'transfer-posted', transfer: reversal },
        { change: 'uncollected-noted', uncollected: uncollectedRecord() },
      ]);
      expect((await standing()).owed).toEqual([{ currency: 'CNY', minor: 6_500n }]);
      expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 0n, heldMinor: 6_000n });
      await mustCommit(store, [{ change: 'uncollected-resolved', holdId: 'hld_1', state: 'waived', atMs: START_MS }]);
      expect((await standing()).owed).toEqual([{ currency: 'CNY', minor: 6_000n }]);
    });

    test('counts granted claims and ends without evidence since a time, by object', async () => {
      const unproven = (atMs: number) => ({ state: 'closed', end: { reason: 'stop-unproven', atMs, finalMinor: 0n } }) as const;
      await run(sessionOn(2), unproven(START_MS + 5));
      await run(sessionOn(2, { sessionId: 'ses_2b', holdId: 'hld_2b' }), unproven(START_MS + 6));
      await run(sessionOn(3), unproven(START_MS - 1));
      const claim = (claimId: string, overrides: object): Change => ({
        change: 'claim-decided',
        claim: claimRecord({ claimId, ...overrides }),
      });
      await mustCommit(store, [
        claimed,
        claim('clm_2', { rule: 'opened-late', verdict: 'refused' }),
        claim('clm_3', { rule: 'offline-at-stop', sessionId: 'ses_2', objectId: 'obj_pod_2' }),
        claim('clm_4', { rule: 'not-my-object', atMs: START_MS - 1 }),
        claim('clm_5', { personId: 'person-2' }),
      ]);
      const { claims, waivers } = await standing();
      expect(claims).toEqual({ total: 2, byObject: { [POD]: 1, obj_pod_2: 1 } });
      expect(waivers).toEqual({ total: 2, byObject: { obj_pod_2: 2 } });
      expect((await store.claimsOf('ses_1')).map(({ claimId }) => claimId)).toEqual(['clm_4', 'clm_1', 'clm_2', 'clm_5']);
      expect((await store.claimsOf('ses_2'))[0]).toEqual(
        claimRecord({ claimId: 'clm_3', rule: 'offline-at-stop', sessionId: 'ses_2', objectId: 'obj_pod_2' }),
      );
    });

    test('finds the recent uses of a person at a group of objects, newest first (R17)', async () => {
      const usage = { useMs: 90_000, distanceM: 12, pausedMs: 5_000 };
      const end = { reason: 'stopped', atMs: START_MS + 300_000, finalMinor: 500n } as const;
      const [share] = settlementRecord().shares;
      if (!share) throw new Error('the host has a share');
      const lines = [...share.lines, { line: 'item', quantity: 'count', units: 1, unitMinor: 900n, amountMinor: 900n }] as const;
      const settlement = settlementRecord({
        usage,
        endedAtMs: end.atMs,
        shares: [{ ...share, holdId: 'hld_2', lines, totalMinor: 1_400n }],
      });
      const begun = { startedAtMs: START_MS + 130_000, usage } as const;
      await run(sessionOn(2, { terms: priceTerms({ stitch: null }) }), { ...begun, state: 'closed', end, settlement });
      await run(sessionOn(3), { state: 'closed', end });
      await run(sessionOn(4, { payerId: PERSON }), { ...begun, state: 'closed', end: { ...end, atMs: START_MS } });
      const facts = { personId: PERSON, venueId: VENUE, kind: 'sleep-pod', sinceMs: START_MS };
      const sessions = [await store.session('ses_2'), await store.session('ses_1')];
      const holds = [await store.hold('hld_2')].flatMap((hold) => hold ?? []);
      const uses = sessions.map((session) => session && recentUseOf(session, holds));
      expect(await store.recentUses(facts)).toEqual(uses);
      // The cup of tea is no use; what is on its way continues a use that had all of the free window.
      expect(uses).toMatchObject([
        { endedAtMs: end.atMs, ...usage, freeUsedMs: 60_000, useMinor: 500n },
        { endedAtMs: null, continuesId: priceTerms().stitch?.last?.sessionId, freeUsedMs: 0, useMinor: 0n },
      ]);
      expect(await store.recentUses({ ...facts, kind: 'bike' })).toEqual([]);
      expect(await store.recentUses({ ...facts, venueId: 'ven_other' })).toEqual([]);
      expect(await store.recentUses({ ...facts, personId: 'person-2' })).toEqual([]);
    });

    test('a dossier has the guests, all holds with the host first, and what was asked of wallets', async () => {
      const guest = { holdId: 'hld_0', payerId: 'person-2', role: 'guest', wallet: 'host', heldMinor: 0n } as const;
      const hold = holdRecord({ ...guest, state: 'pending_authorize', createdAtMs: START_MS - 1 });
      const operation = operationRecord({ opKey: 'ses_1:hld_0:authorize', holdId: 'hld_0', payerId: 'person-2' });
      const joining = participantRecord({ state: 'joining', holdId: 'hld_0', version: 2 });
      await mustCommit(store, [asked]);
      await mustCommit(store, [
        { change: 'participant-changed', participant: joining },
        { change: 'operation-added', operation },
        { change: 'hold-placed', hold },
      ]);
      expect(await store.dossier('ses_1')).toMatchObject({
        hold: holdRecord(),
        holds: [holdRecord(), hold],
        operations: [operation],
        participants: [joining],
      });
      await mustCommit(store, [holdMoved(hold, { state: 'held', heldMinor: 2_000n })]);
      const joined = participantRecord({ state: 'joined', holdId: 'hld_0', version: 3 });
      await mustCommit(store, [{ change: 'participant-changed', participant: joined }]);
      expect((await store.dossier('ses_1'))?.participants).toEqual([joined]);
    });

    test('a dossier sees what a set-up changed since the last one', async () => {
      expect((await store.dossier('ses_1'))?.venue.feePermille).toBe(50);
      const setup = venueOfPods(1);
      await store.setUpVenue({ ...setup, venue: { ...setup.venue, feePermille: 80, seller: null } });
      expect((await store.dossier('ses_1'))?.venue).toMatchObject({ feePermille: 80, seller: null });
      expect((await store.scene(POD))?.venue).toMatchObject({ feePermille: 80, seller: null });
    });

    test('a guest of a kind where the host pays for all joins without a hold, and finds the session among their own', async () => {
      const guest = participantRecord();
      await mustCommit(store, [{ change: 'participant-changed', participant: guest }]);
      await mustCommit(store, [{ change: 'participant-changed', participant: { ...guest, state: 'joined', version: 2 } }]);
      expect((await store.sessionsOf(guest.personId, 20)).map(({ sessionId }) => sessionId)).toEqual([guest.sessionId]);
      await mustCommit(store, [{ change: 'participant-changed', participant: { ...guest, state: 'refused', version: 3 } }]);
      expect(await store.sessionsOf(guest.personId, 20)).toEqual([]);
    });

    test('an event waits until it is delivered, whoever delivers it', async () => {
      await mustCommit(store, [queued]);
      await mustCommit(store, [{ change: 'event-attempted', eventId: outboxEvent().eventId, nextAtMs: START_MS + 1_000 }]);
      expect(await store.outboxEvent(outboxEvent().eventId)).toEqual(outboxEvent({ attempts: 1 }));
      const delivered: Change = { change: 'event-delivered', eventId: outboxEvent().eventId, atMs: START_MS + 2_000 };
      await mustCommit(store, [delivered]);
      expect(await store.outboxEvent(outboxEvent().eventId)).toBeNull();
      // Another replica was as fast: at least once is what was promised.
      expect(await store.commit([delivered])).toEqual({ ok: true });
      await expect(store.commit([{ ...delivered, eventId: 'none' }])).rejects.toThrow('none');
    });

    test('one event of two sources is two events', async () => {
      await mustCommit(store, [seen]);
      expect(await store.commit([{ ...seen, source: 'wallet:card' }])).toEqual({ ok: true });
    });

    test('the books show the audit and its links as they were written', async () => {
      await mustCommit(store, [audited, otherAudited]);
      await mustCommit(store, [{ change: 'audit-sealed', links }]);
      const rows = await store.books('SELECT * FROM audit_rows WHERE audit_id = ?', ['aud_1']);
      expect(rows).toEqual([
        {
          audit_id: 'aud_1',
          tenant_id: TENANT,
          at_ms: START_MS,
          actor_kind: 'operator',
          actor_id: 'ops-1',
          what: 'refund-given',
          subject_id: 'hld_1',
          facts_json: '{"amountMinor":300,"currency":"CNY"}',
        },
      ]);
      const sealed = await store.books<{ position: number; hash: string }>(
        'SELECT position, hash FROM audit_links ORDER BY position',
      );
      expect(sealed).toEqual(links.map(({ position, hash }) => ({ position, hash })));
    });

    test('the books take parameters, give numbers, and write nothing', async () => {
      const rows = await store.books<{ n: number; most_minor: number }>(
        'SELECT count(*) AS n, sum(most_minor) AS most_minor FROM sessions WHERE payer_id = ? AND created_at_ms <= ?',
        [PERSON, START_MS],
      );
      expect(rows).toEqual([{ n: 1, most_minor: 6_000 }]);
      await expect(store.books('UPDATE persons SET version = 9')).rejects.toThrow();
      await expect(store.books("INSERT INTO persons (person_id, version) VALUES ('x', 1)")).rejects.toThrow();
      expect(await store.books('SELECT * FROM persons')).toEqual([]);
    });
  });
}
