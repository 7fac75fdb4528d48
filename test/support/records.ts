// Records to begin a test with: one venue with one pod, and a session on it; every field can be overridden.
import { sha256 } from '#protocol';
import type { Change } from '../../gateway/domain/changes.ts';
import type { CommandOutcome, CommandRecord, ComposedCommand } from '../../gateway/domain/device/command.ts';
import type { JournalRecord } from '../../gateway/domain/device/journal.ts';
import type { HoldRecord } from '../../gateway/domain/hold/hold.ts';
import type { TransferRecord } from '../../gateway/domain/ledger/ledger.ts';
import { authorizeTransfer, captureTransfer, topUpTransfer } from '../../gateway/domain/ledger/postings.ts';
import type { ReceiptRecord } from '../../gateway/domain/receipt/receipt.ts';
import type { SessionRecord } from '../../gateway/domain/session/session.ts';
import type { PriceTerms } from '../../gateway/domain/tariff/price-terms.ts';
import { FREE_EVERY_MS, type FrozenTariff, freezeTariff, type Tariff } from '../../gateway/domain/tariff/tariff.ts';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';

/** 2026-11-21 08:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 21, 8);
export const BOOT = '7-00112233445566ff';
export const TENANT = 'tnt_airport';
export const VENUE = 'ven_pudong';
export const PLACE = 'plc_hall_a';
export const POD = 'obj_pod_1';
export const POD_DEVICE = 'dev_pod_1';
export const POD_TAG = '00112233445566aa';
export const PERSON = 'person-1';

export function tariff(overrides: Partial<Tariff> = {}): Tariff {
  return {
    name: 'pod-by-the-minute',
    currency: 'CNY',
    zone: null,
    baseMinor: 300n,
    freeMs: 0,
    freeEveryMs: FREE_EVERY_MS,
    steps: [{ quantity: 'useMs', from: 0, per: 60_000, amountMinor: 100n }],
    packages: [],
    peaks: [],
    pause: null,
    overdue: null,
    capMinor: 5_900n,
    dayCap: null,
    items: [{ itemId: 'itm_tea', amountMinor: 1_200n, name: { en: 'Tea', zh: '茶' } }],
    minimumMinor: 0n,
    service: null,
    taxPermille: 60,
    taxMode: 'included',
    hold: { atStartMinor: 6_000n, stepMinor: 0n, mostMinor: 6_000n },
    ...overrides,
  };
}

export function frozenTariff(overrides: Partial<Tariff> = {}): FrozenTariff {
  return freezeTariff('trf_pod', 1, tariff(overrides));
}

/** One pod at one place of one venue, its device, its tariff and its label. */
export function venueSetup(overrides: Partial<VenueSetup> = {}): VenueSetup {
  return {
    tenantId: TENANT,
    venue: {
      venueId: VENUE,
      tenantId: TENANT,
      name: 'Pudong Airport',
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      feePermille: 50,
      seller: { name: 'Pudong Rest Ltd', vatNumber: 'CN9131', address: 'Hall A, Pudong' },
    },
    places: [{ placeId: PLACE, venueId: VENUE, name: 'Hall A' }],
    tariffs: [frozenTariff()],
    devices: [deviceSetup()],
    objects: [objectSetup()],
    tags: [{ tagId: POD_TAG, payloadHex: '01aa55', status: 'active', objectId: POD }],
    stays: [],
    ...overrides,
  };
}

export function deviceSetup(overrides: Partial<VenueSetup['devices'][number]> = {}): VenueSetup['devices'][number] {
  return {
    deviceId: POD_DEVICE,
    kind: 'sleep-pod',
    publicX: 'cHVibGljLXg',
    passwordHash: 'scrypt$1$2',
    config: { emptyAfterS: 60 },
    ...overrides,
  };
}

export function objectSetup(overrides: Partial<VenueSetup['objects'][number]> = {}): VenueSetup['objects'][number] {
  return {
    objectId: POD,
    venueId: VENUE,
    placeId: PLACE,
    kind: 'sleep-pod',
    name: 'Pod 1',
    deviceId: POD_DEVICE,
    status: 'in_service',
    tariffId: 'trf_pod',
    ...overrides,
  };
}

