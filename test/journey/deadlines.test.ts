// Deadlines are rows (R9): what one gateway set, the next one on the same database meets, and the one before left nothing in its memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { openPostgresStore } from '../../gateway/storage/postgres/open-store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { type House, type HouseOptions, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { hasPostgres, openPostgresForTests, type PostgresForTests } from '../support/postgres.ts';

const SECOND = 1_000;
const ALL = Number.MAX_SAFE_INTEGER;
const AWAY_MS = HOUR_MS;
const MOST_LIVES = 20;

let house: House;
let ada: Person;
let folder: string | null = null;
let server: PostgresForTests | null = null;

afterEach(async () => {
  await house.close();
  if (folder) rmSync(folder, { recursive: true });
  folder = null;
});
afterAll(async () => server?.stop());

const clock = { nowMs: () => house?.clock.nowMs() ?? 0 };

async function openOn(reopen: () => Promise<OwnedStore>, options: Pick<HouseOptions, 'persons'> = {}): Promise<void> {
  house = await openHouse({ objects: ['pod-1'], reopen, ...options });
  ada = await createPerson(house, 'ada');
}

const DATABASES = {
  async sqlite() {
    folder = mkdtempSync(join(tmpdir(), 'unlatch-deadlines-'));
    const path = join(folder, 'unlatch.db');
    return async () => openSqliteStore({ path, clock });
  },
  async postgres() {
    server ??= await openPostgresForTests();
    const url = await server.createDatabase();
    return () => openPostgresStore({ url, clock });
  },
} as const;

const due = () => house.store.dueDeadlines(ALL, 100);
/** From now on time alone moves the session. */
const silence = (): void => void house.device('pod-1').lose({ up: () => true, down: () => true });
const stateOf = async (sessionId: string) => (await ada.read(sessionId)).state;

function describeDeadlines(database: () => Promise<() => Promise<OwnedStore>>): void {
  test('of a session are due in the next gateway as they were set', async () => {
    await openOn(await database());
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(5 * SECOND, SECOND);
    expect(await stateOf(sessionId)).toBe('active');
    silence();
    const before = await due();
    expect(before.map(({ kind }) => kind)).toContain('renew-lease');
    await house.stopGateway();
    await house.startGateway();
    expect(await due()).toEqual(before);
  });

  test('pass while nobody is there: gateways that live for one look each end a start that nobody confirmed', async () => {
    await openOn(await database(), { persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    silence();
    await house.settle();
    expect(await stateOf(sessionId)).toBe('starting');
    const states = new Set<string>();
    for (let lives = 0; lives < MOST_LIVES && !states.has('closed'); lives += 1) {
      await house.stopGateway();
      await house.pass(AWAY_MS, AWAY_MS);
      await house.startGateway();
      await house.core.pump.run();
      await house.settle();
      states.add(await stateOf(sessionId));
    }
    expect([...states]).toEqual(['stopping', 'closed']);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stop-unproven', totalMinor: 0 });
    expect((await ada.wallet()).heldMinor).toBe(0n);
    // The last life may have sent the stop once more at the very moment at which it was given up: that row goes at its own time.
    await house.pass(AWAY_MS, AWAY_MS);
    await house.core.pump.run();
    expect(await due()).toEqual([]);
  });
}

describe('deadlines on SQLite', () => describeDeadlines(DATABASES.sqlite));
describe.skipIf(!hasPostgres)('deadlines on PostgreSQL (needs PostgreSQL 15)', () => describeDeadlines(DATABASES.postgres));
