// Claims: each of the four against the facts that speak for, against or not at all; what is given back; and what a cheat gains at most.
import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, type Usage } from '#protocol';
import { CLAIM_RULES, type ClaimRule } from '../../../../../gateway/domain/correction/claim.ts';
import { type ClaimFacts, claimableUntilMs, decideClaim } from '../../../../../gateway/domain/correction/claim-decide.ts';
import { CLAIM_LIMITS } from '../../../../../gateway/domain/correction/claim-limits.ts';
import type { CommandRecord } from '../../../../../gateway/domain/device/command.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { priceUse, pricingOf } from '../../../../../gateway/domain/tariff/price.ts';
import { claimRecord, settlementRecord } from '../../../../support/money-records.ts';
import {
  BOOT,
  commandOutcome,
  commandRecord,
  holdRecord,
  PERSON,
  POD,
  POD_TAG,
  START_MS,
  stopCommand,
  TENANT,
} from '../../../../support/records.ts';
import { ended, factsOf, plainSession, profileOf, standingOf, started, stored } from '../session/session-facts.ts';

const ENDED_MS = START_MS + 600_000;
const NOW = ENDED_MS + MINUTE_MS;
const IDS = { claimId: 'clm_1', auditId: 'aud_1', refunds: { hld_1: { refundId: 'ref_1', transferId: 'trf_r' } } };
/** The device's uptime is 100 s at START_MS. */
const upAt = (afterStartMs: number): number => 100_000 + afterStartMs;

type Story = {
  readonly usage?: Partial<Usage>;
  readonly session?: Partial<SessionRecord>;
  /** When the actuator had moved, after the tap; null: the result was never heard. */
  readonly unlockedAfterMs?: number | null;
  readonly startedAfterMs?: number;
  readonly boot?: string;
  readonly stops?: readonly CommandRecord[];
  readonly hasEnd?: boolean;
} & Partial<Omit<ClaimFacts, 'session'>>;

function startAnswered(afterMs: number, boot: string): CommandRecord {
  const result = {
    v: 1,
    sub: `${TENANT}/dev_pod_1`,
    boot,
    seq: 4,
    upMs: upAt(afterMs),
    cid: 'cmd_1',
    ses: 'ses_1',
    cmdHash: 'A'.repeat(43),
    status: 'succeeded',
    ran: true,
    code: 'OK',
  };
  const jws = `e30.${Buffer.from(JSON.stringify(result)).toString('base64url')}.c2ln`;
  // Its arrival is as late as somebody with foil wants it.
  return commandRecord({ state: 'resolved', outcome: commandOutcome({ jws, atMs: START_MS + 90_000 }) });
}

/** A pod that was used, stopped, billed and captured, unless the story says otherwise. */
function facts(story: Story = {}): ClaimFacts {
  const {
    usage: used,
    session: said,
    unlockedAfterMs = 1_000,
    startedAfterMs = 2_000,
    boot = BOOT,
    stops = [],
    hasEnd = true,
    ...rest
  } = story;
  const usage = { useMs: 300_000, distanceM: 0, ...used };
  const plain = plainSession({ state: 'closed', startedAtMs: START_MS + 2_000, usage, ...said });
  const { lines, totalMinor, taxMinor } = priceUse(pricingOf(plain), usage, [], 'started');
  const share = { holdId: 'hld_1', payerId: PERSON, lines, totalMinor, taxMinor, feeMinor: 0n };
  const settlement = settlementRecord({ usage, shares: [share] });
  const session = { ...plain, settlement, end: { reason: 'stopped', atMs: ENDED_MS, finalMinor: totalMinor } as const };
  const hold = holdRecord({ state: 'captured', capturedMinor: totalMinor });
  const { device, profile, venue, orders } = factsOf(session);
  const journal = [stored(started({ boot, upMs: upAt(startedAfterMs) }))];
  return {
    session,
    device,
    profile,
    venue,
    orders,
    holds: [hold],
    refunds: [],
    claims: [],
    standing: standingOf({ liveSessions: 0 }),
    tag: { tagId: POD_TAG, tenantId: TENANT, payloadHex: '01aa55', status: 'active', objectId: POD },
    commands: [...(unlockedAfterMs === null ? [commandRecord()] : [startAnswered(unlockedAfterMs, boot)]), ...stops],
    journal: hasEnd ? [...journal, stored(ended(5))] : journal,
    ...rest,
  };
}

