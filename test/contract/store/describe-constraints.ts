// Contract of the store, constraints: each one refuses by its name, and what it refused left nothing behind.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { holdCaptured, holdMoved } from '../../support/money-records.ts';
import {
  captureOf,
  commandOutcome,
  commandRecord,
  composedCommand,
  holdRecord,
  journalRecord,
  PERSON,
  POD,
  receiptRecord,
  START_MS,
  sessionRecord,
  startChanges,
  stopCommand,
  topUp,
  venueSetup,
} from '../../support/records.ts';
import { transfersOf } from '../../support/stored.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const answer = {
  personId: PERSON,
  route: 'POST /sessions',
  key: 'k1',
  bodyHash: 'h',
  status: 201,
  location: null,
  body: '{}',
  atMs: 0,
};
const order = {
  orderId: 'ord_1',
  sessionId: 'ses_1',
  payerId: PERSON,
  lines: [{ itemId: 'itm_tea', quantity: 2 }],
  state: 'sent',
  amountMinor: 2_400n,
  commandId: 'cmd_ses_1',
  atMs: START_MS,
} as const;
const stay = {
  stayId: 'sty_1',
  objectId: POD,
  tenantId: 'tnt_airport',
  pairingCode: '4711',
  pairedPersonId: null,
  fromMs: START_MS - 1,
  untilMs: START_MS + 1,
  version: 1,
};
const closedSession = sessionRecord({
  version: 2,
  state: 'closed',
  end: { reason: 'stopped', atMs: START_MS + 60_000, finalMinor: 400n },
});
const otherSession = sessionRecord({ sessionId: 'ses_2', holdId: 'hld_2', objectId: 'obj_pod_2' });
const resolved = (commandId: string): Change => ({ change: 'command-resolved', commandId, outcome: commandOutcome() });
const queued = (commandId: string, intentKey: string): Change => ({
  change: 'command-added',
  command: commandRecord({ commandId, intentKey, intent: { act: 'beep', arg: {} }, state: 'queued', composed: null }),
});
const composed = (commandId: string, ctr: number): Change => ({
  change: 'command-composed',
  commandId,
  deviceId: 'dev_pod_1',
  composed: composedCommand({ ctr }),
});
const emptied = holdCaptured(500n);
const released = holdMoved(holdRecord(), { state: 'voided' });

