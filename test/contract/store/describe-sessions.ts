// Contract of the store, sessions: what is committed is read back whole, in order, and in groups.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OrderRecord } from '../../../gateway/domain/company/order.ts';
import type { SessionRecord } from '../../../gateway/domain/session/session.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { holdCaptured, holdMoved, participantRecord, settlementRecord } from '../../support/money-records.ts';
import {
  captureOf,
  commandOutcome,
  commandRecord,
  composedCommand,
  holdRecord,
  journalRecord,
  PERSON,
  POD,
  POD_DEVICE,
  receiptRecord,
  START_MS,
  sessionRecord,
  startChanges,
  stopCommand,
  topUp,
  venueOfPods,
} from '../../support/records.ts';
import { ledgerTotals, transfersOf } from '../../support/stored.ts';
import { furnish, furnishWithSession, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const running: SessionRecord = sessionRecord({
  version: 2,
  state: 'stopping',
  startedAtMs: START_MS + 400,
  stopRequest: { by: 'person', atMs: START_MS + 80_000, useAtTap: { useMs: 79_000, distanceM: 12 } },
  stopAdvice: 'moving',
  usage: { useMs: 79_500, distanceM: 12 },
  usageAtMs: START_MS + 80_000,
  costMinor: 500n,
  lease: null,
  journalUpTo: 1,
});
const closed: SessionRecord = {
  ...running,
  version: 3,
  state: 'closed',
  stopAdvice: null,
  settlement: settlementRecord(),
  end: { reason: 'stopped', atMs: START_MS + 80_500, finalMinor: 500n },
  receiptId: 'rcp_1',
};
const order: OrderRecord = {
  orderId: 'ord_1',
  sessionId: 'ses_1',
  payerId: 'person-2',
  lines: [{ itemId: 'itm_tea', quantity: 2 }],
  state: 'sent',
  amountMinor: 2_400n,
  commandId: 'cmd_order',
  atMs: START_MS + 2,
};

export function describeSessions(name: string, open: OpenStore): void {
  describe(`${name}: sessions`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
    });
    afterEach(() => dispose());

    test('reads a session back as it was written, through every state', async () => {
      await furnishWithSession(store);
      expect(await store.session('ses_1')).toEqual(sessionRecord());
      await mustCommit(store, [{ change: 'session-changed', session: running }]);
      expect(await store.session('ses_1')).toEqual(running);
      await mustCommit(store, [{ change: 'session-changed', session: closed }]);
      expect(await store.session('ses_1')).toEqual(closed);
      expect(await store.session('ses_none')).toBeNull();
    });

    test('gives a dossier with all that a step decides on', async () => {
      await furnishWithSession(store);
      const stop = stopCommand({ createdAtMs: START_MS + 1 });
      const ordering = commandRecord({
        commandId: 'cmd_order',
        intentKey: 'ses_1:order:1',
        intent: { act: 'order', arg: { order: 'ord_1', lines: [{ item: 'itm_tea', name: 'Tea', qty: 2 }] } },
        state: 'queued',
        composed: null,
        createdAtMs: START_MS + 2,
      });
      await mustCommit(store, [
        // Before its command on purpose: a list may name things in any order.
        { change: 'order-placed', order },
        { change: 'command-added', command: ordering },
        { change: 'command-added', command: stop },
        { change: 'journal-stored', record: journalRecord({ seq: 9, n: 1 }) },
        { change: 'journal-stored', record: journalRecord({ seq: 5, n: 0 }) },
      ]);
      const dossier = await store.dossier('ses_1');
      expect(dossier).toMatchObject({
        session: sessionRecord(),
        hold: holdRecord(),
        device: { deviceId: POD_DEVICE, lastCtr: 2, presence: { online: false, conn: null, lastSeenAtMs: null }, boot: null },
        object: { objectId: POD, bindingVersion: 1 },
        place: { name: 'Hall A' },
        venue: { zone: 'Asia/Shanghai', currency: 'CNY', feePermille: 50 },
        holds: [holdRecord()],
        operations: [],
        participants: [],
        orders: [order],
        journal: [journalRecord({ seq: 5, n: 0 }), journalRecord({ seq: 9, n: 1 })],
        journalNumbers: [0, 1],
        deviceBusy: true,
      });
      expect(dossier?.commands).toEqual([commandRecord({ commandId: 'cmd_ses_1' }), stop, ordering]);
      expect(await store.dossier('ses_none')).toBeNull();
    });

    test('follows a command from composed to resolved', async () => {
      await furnishWithSession(store);
      await mustCommit(store, [{ change: 'command-attempted', commandId: 'cmd_ses_1' }]);
      await mustCommit(store, [{ change: 'command-resolved', commandId: 'cmd_ses_1', outcome: commandOutcome() }]);
      const expected = commandRecord({ commandId: 'cmd_ses_1', attempts: 1, state: 'resolved', outcome: commandOutcome() });
      expect(await store.command('cmd_ses_1')).toEqual(expected);
      expect(await store.command('cmd_none')).toBeNull();
    });

    test('finds journal entries by their key and by their number', async () => {
      await furnishWithSession(store);
      const record = journalRecord({ seq: 4_294_967_295 });
      await mustCommit(store, [{ change: 'journal-stored', record }]);
      expect(await store.journalEntry(POD_DEVICE, record.entry.boot, 4_294_967_295)).toEqual(record);
      expect(await store.journalEntryOf('ses_1', 0)).toEqual(record);
      expect(await store.journalEntry(POD_DEVICE, record.entry.boot, 0)).toBeNull();
      expect(await store.journalEntryOf('ses_1', 1)).toBeNull();
    });

    test('keeps the timeline in order, after a version', async () => {
      await furnishWithSession(store);
      const event = (version: number, what: string): Change => ({
        change: 'session-event',
        event: { sessionId: 'ses_1', version, what, facts: { version, by: 'person', proven: true }, atMs: START_MS + version },
      });
      await mustCommit(store, [event(1, 'money-held'), event(1, 'start-sent')]);
      await mustCommit(store, [event(2, 'started')]);
      expect((await store.sessionEvents('ses_1', 0)).map(({ what }) => what)).toEqual(['money-held', 'start-sent', 'started']);
      expect(await store.sessionEvents('ses_1', 1)).toEqual([
        {
          sessionId: 'ses_1',
          version: 2,
          what: 'started',
          facts: { version: 2, by: 'person', proven: true },
          atMs: START_MS + 2,
        },
      ]);
    });

    test('lists live sessions of a person before closed ones, each newest first', async () => {
      await store.setUpVenue(venueOfPods(4));
      await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 100_000n) }]);
      for (const n of [1, 2, 3, 4]) {
        const facts = { sessionId: `ses_${n}`, holdId: `hld_${n}`, objectId: `obj_pod_${n}`, deviceId: `dev_pod_${n}` };
        const session = sessionRecord({ ...facts, createdAtMs: START_MS + n });
        await mustCommit(store, startChanges(session));
        const end = { reason: 'stopped', atMs: START_MS, finalMinor: 0n } as const;
        if (n > 2)
          await mustCommit(store, [{ change: 'session-changed', session: { ...session, version: 2, state: 'closed', end } }]);
      }
      const idsOf = (sessions: readonly SessionRecord[]): string[] => sessions.map(({ sessionId }) => sessionId);
      expect(idsOf(await store.sessionsOf(PERSON, 10))).toEqual(['ses_2', 'ses_1', 'ses_4', 'ses_3']);
      expect(idsOf(await store.sessionsOf(PERSON, 3))).toEqual(['ses_2', 'ses_1', 'ses_4']);
      expect(idsOf(await store.sessionsOf('person-2', 10))).toEqual([]);
      expect(idsOf(await store.sessionsOnDevice('dev_pod_2'))).toEqual(['ses_2']);
      expect(await store.sessionsOnDevice('dev_pod_4')).toEqual([]);
    });

    test('stores answers and used tickets', async () => {
      await furnishWithSession(store);
      const scope = { personId: PERSON, route: 'POST /sessions', key: 'k1' };
      const answer = { ...scope, bodyHash: 'h', status: 201, location: '/s/1', body: '{"a":"é"}', atMs: START_MS };
      await mustCommit(store, [
        { change: 'answer-stored', answer },
        { change: 'answer-stored', answer: { ...answer, route: 'POST /orders', location: null } },
        { change: 'ticket-used', nonce: 'n1', sessionId: 'ses_1', atMs: START_MS },
      ]);
      expect(await store.answer(PERSON, 'POST /sessions', 'k1')).toEqual(answer);
      expect(await store.answer('person-2', 'POST /sessions', 'k1')).toBeNull();
      expect(await store.isTicketUsed('n1')).toBe(true);
      expect(await store.isTicketUsed('n2')).toBe(false);
    });

    test('forgets the oldest answers that have had their time, and none of whoever is in a session that runs', async () => {
      await furnishWithSession(store);
      const asked: Change = { change: 'participant-changed', participant: participantRecord() };
      const keep = (personId: string, key: string, atMs: number): Change => ({
        change: 'answer-stored',
        answer: { personId, route: 'POST /sessions', key, bodyHash: 'h', status: 201, location: null, body: '{}', atMs },
      });
      const guest = participantRecord().personId;
      await mustCommit(store, [asked, keep(PERSON, 'host', 1), keep(guest, 'guest', 1)]);
      await mustCommit(
        store,
        [3, 1, 2, 4].map((atMs) => keep('somebody', `at-${atMs}`, atMs)),
      );
      const left = async (): Promise<readonly string[]> => {
        const rows = await store.books<{ answer_key: string }>('SELECT answer_key FROM answers ORDER BY answer_key');
        return rows.map((row) => row.answer_key);
      };
      await mustCommit(store, [{ change: 'answers-forgotten', untilMs: 3, most: 2 }]);
      expect(await left()).toEqual(['at-3', 'at-4', 'guest', 'host']);
      await mustCommit(store, [{ change: 'answers-forgotten', untilMs: 3, most: 2 }]);
      expect(await left()).toEqual(['at-4', 'guest', 'host']);
    });

    test('moves, clears and lists deadlines by their time', async () => {
      const deadline = (kind: 'renew-lease' | 'start-unseen', subjectId: string, dueAtMs: number): Change => ({
        change: 'deadline-set',
        deadline: { kind, subjectId, dueAtMs },
      });
      await mustCommit(store, [
        deadline('renew-lease', 'a', 30),
        deadline('renew-lease', 'b', 20),
        deadline('start-unseen', 'a', 10),
      ]);
      await mustCommit(store, [
        deadline('renew-lease', 'a', 15),
        { change: 'deadline-cleared', kind: 'renew-lease', subjectId: 'none' },
      ]);
      const due = async (nowMs: number, limit: number) =>
        (await store.dueDeadlines(nowMs, limit)).map((each) => `${each.kind} ${each.subjectId} ${each.dueAtMs}`);
      expect(await due(15, 10)).toEqual(['start-unseen a 10', 'renew-lease a 15']);
      expect(await due(99, 2)).toEqual(['start-unseen a 10', 'renew-lease a 15']);
      await mustCommit(store, [{ change: 'deadline-cleared', kind: 'start-unseen', subjectId: 'a' }]);
      expect(await due(99, 9)).toEqual(['renew-lease a 15', 'renew-lease b 20']);
    });

    test('balances a session to the cent: hold, capture, receipt (M1, M2)', async () => {
      await furnishWithSession(store);
      expect(await store.balance(PERSON, 'CNY')).toEqual({ currency: 'CNY', availableMinor: 14_000n, heldMinor: 6_000n });
      await mustCommit(store, [
        { change: 'session-changed', session: { ...closed, version: 2 } },
        holdCaptured(500n),
        { change: 'transfer-posted', transfer: captureOf(sessionRecord(), 500n, 28n) },
        { change: 'receipt-issued', receipt: receiptRecord() },
      ]);
      expect(await store.balance(PERSON, 'CNY')).toEqual({ currency: 'CNY', availableMinor: 19_500n, heldMinor: 0n });
      expect(await store.balance(PERSON, 'EUR')).toEqual({ currency: 'EUR', availableMinor: 0n, heldMinor: 0n });
      expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
      const transfers = await transfersOf(store, 'ses_1');
      expect(transfers.map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
      expect(transfers[1]).toEqual(captureOf(sessionRecord(), 500n, 28n));
      expect((await store.dossier('ses_1'))?.hold).toEqual(holdCaptured(500n).hold);
      expect(await store.receiptOf('ses_1', PERSON)).toEqual(receiptRecord());
      expect(await store.receiptOf('ses_1', 'person-2')).toBeNull();
    });

    test('keeps amounts up to 2^53 exact and refuses what a number cannot hold', async () => {
      await furnish(store);
      const most = 9_007_199_254_740_991n;
      await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('rich', most, 'rich') }]);
      expect((await store.balance('rich', 'CNY')).availableMinor).toBe(most);
      await expect(store.commit([{ change: 'transfer-posted', transfer: topUp('more', most + 1n, 'more') }])).rejects.toThrow(
        'safe',
      );
    });

    test('a list whose last change is refused leaves nothing', async () => {
      await furnish(store);
      const changes: readonly Change[] = [...startChanges(), holdMoved(holdRecord({ holdId: 'hld_none' }), { state: 'voided' })];
      expect(await store.commit(changes)).toEqual(refusedBy('hold_state'));
      expect(await store.session('ses_1')).toBeNull();
      expect(await store.command('cmd_ses_1')).toBeNull();
      expect(await store.device(POD_DEVICE)).toMatchObject({ lastCtr: 0 });
      expect(await store.balance(PERSON, 'CNY')).toEqual({ currency: 'CNY', availableMinor: 20_000n, heldMinor: 0n });
      expect(await transfersOf(store, 'ses_1')).toEqual([]);
    });

    test('64 commits at once share few transactions, and each stands or falls alone', async () => {
      const pods = 32;
      await store.setUpVenue(venueOfPods(pods));
      await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 10_000_000n) }]);
      const earlier = store.statistics();
      // Two people want each pod at the same moment.
      const starts = Array.from({ length: 64 }, (_, at) => {
        const pod = (at % pods) + 1;
        const session = { sessionId: `ses_${at}`, holdId: `hld_${at}`, objectId: `obj_pod_${pod}`, deviceId: `dev_pod_${pod}` };
        return store.commit(startChanges(sessionRecord(session)));
      });
      const unknown: Change = { change: 'device-presence', deviceId: 'dev_none', online: true, conn: 'c', atMs: 1 };
      const mistake = expect(store.commit([unknown])).rejects.toThrow('dev_none');
      const outcomes = await Promise.all(starts);
      await mistake;
      for (const pod of Array.from({ length: pods }).keys()) {
        const [winner, loser] = [outcomes[pod], outcomes[pod + pods]].sort((one) => (one?.ok ? -1 : 1));
        expect(winner).toEqual({ ok: true });
        expect(loser).toEqual(refusedBy('session_live_object'));
      }
      const { commits, transactions } = store.statistics();
      expect(commits - earlier.commits).toBe(pods);
      // One where the process owns the data (test/contract/store/sqlite.test.ts); elsewhere each connection has its own.
      expect(transactions - earlier.transactions).toBeLessThanOrEqual(pods);
      expect(await store.balance(PERSON, 'CNY')).toMatchObject({ heldMinor: 6_000n * BigInt(pods) });
      expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
    });

    test('a refused commit alone costs no transaction, and nothing at all costs none', async () => {
      await furnishWithSession(store);
      const before = store.statistics();
      expect(await store.commit(startChanges())).toMatchObject({ ok: false });
      expect(await store.commit([])).toEqual({ ok: true });
      expect(store.statistics()).toEqual(before);
    });

    test('a commit is seen whole or not at all, and whole once it has returned (R18)', async () => {
      await furnish(store);
      const committing = store.commit(startChanges(sessionRecord(), { composed: composedCommand({ ctr: 9 }) }));
      const meanwhile = await store.dossier('ses_1');
      expect(meanwhile?.device.lastCtr ?? 9).toBe(9);
      expect(meanwhile?.commands.length ?? 1).toBe(1);
      expect(await committing).toEqual({ ok: true });
      expect(await store.device(POD_DEVICE)).toMatchObject({ lastCtr: 9 });
    });

    test('what was waiting when the store closes is written', async () => {
      await furnish(store);
      const committing = store.commit(startChanges());
      await store.close();
      expect(await committing).toEqual({ ok: true });
      await expect(store.commit(startChanges())).rejects.toThrow('closed');
    });
  });
}