function claimed(rule: ClaimRule, story: Story = {}) {
  const decided = decideClaim(facts(story), { personId: PERSON, rule }, IDS, NOW);
  if (!decided.ok) return decided.error.code;
  const { claim, refunds } = decided.value;
  const given = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return `${claim.verdict}: ${claim.because}${given > 0n ? `, ${given}` : ''}`;
}

const tapped = (afterMs: number, useMs: number): Partial<SessionRecord> => ({
  stopRequest: { by: 'person', atMs: START_MS + afterMs, useAtTap: { useMs, distanceM: 0 } },
});
const heardAfter = (ms: number, tapAfterMs: number): readonly CommandRecord[] => [
  stopCommand({ state: 'resolved', outcome: commandOutcome({ atMs: START_MS + tapAfterMs + ms }) }),
];
const ROOM = { profile: profileOf('hotel-room') };

describe('"it never opened"', () => {
  test.each<[string, Story, string]>([
    ['hardly any use', { usage: { useMs: 60_000 } }, 'granted: no-use-proven, 400'],
    ['a minute and a bit of use', { usage: { useMs: 60_001 } }, 'refused: use-proven'],
    ['hardly any use and an hour of pauses', { usage: { useMs: 23_000, pausedMs: 3_600_000 } }, 'refused: use-proven'],
    ['little time and a long way', { usage: { useMs: 20_000, distanceM: 51 } }, 'refused: use-proven'],
    ['no end that the device signed', { usage: { useMs: 1_000 }, hasEnd: false }, 'for-a-person: evidence-missing'],
    ['nothing paid', { holds: [holdRecord({ state: 'voided' })] }, 'refused: nothing-paid'],
  ])('%s', (_, story, verdict) => {
    expect(claimed('never-opened', story)).toBe(verdict);
  });

  test('what was served is on the bill, and no object tells about it', () => {
    const served = facts({ usage: { useMs: 1_000 } });
    const share = served.session.settlement?.shares[0];
    if (!share) throw new Error('no share');
    const item = { line: 'item', itemId: 'itm_tea', units: 1, unitMinor: 1_200n, amountMinor: 1_200n } as const;
    const lines = [...share.lines, item];
    const totalMinor = share.totalMinor + 1_200n;
    const settlement = settlementRecord({ shares: [{ ...share, lines, totalMinor }], usage: { useMs: 1_000, distanceM: 0 } });
    const story = {
      ...served,
      session: { ...served.session, settlement },
      holds: [holdRecord({ state: 'captured', capturedMinor: totalMinor })],
    };
    const decided = decideClaim(story, { personId: PERSON, rule: 'never-opened' }, IDS, NOW);
    expect(decided).toMatchObject({ ok: true, value: { claim: { verdict: 'for-a-person', because: 'items-on-bill' } } });
  });
});

describe('"it opened late"', () => {
  test.each<[string, Story, string]>([
    // 300 s cost 3.00 + 5 x 1.00; without the 40 s and the fee 260 s cost 5 x 1.00.
    ['forty seconds by its own clock', { unlockedAfterMs: 40_000, startedAfterMs: 41_000 }, 'granted: unlocked-late, 300'],
    ['a minute and more', { unlockedAfterMs: 65_000, startedAfterMs: 66_000 }, 'granted: unlocked-late, 400'],
    [
      'nine minutes at the bank’s page, and then at once',
      { session: { createdAtMs: START_MS - 540_000 }, unlockedAfterMs: 1_000 },
      'refused: unlocked-in-time',
    ],
    ['no start that was sent', { commands: [] }, 'for-a-person: evidence-missing'],
    ['in time', { unlockedAfterMs: 15_000 }, 'refused: unlocked-in-time'],
    ['in time, although its answer came a minute later', { unlockedAfterMs: 500 }, 'refused: unlocked-in-time'],
    ['a door that the person opened late', { unlockedAfterMs: 1_000, startedAfterMs: 80_000 }, 'refused: unlocked-in-time'],
    ['no answer, and proven in time', { unlockedAfterMs: null, startedAfterMs: 9_000 }, 'refused: unlocked-in-time'],
    ['no answer, and proven late', { unlockedAfterMs: null, startedAfterMs: 50_000 }, 'for-a-person: evidence-missing'],
    [
      'a boot whose clock nobody knows any more',
      { unlockedAfterMs: 50_000, boot: '6-00112233445566ff' },
      'for-a-person: evidence-missing',
    ],
  ])('%s', (_, story, verdict) => {
    expect(claimed('opened-late', story)).toBe(verdict);
  });

  test('gives back what the wait would have cost, and never more than was paid', () => {
    const story = { usage: { useMs: 30_000 }, unlockedAfterMs: 3_600_000, startedAfterMs: 3_600_500 };
    expect(claimed('opened-late', story)).toBe('granted: unlocked-late, 400');
  });
});