const cases: readonly RefusalCase[] = [
  {
    constraint: 'session_live_object',
    when: 'the object has a live session',
    refused: [
      { change: 'session-created', session: sessionRecord({ sessionId: 'ses_2', holdId: 'hld_2', payerId: 'person-2' }) },
    ],
  },
  {
    constraint: 'session_version',
    when: 'the session has moved on',
    before: [[{ change: 'session-changed', session: sessionRecord({ version: 2, state: 'active' }) }]],
    refused: [{ change: 'session-changed', session: sessionRecord({ version: 2, state: 'stopping' }) }],
  },
  {
    constraint: 'session_version',
    when: 'a version would be left out',
    refused: [{ change: 'session-changed', session: sessionRecord({ version: 3 }) }],
  },
  {
    constraint: 'session_version',
    when: 'nobody has created the session',
    refused: [{ change: 'session-changed', session: sessionRecord({ sessionId: 'ses_none', version: 2 }) }],
  },
  {
    constraint: 'session_version',
    when: 'a session of before is created again',
    before: [[{ change: 'session-changed', session: closedSession }]],
    refused: startChanges(),
  },
  { constraint: 'hold_state', when: 'a hold is captured twice', before: [[emptied]], refused: [emptied] },
  {
    constraint: 'hold_state',
    when: 'a captured hold is voided',
    before: [[emptied]],
    refused: [holdMoved(emptied.hold, { state: 'voided', capturedMinor: null })],
  },
  {
    constraint: 'hold_state',
    when: 'a voided hold is captured',
    before: [[released]],
    refused: [holdCaptured(500n, released.hold)],
  },
  {
    constraint: 'hold_state',
    when: 'nobody placed the hold',
    refused: [holdMoved(holdRecord({ holdId: 'hld_none' }), { state: 'voided' })],
  },
  { constraint: 'hold_state', when: 'a hold is placed twice', refused: [{ change: 'hold-placed', hold: holdRecord() }] },
  {
    constraint: 'transfer_op_key',
    when: 'an operation is posted again under another id',
    refused: [{ change: 'transfer-posted', transfer: { ...topUp('first', 20_000n), transferId: 'tra_other' } }],
  },
  {
    constraint: 'transfer_op_key',
    when: 'an operation is posted again under the same id',
    refused: [{ change: 'transfer-posted', transfer: topUp('first', 20_000n) }],
  },
  {
    constraint: 'wallet_floor',
    when: 'more is held than is there',
    refused: startChanges({ ...otherSession, heldMinor: 14_001n, mostMinor: 14_001n }),
  },
  {
    constraint: 'wallet_floor',
    when: 'a person has no wallet at all',
    refused: startChanges({ ...otherSession, payerId: 'person-poor' }),
  },
  {
    constraint: 'device_ctr',
    when: 'a command reuses the counter',
    before: [[resolved('cmd_ses_1')]],
    refused: [{ change: 'command-added', command: stopCommand({ composed: composedCommand({ ctr: 1 }) }) }],
  },
  {
    constraint: 'device_ctr',
    when: 'a command falls behind the counter that a hello has raised',
    before: [
      [
        {
          change: 'device-greeted',
          deviceId: 'dev_pod_1',
          boot: { boot: '7-00112233445566ff', bootAtMs: START_MS, verifiedAtMs: START_MS, conn: 'c1' },
          lastCtr: 40,
          keysVer: 0,
          dropped: 0,
        },
      ],
    ],
    refused: [{ change: 'command-added', command: stopCommand({ composed: composedCommand({ ctr: 40 }) }) }],
  },
  {
    constraint: 'device_ctr',
    when: 'a queued command is composed with an old counter',
    before: [[resolved('cmd_ses_1'), queued('cmd_q', 'ses_1:beep:1')]],
    refused: [composed('cmd_q', 1)],
  },
  {
    constraint: 'command_in_flight',
    when: 'the device still has an unanswered command',
    refused: [
      {
        change: 'command-added',
        command: commandRecord({
          commandId: 'cmd_2',
          intentKey: 'ses_1:beep:1',
          intent: { act: 'beep', arg: {} },
          composed: composedCommand({ ctr: 2 }),
        }),
      },
    ],
  },
  {
    constraint: 'command_in_flight',
    when: 'a queued command gets its turn too early',
    before: [[queued('cmd_q', 'ses_1:beep:1')]],
    refused: [composed('cmd_q', 2)],
  },
  {
    constraint: 'command_intent',
    when: 'one intent is wanted twice',
    before: [[resolved('cmd_ses_1')]],
    refused: [{ change: 'command-added', command: commandRecord({ commandId: 'cmd_2', composed: composedCommand({ ctr: 2 }) }) }],
  },
  {
    constraint: 'command_state',
    when: 'a command is answered twice',
    before: [[resolved('cmd_ses_1')]],
    refused: [resolved('cmd_ses_1')],
  },
  { constraint: 'command_state', when: 'a composed command is composed again', refused: [composed('cmd_ses_1', 2)] },
  {
    constraint: 'command_state',
    when: 'a command without bytes counts an attempt',
    before: [[queued('cmd_q', 'ses_1:beep:1')]],
    refused: [{ change: 'command-attempted', commandId: 'cmd_q' }],
  },
  { constraint: 'command_state', when: 'nobody added the command', refused: [resolved('cmd_none')] },
  {
    constraint: 'answer_key',
    when: 'a key has its answer',
    before: [[{ change: 'answer-stored', answer }]],
    refused: [{ change: 'answer-stored', answer: { ...answer, body: '{"other":1}' } }],
  },
  {
    constraint: 'ticket_nonce',
    when: 'a ticket is used twice',
    before: [[{ change: 'ticket-used', nonce: 'n1', sessionId: 'ses_1', atMs: START_MS }]],
    refused: [{ change: 'ticket-used', nonce: 'n1', sessionId: 'ses_1', atMs: START_MS + 1 }],
  },
  {
    constraint: 'journal_entry',
    when: 'a device repeats (boot, seq)',
    before: [[{ change: 'journal-stored', record: journalRecord({ seq: 3, n: 0 }) }]],
    refused: [{ change: 'journal-stored', record: journalRecord({ seq: 3, n: 1 }) }],
  },
  {
    constraint: 'journal_entry',
    when: 'a session has the number already',
    before: [[{ change: 'journal-stored', record: journalRecord({ seq: 3, n: 0 }) }]],
    refused: [{ change: 'journal-stored', record: journalRecord({ seq: 4, n: 0 }) }],
  },
  {
    constraint: 'order_state',
    when: 'an order is decided twice',
    before: [
      [
        { change: 'order-placed', order },
        { change: 'order-decided', orderId: 'ord_1', state: 'printed' },
      ],
    ],
    refused: [{ change: 'order-decided', orderId: 'ord_1', state: 'refused' }],
  },
  {
    constraint: 'order_state',
    when: 'nobody placed the order',
    refused: [{ change: 'order-decided', orderId: 'ord_9', state: 'printed' }],
  },
  {
    constraint: 'receipt_session',
    when: 'payer and session have their receipt',
    before: [[{ change: 'receipt-issued', receipt: receiptRecord() }]],
    refused: [{ change: 'receipt-issued', receipt: receiptRecord({ receiptId: 'rcp_2' }) }],
  },
  {
    constraint: 'stay_version',
    when: 'another phone was paired meanwhile',
    before: [[{ change: 'stay-paired', stayId: 'sty_1', personId: 'person-2', fromVersion: 1 }]],
    refused: [{ change: 'stay-paired', stayId: 'sty_1', personId: PERSON, fromVersion: 1 }],
  },
  {
    constraint: 'stay_version',
    when: 'two wrong codes are counted from one version',
    before: [
      [{ change: 'stay-attempt-failed', stayId: 'sty_1', personId: 'person-2', key: 'k-1', atMs: START_MS, fromVersion: 1 }],
    ],
    refused: [{ change: 'stay-attempt-failed', stayId: 'sty_1', personId: PERSON, key: 'k-1', atMs: START_MS, fromVersion: 1 }],
  },
];

