// Play world: life after life on the same data, each ended at its point; then the faults heal, and everything must end well.
import { HOUR_MS, MINUTE_MS } from '#protocol';
import type { FailpointName } from '../../../gateway/ports/failpoint.ts';
import { type Acts, createActs } from './act.ts';
import { type Chance, createChance } from './chance.ts';
import { checkWorld } from './check-world.ts';
import { GOALS, type LiveSession, type Sight, towards } from './goals.ts';
import { drawMove, type Move } from './moves.ts';
import { openStage } from './open-stage.ts';
import type { Stage } from './stage.ts';
import type { Violation } from './world.ts';
import type { WorldDeps, WorldPlan } from './world-plan.ts';

export type WorldReport = {
  readonly plan: WorldPlan;
  /** For each life, whether its point was reached. */
  readonly reached: readonly boolean[];
  readonly sessions: number;
  readonly movedMinor: number;
  readonly violations: readonly Violation[];
  /** What happened, for whoever looks into a violation, and the rows that it left. */
  readonly story: readonly string[];
  readonly rows: { readonly [table: string]: readonly object[] };
};

/** Faults stay on for so many moves; then the life is helped to its point. */
const FAULTY_MOVES = 25;
const MOST_MOVES = 70;
const MOST_HIT = 3;
const MOST_WAIT_MS = 600_000;
/** What the healed world is given: a wallet may be asked for a day before a review of three (R11). */
const HEALED_MS = 100 * HOUR_MS;
const HEALED_STEPS = 4_000;
const RUNNING: readonly LiveSession['state'][] = ['authorizing', 'starting', 'active', 'suspended'];
const OVERDUE_MS = 10 * MINUTE_MS;

type Row = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly personId: string;
  readonly state: LiveSession['state'];
};

async function look({ world }: Stage): Promise<Sight | null> {
  const live = await world.must<readonly Row[]>({
    ask: 'books',
    sql: `SELECT session_id AS "sessionId", object_id AS "objectId", payer_id AS "personId", state
          FROM sessions WHERE state NOT IN ('closed', 'failed') ORDER BY created_at_ms, session_id`,
    parameters: [],
  });
  const refundable = await world.must<readonly object[]>({
    ask: 'books',
    sql: `SELECT h.hold_id FROM holds h JOIN sessions s ON s.session_id = h.session_id
          WHERE s.state = 'closed' AND h.captured_minor > h.refunded_minor LIMIT 1`,
    parameters: [],
  });
  return live && refundable ? { live, isRefundable: refundable.length > 0 } : null;
}

/** @returns true when it ended at its point. */
async function playLife(stage: Stage, acts: Acts, point: FailpointName, chance: Chance): Promise<boolean> {
  const { world, cast } = stage;
  world.parts.data.forgive();
  await world.open();
  if (world.lives() === 1) await stage.setUp();
  await checkWorld(world);
  await world.arm({ name: point, hit: 1 + chance.below(MOST_HIT) });
  world.tell(`life ${world.lives()} to ${point}`);
  world.setFaults(true);
  world.connect();
  await world.settle();
  for (const tap of world.phones.unanswered()) {
    if (world.isAlive()) await world.phones.send(tap);
  }
  let waits = 0;
  for (let moves = 0; world.isAlive() && moves < MOST_MOVES; moves += 1) {
    if (moves === FAULTY_MOVES) world.setFaults(false);
    const sight = await look(stage);
    if (!sight) continue;
    const isHelped = moves >= FAULTY_MOVES || chance.is(0.55);
    const drawn: Move = isHelped ? towards(GOALS[point], sight, cast, chance) : drawMove(chance, cast);
    // Who waits in vain waits longer each time.
    waits = isHelped && drawn.move === 'pass' ? waits + 1 : 0;
    const move: Move =
      drawn.move === 'pass' ? { ...drawn, ms: Math.min(MOST_WAIT_MS, drawn.ms * 2 ** Math.max(0, waits - 3)) } : drawn;
    world.tell(JSON.stringify(move));
    await acts.perform(move);
    await world.settle();
  }
  if (!world.isAlive()) return true;
  await world.kill();
  return false;
}

