// Session facts for decision tests: one pod session in each of its states, with its device, money and journal.
import { type JournalEntry, type JournalEntryOf, KIND_CATALOGUE, type KindProfile, sha256 } from '#protocol';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import type { Decision } from '../../../../../gateway/domain/decision.ts';
import type { ComposeContext } from '../../../../../gateway/domain/device/command-compose.ts';
import type { DeviceRecord } from '../../../../../gateway/domain/device/device.ts';
import type { JournalRecord } from '../../../../../gateway/domain/device/journal.ts';
import type { PersonStanding } from '../../../../../gateway/domain/session/person-standing.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import type { SettleFacts, SettleIds } from '../../../../../gateway/domain/session/session-settle-facts.ts';
import { plainTerms } from '../../../../../gateway/domain/tariff/price-terms.ts';
import {
  BOOT,
  commandOutcome,
  commandRecord,
  holdRecord,
  PERSON,
  PLACE,
  POD,
  POD_DEVICE,
  START_MS,
  sessionRecord,
  TENANT,
  tariff,
  VENUE,
} from '../../../../support/records.ts';

export const NOW_MS = START_MS + 100_000;
/** The device's uptime 0, so that its uptime at START_MS is 100 s. */
const BOOT_AT_MS = START_MS - 100_000;
export const compose: ComposeContext = { issuer: 'unlatch', kidFor: () => 'c1', nowMs: NOW_MS };
export const settleIds: SettleIds = { hld_1: { transferId: 'trf_end', receiptId: 'rcp_end' } };

export function profileOf(kind: string): KindProfile {
  const profile = KIND_CATALOGUE.find((each) => each.kind === kind);
  if (!profile) throw new Error(`no profile ${kind}`);
  return profile;
}

export function deviceRecord(overrides: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    deviceId: POD_DEVICE,
    tenantId: TENANT,
    kind: 'sleep-pod',
    publicX: 'cHVibGljLXg',
    isUnsigned: false,
    keysVer: 0,
    dropped: 0,
    passwordHash: 'scrypt$1$2',
    presence: { online: true, conn: 'conn-1', lastSeenAtMs: START_MS },
    boot: { boot: BOOT, bootAtMs: BOOT_AT_MS, verifiedAtMs: START_MS, conn: 'conn-1' },
    lastCtr: 7,
    state: null,
    config: { desiredVer: 1, desired: {}, reportedVer: 1, answers: {}, tries: 0 },
    ...overrides,
  };
}

type EntryFacts = Partial<Pick<JournalEntry, 'use' | 'evidence' | 'off' | 'boot' | 'upMs'>>;

function base(n: number, facts: EntryFacts) {
  return {
    v: 1 as const,
    sub: `${TENANT}/${POD_DEVICE}`,
    boot: BOOT,
    seq: n + 3,
    upMs: 200_000,
    ses: 'ses_1',
    n,
    cid: 'cmd_1',
    cmdHash: sha256('start'),
    use: { useMs: 0, distanceM: 0 },
    evidence: ['bolt_open', 'door_opened'],
    off: false,
    ...facts,
  };
}
export const started = (facts: EntryFacts = {}): JournalEntryOf<'started'> => ({ ...base(0, facts), ev: 'started' });
export const reading = (n: number, facts: EntryFacts = {}): JournalEntryOf<'updated'> => ({
  ...base(n, facts),
  ev: 'updated',
  trigger: 'meter',
});
export const ended = (
  n: number,
  facts: EntryFacts & Partial<Pick<JournalEntryOf<'ended'>, 'trigger' | 'endUpMs'>> = {},
): JournalEntryOf<'ended'> => ({
  ...base(n, { evidence: ['door_opened', 'empty'], ...facts }),
  ev: 'ended',
  trigger: 'stop_command',
  endUpMs: 195_000,
  ...facts,
});

export function stored(entry: JournalEntry): JournalRecord {
  const jws = `signed.${entry.ev}.${entry.n}`;
  return { deviceId: POD_DEVICE, entry, jwsHash: sha256(jws), jws, receivedAtMs: NOW_MS };
}

const tap = { by: 'person', atMs: START_MS + 90_000, useAtTap: { useMs: 89_000, distanceM: 0 } } as const;
const running = { startedAtMs: START_MS + 1_000, usage: { useMs: 60_000, distanceM: 0 }, usageAtMs: START_MS + 61_000 };

