// Session warning: what the person of a running session is told ahead - its end, or that the money gets short - each once.
import type { KindProfile } from '#protocol';
import type { Change } from '../changes.ts';
import type { OrderRecord } from '../company/order.ts';
import { type Decision, decide } from '../decision.ts';
import { openSpared, type Spared, usageBeside } from '../emergency/spared.ts';
import type { Purse } from '../hold/hold-increment.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import { usageAt, wantedLines } from '../session/metering.ts';
import { untilLowMinor } from '../session/money-left.ts';
import type { SessionRecord } from '../session/session.ts';
import { affordableUseMs, dueMinor, pricingOf } from '../tariff/price.ts';
import { MESSAGE_LIMITS } from './message-limits.ts';
import { comingEndOf, warnAtMsOf } from './session-end.ts';

export type WarningFacts = {
  readonly session: SessionRecord;
  readonly profile: KindProfile;
  readonly orders: readonly OrderRecord[];
  /** Emergencies of the venue that it saw; left out where there was none. */
  readonly spared?: readonly Spared[];
  readonly purse: Purse;
};

export type ToldAhead = { readonly end: boolean; readonly money: boolean };

export type MoneyShort = {
  readonly costMinor: Minor;
  readonly heldMinor: Minor;
  /** What is held and what can still be. */
  readonly reachMinor: Minor;
  readonly runsOutAtMs: number;
};

/** What may be spent in the end: the most that was agreed to, as far as the wallet has it. */
function reachOf({ session, purse }: WarningFacts): Minor {
  const { heldMinor, mostMinor } = session;
  if (purse.wallet === 'ledger') return lesserOf(mostMinor, heldMinor + purse.availableMinor);
  return purse.increment === 'none' ? heldMinor : mostMinor;
}

type Course =
  /** The money lasts as long as it may run, or nobody knows how long it lasts. */
  { readonly is: 'enough' | 'unknown' } | { readonly is: 'running'; readonly lowAtMs: number; readonly short: MoneyShort };

function courseOf(facts: WarningFacts, nowMs: number): Course {
  const { session, profile, orders, spared = [] } = facts;
  if (session.state === 'suspended' || openSpared(spared)) return { is: 'unknown' };
  const pricing = pricingOf(session);
  const usage = usageBeside(usageAt(session, nowMs), spared);
  const lines = wantedLines(orders.filter(({ payerId }) => payerId === session.payerId));
  const leftMs = Math.max(0, session.createdAtMs + profile.longestSessionS * 1_000 - nowMs);
  const reachMinor = reachOf(facts);
  const paidMs = (minor: Minor): number => affordableUseMs(pricing, usage, lines, minor, leftMs);
  const lastsMs = paidMs(reachMinor);
  if (lastsMs >= leftMs) return { is: 'enough' };
  const short = { costMinor: dueMinor(pricing, usage, lines), heldMinor: session.heldMinor, reachMinor };
  return { is: 'running', lowAtMs: nowMs + paidMs(untilLowMinor(reachMinor)), short: { ...short, runsOutAtMs: nowMs + lastsMs } };
}

/** The money as the person is told of it now; null while there is enough. */
export function moneyShortOf(facts: WarningFacts, nowMs: number): MoneyShort | null {
  const course = courseOf(facts, nowMs);
  return course.is === 'running' && course.lowAtMs <= nowMs ? course.short : null;
}

function tell(
  { sessionId, tenantId, payerId }: SessionRecord,
  what: Pick<Parameters<typeof queueEvent>[0], 'kind' | 'facts'>,
  nowMs: number,
): readonly Change[] {
  return queueEvent({ ...what, subjectId: sessionId, tenantId, personId: payerId, sessionId, atMs: nowMs });
}

function moneyEvent(session: SessionRecord, short: MoneyShort, nowMs: number): readonly Change[] {
  const facts = {
    costMinor: toSafeNumber(short.costMinor),
    heldMinor: toSafeNumber(short.heldMinor),
    reachMinor: toSafeNumber(short.reachMinor),
    currency: session.tariff.tariff.currency,
    runsOutAt: new Date(short.runsOutAtMs).toISOString(),
  };
  return tell(session, { kind: 'session.money-low', facts }, nowMs);
}

/** One thing to tell: what is told now, or when to look again; neither once it is told or never will be. */
type Ahead = { readonly changes: readonly Change[]; readonly againAtMs: number | null };
const SETTLED: Ahead = { changes: [], againAtMs: null };

function endAhead({ session, profile }: WarningFacts, nowMs: number): Ahead {
  const end = comingEndOf(session, profile.longestSessionS, nowMs);
  const warnAtMs = warnAtMsOf(session, end);
  if (warnAtMs === null || nowMs >= end.endsAtMs) return SETTLED;
  if (nowMs < warnAtMs) return { changes: [], againAtMs: warnAtMs };
  const facts = { endsAt: new Date(end.endsAtMs).toISOString(), because: end.because };
  return { changes: tell(session, { kind: 'session.ends-soon', facts }, nowMs), againAtMs: null };
}

function moneyAhead(facts: WarningFacts, nowMs: number): Ahead {
  const course = courseOf(facts, nowMs);
  if (course.is !== 'running') return { changes: [], againAtMs: nowMs + MESSAGE_LIMITS.lookAheadMs };
  if (course.lowAtMs > nowMs) return { changes: [], againAtMs: course.lowAtMs };
  return { changes: moneyEvent(facts.session, course.short, nowMs), againAtMs: null };
}

/** The warn-ahead deadline: whatever is due is told, and the next look is when more may be. */
export function warnAhead(facts: WarningFacts, told: ToldAhead, nowMs: number): Decision {
  const { sessionId, state, startedAtMs } = facts.session;
  const again = (dueAtMs: number): Change => ({
    change: 'deadline-set',
    deadline: { kind: 'warn-ahead', subjectId: sessionId, dueAtMs },
  });
  const isWaiting = state === 'authorizing' || state === 'starting';
  if (isWaiting || (state === 'active' && startedAtMs === null)) return decide([again(nowMs + MESSAGE_LIMITS.lookAgainMs)]);
  const isRunning = state === 'active' || state === 'suspended';
  const aheads = isRunning ? [told.end ? SETTLED : endAhead(facts, nowMs), told.money ? SETTLED : moneyAhead(facts, nowMs)] : [];
  const looks = aheads.flatMap(({ againAtMs }) => againAtMs ?? []);
  // Pauses, orders and top-ups move what was reckoned.
  const nextMs = Math.min(...looks, nowMs + MESSAGE_LIMITS.lookAheadMs);
  return decide([
    ...aheads.flatMap(({ changes }) => changes),
    looks.length === 0
      ? { change: 'deadline-cleared', kind: 'warn-ahead', subjectId: sessionId }
      : again(Math.max(nextMs, nowMs + MESSAGE_LIMITS.shortestLookMs)),
  ]);
}
