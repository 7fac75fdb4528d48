// Guess short codes: somebody who types random codes at a gateway with labels, and what came of it.
import { randomBytes } from 'node:crypto';
import { createShortCode } from '#qr';
import type { LabelRecord } from '../../gateway/domain/label/label.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { listenTo } from '../support/listening-store.ts';
import { type House, openHouse } from '../support/one-process.ts';

export type GuessTally = {
  /** Codes that opened an object. */
  found: number;
  notOurs: number;
  limited: number;
  /** Any other refusal: there must be none. */
  other: number;
  /** Questions of any kind to the store. */
  lookUps: number;
  /** What the store was asked, by name. */
  readonly asked: Set<string>;
  /** Commits in which something was written. */
  commits: number;
};

export type GuessedHouse = {
  readonly house: House;
  /** Short codes of its labels. */
  readonly codes: readonly string[];
  /**
   * @param from the address of the n-th guess; null: past the limits.
   * @param overMs how long it takes by the gateway's clock.
   */
  guess(guesses: number, from: (n: number) => string | null, overMs: number): Promise<GuessTally>;
};

const START_MS = Date.UTC(2026, 10, 21, 4, 0, 0);
/** No bucket that is empty is full again in this time: nothing that a real attack would be let through is lost between two steps. */
const LONGEST_PAUSE_MS = 40_000;
const drawCode = (): string => createShortCode((size) => randomBytes(size));

function labelOf(shortCode: string, at: number): LabelRecord {
  const tagId = `${'0'.repeat(12)}${at.toString(16).padStart(4, '0')}`;
  return {
    ...{ tagId, tenantId: 'demo', payloadHex: `1101${tagId}02b2`, status: 'printed', objectId: 'pod-1', kid: 1 },
    ...{ signature: null, shortCode, batchId: null, batchNo: null, replaces: null, version: 1 },
    ...{ issuedAtMs: START_MS, attachedAtMs: START_MS, firstScannedAtMs: null, endedAtMs: null },
  };
}

/** A demo venue on a database in memory, with so many labels that can be typed. */
export async function openGuessedHouse(labels: number): Promise<GuessedHouse> {
  const { store, heard } = listenTo(openSqliteStore({ path: ':memory:', clock: { nowMs: () => START_MS } }));
  const house = await openHouse({ objects: [], store });
  const codes = Array.from({ length: labels }, drawCode);
  await house.store.commit(codes.map((code, at) => ({ change: 'label-issued', label: labelOf(code, at) }) as const));

  async function guess(guesses: number, from: (n: number) => string | null, overMs: number): Promise<GuessTally> {
    const tally: GuessTally = { found: 0, notOurs: 0, limited: 0, other: 0, lookUps: 0, asked: new Set(), commits: 0 };
    const pauses = Math.max(100, Math.ceil(overMs / LONGEST_PAUSE_MS));
    const before = house.store.statistics().commits;
    for (let n = 0; n < guesses; n += 1) {
      heard();
      const address = from(n);
      const answer = await house.core.steps.resolveScan({ code: drawCode(), personId: null, binding: 'c:x', address });
      const names = heard();
      tally.lookUps += names.length;
      for (const name of names) tally.asked.add(name);
      if (answer.ok) tally.found += 1;
      else if (answer.error.code === 'code.not-ours') tally.notOurs += 1;
      else if (answer.error.code === 'limit.reached') tally.limited += 1;
      else tally.other += 1;
      if (overMs > 0 && n % Math.ceil(guesses / pauses) === 0) await house.pass(overMs / pauses, overMs / pauses);
    }
    tally.commits = house.store.statistics().commits - before;
    return tally;
  }

  return { house, codes, guess };
}