describe('"it was offline when I pressed Stop"', () => {
  test.each<[string, Story, string]>([
    [
      'the object that ends by itself, 2 min later',
      { ...ROOM, session: tapped(180_000, 180_000) },
      'granted: billed-past-stop, 200',
    ],
    [
      'the object answered at once',
      { ...ROOM, session: tapped(180_000, 180_000), stops: heardAfter(2_000, 180_000) },
      'refused: object-answered-stop',
    ],
    [
      'the object answered too late',
      { ...ROOM, session: tapped(180_000, 180_000), stops: heardAfter(11_000, 180_000) },
      'granted: billed-past-stop, 200',
    ],
    ['billed to the tap', { ...ROOM, session: tapped(300_000, 300_000) }, 'refused: ended-at-stop'],
    ['nobody pressed Stop', { ...ROOM }, 'refused: no-stop-pressed'],
    [
      'the gateway stopped it',
      { ...ROOM, session: { stopRequest: { by: 'gateway', atMs: START_MS, useAtTap: { useMs: 0, distanceM: 0 } } } },
      'refused: no-stop-pressed',
    ],
    ['use after the tap where the person ends it', { session: tapped(180_000, 180_000) }, 'for-a-person: used-after-stop'],
  ])('%s', (_, story, verdict) => {
    expect(claimed('offline-at-stop', story)).toBe(verdict);
  });
});

describe('"that was not the one in front of me"', () => {
  const moved = { tagId: POD_TAG, tenantId: TENANT, payloadHex: '01aa55', status: 'active', objectId: 'obj_pod_2' } as const;
  test.each<[string, Story, string]>([
    [
      'a label that the operator put elsewhere since, and hardly any use',
      { tag: moved, usage: { useMs: 30_000 } },
      'granted: label-moved, 400',
    ],
    ['a label that the operator put elsewhere since, and use', { tag: moved }, 'for-a-person: label-moved'],
    ['a label put elsewhere, and no end that the device signed', { tag: moved, hasEnd: false }, 'for-a-person: evidence-missing'],
    ['hardly any use', { usage: { useMs: 30_000 } }, 'granted: no-use-proven, 400'],
    ['somebody used it', {}, 'for-a-person: used-by-somebody'],
    ['the label is gone, somebody used it', { tag: null }, 'for-a-person: used-by-somebody'],
  ])('%s', (_, story, verdict) => {
    expect(claimed('not-my-object', story)).toBe(verdict);
  });
});

