// Books: the money rules of a running house, read from what was committed and from the store itself.

import { expect } from 'vitest';
import type { Change } from '../../gateway/domain/changes.ts';
import type { House } from './one-process.ts';
import type { Person } from './person.ts';
import { ledgerTotals, transfersOf } from './stored.ts';

type Of<K extends Change['change']> = Extract<Change, { change: K }>;

export function changesOf<K extends Change['change']>(house: House, kind: K): readonly Of<K>[] {
  return house.changes.filter((each): each is Of<K> => each.change === kind);
}

/** The latest record of every session, by id. */
export function sessionsOf(house: House): ReadonlyMap<string, Of<'session-changed'>['session']> {
  const latest = new Map<string, Of<'session-changed'>['session']>();
  for (const change of house.changes) {
    if (change.change === 'session-created' || change.change === 'session-changed') {
      latest.set(change.session.sessionId, change.session);
    }
  }
  return latest;
}

/** Asserts every money rule that must hold at each moment (M1 to M7, D1), whatever has happened. */
export async function expectBooksHold(house: House, persons: readonly Person[], toppedUpMinor = 50_000n): Promise<void> {
  for (const total of Object.values(await ledgerTotals(house.store))) expect(total, 'M1').toBe(0n);
  const sessions = [...sessionsOf(house).values()];
  const live = sessions.filter(({ state }) => state !== 'closed').map(({ objectId }) => objectId);
  expect(new Set(live).size, 'D1').toBe(live.length);
  for (const { personId, wallet } of persons) {
    const { availableMinor, heldMinor } = await wallet();
    const own = sessions.filter(({ payerId }) => payerId === personId);
    const openMinor = own.filter(({ state }) => state !== 'closed').reduce((sum, { heldMinor: held }) => sum + held, 0n);
    const capturedMinor = own.reduce((sum, { end }) => sum + (end?.finalMinor ?? 0n), 0n);
    expect(heldMinor, 'M2').toBe(openMinor);
    expect(availableMinor + heldMinor + capturedMinor, 'M2').toBe(toppedUpMinor);
  }
  for (const session of sessions) {
    const transfers = await transfersOf(house.store, session.sessionId);
    const kinds = transfers
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'increment')
      .sort();
    if (session.state !== 'closed') {
      expect(kinds, 'M4').toEqual(['authorize']);
      continue;
    }
    const finalMinor = session.end?.finalMinor ?? -1n;
    expect(kinds, 'M4').toEqual(['authorize', finalMinor > 0n ? 'capture' : 'void']);
    expect(finalMinor <= session.heldMinor, 'M3').toBe(true);
    if (session.startedAtMs === null) expect(finalMinor, 'M7').toBe(0n);
    expect(await house.store.receiptOf(session.sessionId, session.payerId), 'receipt').not.toBeNull();
  }
}