/** Nobody used anything before, and the platform takes nothing: prices are those of the tariff alone. */
const plain = { terms: plainTerms(tariff(), 'Asia/Shanghai') };
export const plainSession = (overrides: Partial<SessionRecord> = {}): SessionRecord => sessionRecord({ ...plain, ...overrides });

/** Every state that a session can be in when something happens. */
export const GIVEN = {
  starting: plainSession(),
  active: plainSession({ ...running, state: 'active', version: 4, journalUpTo: 2, costMinor: 400n }),
  'stopping, never proven': plainSession({
    state: 'stopping',
    version: 2,
    stopRequest: { ...tap, useAtTap: { useMs: 0, distanceM: 0 } },
  }),
  stopping: plainSession({ ...running, state: 'stopping', version: 5, journalUpTo: 2, stopRequest: tap }),
  settling: plainSession({ ...running, state: 'settling', version: 6, journalUpTo: 0, stopRequest: tap }),
  closed: plainSession({
    ...running,
    state: 'closed',
    version: 7,
    journalUpTo: 3,
    end: { reason: 'stopped', atMs: START_MS + 95_000, finalMinor: 500n },
    receiptId: 'rcp_1',
  }),
} as const satisfies { readonly [given: string]: SessionRecord };
export type Given = keyof typeof GIVEN;
export const GIVENS = Object.keys(GIVEN) as readonly Given[];

/** A session with everything that decisions about it read; a proven one has its start record in the journal. */
export function factsOf(session: SessionRecord, overrides: Partial<SettleFacts> = {}): SettleFacts {
  const isOver = session.state === 'closed';
  return {
    session,
    device: deviceRecord(),
    commands: [commandRecord({ state: 'resolved', outcome: commandOutcome() })],
    orders: [],
    deviceBusy: false,
    profile: profileOf('sleep-pod'),
    journalUpTo: session.journalUpTo,
    hold: isOver ? holdRecord({ state: 'captured', capturedMinor: 500n }) : holdRecord(),
    holds: [isOver ? holdRecord({ state: 'captured', capturedMinor: 500n }) : holdRecord()],
    operations: [],
    participants: [],
    venue: {
      venueId: VENUE,
      tenantId: TENANT,
      name: 'Pudong Airport',
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      feePermille: 0,
      seller: null,
    },
    place: { placeId: PLACE, venueId: VENUE, name: 'Hall A' },
    object: {
      objectId: POD,
      tenantId: TENANT,
      venueId: VENUE,
      placeId: PLACE,
      kind: 'sleep-pod',
      name: 'Pod 1',
      deviceId: POD_DEVICE,
      status: 'in_service',
      bindingVersion: 1,
    },
    journal: session.startedAtMs === null ? [] : [stored(started())],
    journalNumbers: session.startedAtMs === null ? [] : [0],
    startCommandJws: 'signed.start.command',
    ...overrides,
  };
}

/** Nothing owed, nothing claimed, nothing waived. */
export function standingOf(overrides: Partial<PersonStanding> = {}): PersonStanding {
  const none = { total: 0, byObject: {} };
  return {
    personId: PERSON,
    version: 3,
    liveSessions: 1,
    owed: [],
    claims: none,
    waivers: none,
    unusedStarts: none,
    ...overrides,
  };
}

/** Facts once the entry at hand is stored, with everything before it there. */
export function withEntry(facts: SettleFacts, entry: JournalEntry, journalUpTo: number = entry.n): SettleFacts {
  return {
    ...facts,
    journal: [...facts.journal, stored(entry)],
    journalNumbers: [...facts.journalNumbers, entry.n],
    journalUpTo,
  };
}

type Of<K extends Change['change']> = Extract<Change, { change: K }>;

export function changesIn<K extends Change['change']>(decision: Decision<unknown>, kind: K): readonly Of<K>[] {
  return decision.changes.filter((each): each is Of<K> => each.change === kind);
}

/** The session as the decision leaves it; null when it changes no session. */
export function sessionAfter(decision: Decision<unknown>): SessionRecord | null {
  return changesIn(decision, 'session-changed')[0]?.session ?? null;
}

export const eventIn = (decision: Decision<unknown>): string | null =>
  changesIn(decision, 'session-event')[0]?.event.what ?? null;