describe('whoever claims', () => {
  const little = { usage: { useMs: 30_000 } };

  test('is believed a few times a month, and at one object once; then a person decides', () => {
    const counted = (total: number, here: number): Story => ({
      ...little,
      standing: standingOf({ claims: { total, byObject: { [POD]: here, other: total - here } } }),
    });
    expect(claimed('never-opened', counted(CLAIM_LIMITS.perPerson - 1, 0))).toBe('granted: no-use-proven, 400');
    expect(claimed('never-opened', counted(CLAIM_LIMITS.perPerson, 0))).toBe('for-a-person: limit-reached');
    expect(claimed('never-opened', counted(1, CLAIM_LIMITS.perPersonAndObject))).toBe('for-a-person: limit-reached');
  });

  test('who has asked their bank for the money already is looked at by a person, so that it is not paid twice (M3)', () => {
    expect(claimed('never-opened', { ...little, disputed: { hld_1: 100n } })).toBe('for-a-person: in-dispute');
  });

  test('a refusal by the facts is one at any count', () => {
    const standing = standingOf({ claims: { total: 99, byObject: { [POD]: 99 } } });
    expect(claimed('never-opened', { standing })).toBe('refused: use-proven');
  });

  test('says each thing once, in time, about an own session that has ended', () => {
    expect(claimed('never-opened', { claims: [claimRecord({ rule: 'never-opened', personId: PERSON })] })).toBe('claim.made');
    expect(claimed('never-opened', { ...little, claims: [claimRecord({ rule: 'never-opened', personId: 'somebody' })] })).toMatch(
      /^granted/,
    );
    expect(claimed('never-opened', { session: { state: 'settling' } })).toBe('claim.not-yet');
    const late = decideClaim(facts(), { personId: PERSON, rule: 'never-opened' }, IDS, ENDED_MS + 7 * DAY_MS + 1);
    expect(late).toMatchObject({ ok: false, error: { code: 'claim.too-late', untilMs: ENDED_MS + 7 * DAY_MS } });
    expect(claimableUntilMs(facts().session)).toBe(ENDED_MS + 7 * DAY_MS);
    expect(decideClaim(facts(), { personId: 'stranger', rule: 'never-opened' }, IDS, NOW)).toMatchObject({
      ok: false,
      error: { code: 'session.unknown' },
    });
  });

  test('a second rule adds only what the first left: the target is absolute (R16)', () => {
    const first = facts({ usage: { useMs: 30_000 }, unlockedAfterMs: 20_000, startedAfterMs: 21_000 });
    const hold = holdRecord({ state: 'captured', capturedMinor: 400n, refundedMinor: 300n, version: 3 });
    const decided = decideClaim({ ...first, holds: [hold] }, { personId: PERSON, rule: 'never-opened' }, IDS, NOW);
    expect(decided).toMatchObject({ ok: true, value: { refunds: [{ amountMinor: 100n }] } });
    const all = { ...first, holds: [{ ...hold, refundedMinor: 400n }] };
    expect(decideClaim(all, { personId: PERSON, rule: 'never-opened' }, IDS, NOW)).toMatchObject({
      ok: true,
      value: { claim: { verdict: 'refused', because: 'refunded-already' }, refunds: [] },
    });
  });

  test('counts the person, keeps the claim and writes the audit in one commit', () => {
    const decided = decideClaim(facts(little), { personId: PERSON, rule: 'never-opened' }, IDS, NOW);
    if (!decided.ok) throw new Error(decided.error.code);
    const kinds = decided.value.changes.map(({ change }) => change);
    expect(kinds).toEqual([
      'person-counted',
      'claim-decided',
      'hold-changed',
      'refund-noted',
      'transfer-posted',
      'event-queued',
      'deadline-set',
      'audited',
    ]);
    expect(decided.value.changes[0]).toMatchObject({ personId: PERSON, fromVersion: 3 });
  });
});

describe('a cheat who claims every refund of every session for a month', () => {
  /** Foil and magnets included: each story is what a person can bring about alone. */
  const STORIES: readonly Story[] = [
    {},
    { usage: { useMs: 59_000 } },
    { session: tapped(10_000, 10_000) },
    { ...ROOM, usage: { useMs: 600_000 }, session: tapped(1_000, 1_000) },
    { ...ROOM, usage: { useMs: 3_600_000 }, session: tapped(3_000_000, 3_000_000) },
    { unlockedAfterMs: 16_000, startedAfterMs: 17_000 },
  ];

  test('gains at most the worth of three sessions’ little use or one lease each, however many sessions there are', () => {
    let gainedMinor = 0n;
    let total = 0;
    const byObject: { [objectId: string]: number } = {};
    for (let ride = 0; ride < 200; ride += 1) {
      const objectId = `obj_${ride % 50}`;
      const story = STORIES[ride % STORIES.length] ?? {};
      let given = 0n;
      for (const rule of CLAIM_RULES) {
        const here = facts({
          ...story,
          session: { ...story.session, objectId },
          standing: standingOf({ claims: { total, byObject } }),
        });
        const tag = here.tag && { ...here.tag, objectId };
        const hold = {
          ...holdRecord({ state: 'captured', refundedMinor: given }),
          capturedMinor: here.holds[0]?.capturedMinor ?? 0n,
        };
        const decided = decideClaim({ ...here, tag, holds: [hold] }, { personId: PERSON, rule }, IDS, NOW);
        if (!decided.ok || decided.value.claim.verdict !== 'granted') continue;
        const amountMinor = decided.value.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0n);
        given += amountMinor;
        gainedMinor += amountMinor;
        total += 1;
        byObject[objectId] = (byObject[objectId] ?? 0) + 1;
      }
    }
    expect(total).toBe(CLAIM_LIMITS.perPerson);
    // Dearest single claim: one lease of ten minutes past the tap, 10 x 1.00.
    expect(gainedMinor).toBeLessThanOrEqual(BigInt(CLAIM_LIMITS.perPerson) * 1_000n);
  });
});