export function describeConstraints(name: string, open: OpenStore): void {
  describe(`${name}: constraints`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ store, dispose } = await open());
      await furnishWithSession(store);
      const second = { deviceId: 'dev_pod_2', kind: 'sleep-pod', publicX: 'x2', passwordHash: 'p2', config: {} };
      const [pod] = venueSetup().objects;
      if (!pod) throw new Error('the venue has a pod');
      const objects = [pod, { ...pod, objectId: 'obj_pod_2', deviceId: 'dev_pod_2' }];
      await store.setUpVenue(venueSetup({ devices: [...venueSetup().devices, second], objects, stays: [stay] }));
    });
    afterEach(() => dispose());

    testRefusals(cases, () => store);

    test('a queued command waits beside the one in flight, and only a stop overtakes it (FP-09)', async () => {
      expect(await store.commit([queued('cmd_q', 'ses_1:beep:1')])).toEqual({ ok: true });
      expect(await store.commit([{ change: 'command-added', command: stopCommand() }])).toEqual({ ok: true });
      expect(await store.isDeviceBusy('dev_pod_1')).toBe(true);
      await mustCommit(store, [resolved('cmd_ses_1')]);
      expect(await store.isDeviceBusy('dev_pod_1')).toBe(false);
      expect(await store.nextQueuedCommand('dev_pod_1')).toMatchObject({ commandId: 'cmd_q' });
      expect(await store.commit([composed('cmd_q', 3)])).toEqual({ ok: true });
      expect(await store.nextQueuedCommand('dev_pod_1')).toBeNull();
      expect(await store.device('dev_pod_1')).toMatchObject({ lastCtr: 3 });
    });

    test('an object takes the next session once the first is closed', async () => {
      await mustCommit(store, [{ change: 'session-changed', session: closedSession }, resolved('cmd_ses_1')]);
      const next = sessionRecord({ sessionId: 'ses_3', holdId: 'hld_3' });
      expect(await store.commit(startChanges(next, { composed: composedCommand({ ctr: 2 }) }))).toEqual({ ok: true });
      expect((await store.scene(POD))?.live?.sessionId).toBe('ses_3');
    });

    test('a capture above its hold is our own mistake, and changes nothing (M3)', async () => {
      await expect(store.commit([holdCaptured(6_001n)])).rejects.toThrow('hold_captured_within');
      expect((await store.dossier('ses_1'))?.hold).toMatchObject({ state: 'held', capturedMinor: null });
    });

    test('postings that do not sum to zero are our own mistake (M1)', async () => {
      const lopsided = captureOf(sessionRecord(), 400n, 23n);
      const transfer = { ...lopsided, postings: lopsided.postings.slice(1) };
      await expect(store.commit([{ change: 'transfer-posted', transfer }])).rejects.toThrow('M1');
      expect(await transfersOf(store, 'ses_1')).toHaveLength(1);
    });

    test('a change that names nothing known is our own mistake', async () => {
      const orphan = sessionRecord({ sessionId: 'ses_9', holdId: 'hld_9', objectId: 'obj_none' });
      await expect(store.commit([{ change: 'session-created', session: orphan }])).rejects.toThrow(/foreign key/i);
      const presence: Change = { change: 'device-presence', deviceId: 'dev_none', online: true, conn: 'c', atMs: 1 };
      await expect(store.commit([presence])).rejects.toThrow('dev_none');
    });
  });
}