/** L1, L2: after the faults have healed every session ends within its bounds, and nothing stays due. */
async function heal(stage: Stage, acts: Acts): Promise<void> {
  const { world } = stage;
  world.parts.data.forgive();
  await world.open();
  if (world.lives() === 1) await stage.setUp();
  world.tell('the faults heal');
  await checkWorld(world);
  world.setFaults(false);
  world.connect();
  await world.pass(30_000);
  for (const tap of world.phones.unanswered()) await world.phones.send(tap);
  await world.pass(30_000);
  // Whatever of theirs still runs, whether a phone ever heard of it or not.
  for (const session of (await look(stage))?.live ?? []) if (RUNNING.includes(session.state)) await acts.stopSession(session);
  const untilMs = world.clock.nowMs() + HEALED_MS;
  for (let steps = 0; steps < HEALED_STEPS && world.clock.nowMs() < untilMs; steps += 1) {
    await world.pass(world.untilNextMs());
    const sight = await look(stage);
    // Who pressed Stop also leaves, however late the object came to life: a bike is ridden until a hand closes its pin.
    for (const { state, objectId } of sight?.live ?? []) {
      if (state === 'stopping') await acts.perform({ move: 'walk-away', object: objectId });
    }
    if (sight && sight.live.length === 0 && (await dueCount(stage)) === 0) break;
    if (await isOverdue(stage)) break;
  }
  const sight = await look(stage);
  for (const session of sight?.live ?? []) world.broken('L1', 'every session ends after the faults have healed', { ...session });
  const due = await world.must<readonly object[]>({
    ask: 'books',
    sql: 'SELECT kind, subject_id FROM deadlines',
    parameters: [],
  });
  for (const row of due ?? []) world.broken('L2', 'nothing stays due for what is over', { ...row });
  for (const tap of world.phones.unanswered()) world.broken('A1', 'every request is answered in the end', { ...tap });
  await checkWorld(world, world.violations.length === 0);
}

/** What was due long ago and is still not met will never be. */
async function isOverdue({ world }: Stage): Promise<boolean> {
  const rows = await world.must<readonly { kind: string; subject_id: string; due_at_ms: number }[]>({
    ask: 'books',
    sql: 'SELECT kind, subject_id, due_at_ms FROM deadlines WHERE due_at_ms < ?',
    parameters: [world.clock.nowMs() - OVERDUE_MS],
  });
  for (const row of rows ?? []) world.broken('L1', 'what is due is met, in this life or the next', { ...row });
  return rows !== null && rows.length > 0;
}

async function dueCount({ world }: Stage): Promise<number> {
  const rows = await world.must<readonly { due: number | string }[]>({
    ask: 'books',
    sql: 'SELECT count(*) AS due FROM deadlines',
    parameters: [],
  });
  return Number(rows?.[0]?.due ?? 0);
}

async function figures({ world }: Stage): Promise<{ sessions: number; movedMinor: number }> {
  const rows = await world.must<readonly { sessions: number | string; moved: number | string }[]>({
    ask: 'books',
    sql: `SELECT (SELECT count(*) FROM sessions) AS sessions, (SELECT coalesce(sum(captured_minor), 0) FROM holds) AS moved`,
    parameters: [],
  });
  return { sessions: Number(rows?.[0]?.sessions ?? 0), movedMinor: Number(rows?.[0]?.moved ?? 0) };
}

const DUMPED = ['sessions', 'holds', 'wallet_operations', 'session_events', 'deadlines', 'refunds', 'commands', 'participants'];

async function dump({ world }: Stage): Promise<WorldReport['rows']> {
  const rows: { [table: string]: readonly object[] } = {};
  for (const table of DUMPED) {
    rows[table] = (await world.must<readonly object[]>({ ask: 'books', sql: `SELECT * FROM ${table}`, parameters: [] })) ?? [];
  }
  return rows;
}

export async function playWorld(plan: WorldPlan, deps: WorldDeps): Promise<WorldReport> {
  const chance = createChance(plan.seed);
  const stage = await openStage(plan, deps, chance.stream('world'));
  const acts = createActs(stage);
  const reached: boolean[] = [];
  for (const [at, point] of plan.kills.entries()) {
    reached.push(await playLife(stage, acts, point, chance.stream(`life ${at}`)));
    if (stage.world.violations.length > 0) break;
  }
  if (stage.world.violations.length === 0) await heal(stage, acts);
  const counted = stage.world.isAlive() ? await figures(stage) : { sessions: 0, movedMinor: 0 };
  const rows = stage.world.violations.length > 0 ? await dump(stage) : {};
  if (stage.world.isAlive()) await stage.world.close();
  const { violations, story } = stage.world;
  return { plan, reached, ...counted, violations, story, rows };
}