/** The same venue with `count` pods, each with a device of its own. */
export function venueOfPods(count: number): VenueSetup {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  return venueSetup({
    devices: numbers.map((n) => deviceSetup({ deviceId: `dev_pod_${n}` })),
    objects: numbers.map((n) => objectSetup({ objectId: `obj_pod_${n}`, deviceId: `dev_pod_${n}`, name: `Pod ${n}` })),
  });
}

/** With every part that has an amount or a list inside. */
export function priceTerms(overrides: Partial<PriceTerms> = {}): PriceTerms {
  return {
    edition: 2,
    frozenAtMs: START_MS,
    zone: 'Asia/Shanghai',
    feePermille: 50,
    packageId: null,
    peaks: [{ peak: 0, fromMs: START_MS + 3_600_000, untilMs: START_MS + 7_200_000 }],
    freeLeftMs: 60_000,
    isMinimumDue: false,
    stitch: {
      ...{ useMs: 120_000, distanceM: 40, pausedMs: 0, paidMinor: 200n, withPackage: false, liftedMinor: 0n },
      last: { sessionId: 'ses_0', rounding: 'started' },
    },
    day: { leftMinor: 4_000n, endsAtMs: [START_MS + 28_800_000] },
    overdueAfterMs: null,
    ...overrides,
  };
}

export function sessionRecord(overrides: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sessionId: 'ses_1',
    tenantId: TENANT,
    venueId: VENUE,
    placeId: PLACE,
    objectId: POD,
    deviceId: POD_DEVICE,
    kind: 'sleep-pod',
    payerId: PERSON,
    state: 'starting',
    version: 1,
    tariff: frozenTariff(),
    terms: priceTerms(),
    scan: { tagId: POD_TAG, proof: { protectedHeader: 'eyJhbGciOiJFZERTQSJ9', payload: 'AapV', signature: 'c2ln' } },
    offerHash: sha256('offer'),
    holdId: 'hld_1',
    heldMinor: 6_000n,
    mostMinor: 6_000n,
    createdAtMs: START_MS,
    startedAtMs: null,
    stopRequest: null,
    stopAdvice: null,
    usage: { useMs: 0, distanceM: 0 },
    usageAtMs: null,
    costMinor: 0n,
    lease: { endsAtMs: START_MS + 90_000, leaseUpMs: 190_000 },
    journalUpTo: -1,
    settlement: null,
    review: null,
    end: null,
    receiptId: null,
    ...overrides,
  };
}

export function holdRecord(overrides: Partial<HoldRecord> = {}): HoldRecord {
  return {
    holdId: 'hld_1',
    sessionId: 'ses_1',
    payerId: PERSON,
    tenantId: TENANT,
    wallet: 'ledger',
    role: 'host',
    currency: 'CNY',
    heldMinor: 6_000n,
    state: 'held',
    version: 1,
    walletRef: null,
    expiresAtMs: null,
    capturedMinor: null,
    refundedMinor: 0n,
    createdAtMs: START_MS,
    ...overrides,
  };
}

/** Money for a person's wallet. */
export function topUp(topUpId: string, amountMinor: bigint, personId: string = PERSON): TransferRecord {
  const transferId = `tra_${topUpId}`;
  const wallet = 'ledger';
  return topUpTransfer({ transferId, topUpId, tenantId: TENANT, personId, wallet, currency: 'CNY', amountMinor, atMs: START_MS });
}

/** The transfer that sets a session's hold aside. */
function authorizeOf(session: SessionRecord): TransferRecord {
  return authorizeTransfer({ ...moneyOf(session), transferId: `tra_${session.sessionId}_authorize` });
}

/** The transfer that takes `capturedMinor` of a session's hold. */
export function captureOf(session: SessionRecord, capturedMinor: bigint, taxMinor: bigint): TransferRecord {
  const transferId = `tra_${session.sessionId}_capture`;
  const opKey = opKeys.capture(session.sessionId, session.holdId);
  const parts = { venueId: session.venueId, wallet: 'ledger', capturedMinor, taxMinor, feeMinor: 0n } as const;
  return captureTransfer({ ...moneyOf(session), ...parts, transferId, opKey });
}

function moneyOf(session: SessionRecord) {
  return {
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    holdId: session.holdId,
    payerId: session.payerId,
    currency: session.tariff.tariff.currency,
    heldMinor: session.heldMinor,
    atMs: session.createdAtMs,
  };
}

export function composedCommand(overrides: Partial<ComposedCommand> = {}): ComposedCommand {
  return {
    payload: '{"act":"start"}',
    kid: 'cmd-1',
    ctr: 1,
    boot: BOOT,
    expUpMs: 110_000,
    expiresAtMs: START_MS + 10_000,
    ...overrides,
  };
}

/** A composed start of the session; `state` and `composed` go together. */
export function commandRecord(overrides: Partial<CommandRecord> = {}): CommandRecord {
  return {
    commandId: 'cmd_1',
    deviceId: POD_DEVICE,
    tenantId: TENANT,
    sessionId: 'ses_1',
    intentKey: 'ses_1:start:1',
    intent: { act: 'start', arg: { limits: { leaseUp: 190_000, maxS: 43_200 } } },
    state: 'composed',
    composed: composedCommand(),
    outcome: null,
    attempts: 0,
    createdAtMs: START_MS,
    ...overrides,
  };
}

export function stopCommand(overrides: Partial<CommandRecord> = {}): CommandRecord {
  return commandRecord({
    commandId: 'cmd_stop',
    intentKey: 'ses_1:stop:1',
    intent: { act: 'stop', arg: { reason: 'person' } },
    composed: composedCommand({ ctr: 2, payload: '{"act":"stop"}' }),
    ...overrides,
  });
}

export function commandOutcome(overrides: Partial<CommandOutcome> = {}): CommandOutcome {
  return { status: 'succeeded', code: 'OK', ran: true, detail: null, jws: 'aa.bb.cc', atMs: START_MS + 300, ...overrides };
}

/** The device's signed `started`, as the first entry of the session's journal. */
export function journalRecord(
  overrides: Partial<{ seq: number; n: number; boot: string; sessionId: string; deviceId: string }> = {},
): JournalRecord {
  const { seq = 3, n = 0, boot = BOOT, sessionId = 'ses_1', deviceId = POD_DEVICE } = overrides;
  const jws = `journal.${sessionId}.${n}`;
  return {
    deviceId,
    entry: {
      v: 1,
      sub: `${TENANT}/${deviceId}`,
      boot,
      seq,
      upMs: 100_400,
      ses: sessionId,
      n,
      cid: 'cmd_1',
      cmdHash: sha256('start'),
      use: { useMs: n * 1_000, distanceM: 0 },
      evidence: ['bolt_open', 'door_opened'],
      off: false,
      ev: 'started',
    },
    jwsHash: sha256(jws),
    jws,
    receivedAtMs: START_MS + 400,
  };
}

export function receiptRecord(overrides: Partial<ReceiptRecord> = {}): ReceiptRecord {
  return {
    receiptId: 'rcp_1',
    sessionId: 'ses_1',
    payerId: PERSON,
    tenantId: TENANT,
    json: '{"v":1,"totalMinor":500}',
    issuedAtMs: START_MS + 90_000,
    ...overrides,
  };
}

/** What a Start commits: session, hold, its transfer and the composed command. */
export function startChanges(session: SessionRecord = sessionRecord(), command: Partial<CommandRecord> = {}): readonly Change[] {
  const { sessionId, holdId, payerId, heldMinor, deviceId } = session;
  const start = { commandId: `cmd_${sessionId}`, sessionId, deviceId, intentKey: `${sessionId}:start:1`, ...command };
  return [
    { change: 'session-created', session },
    { change: 'hold-placed', hold: holdRecord({ holdId, sessionId, payerId, heldMinor }) },
    { change: 'transfer-posted', transfer: authorizeOf(session) },
    { change: 'command-added', command: commandRecord(start) },
  ];
}
