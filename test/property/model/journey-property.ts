// Journey property: whatever happens, money holds after each step, and once the faults heal every session ends with a proven receipt.
import fc from 'fast-check';
import { expect } from 'vitest';
import { HOUR_MS } from '#protocol';
import type { SessionRecord } from '../../../gateway/domain/session/session.ts';
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import { checkInvariants } from '../../../gateway/upkeep/check-invariants.ts';
import { sessionsOf } from '../../support/books.ts';
import type { House } from '../../support/one-process.ts';
import type { Person } from '../../support/person.ts';
import type { ModelHouses } from './model-house.ts';
import { modelSteps } from './model-steps.ts';
import { growingHolds, openWorld, SCENES, type Scene } from './model-world.ts';

/** What never changes again once it is over, and what only ever grows before. */
function expectOnlyForward(before: ReadonlyMap<string, SessionRecord>, after: ReadonlyMap<string, SessionRecord>): void {
  for (const [sessionId, old] of before) {
    const session = after.get(sessionId);
    if (old.state === 'closed' || old.state === 'failed') expect(session, 'over is over').toEqual(old);
    expect(session?.version, 'version falls').toBeGreaterThanOrEqual(old.version);
    expect((session?.heldMinor ?? 0n) >= old.heldMinor, 'the hold only grows').toBe(true);
    expect(session?.mostMinor, 'the most is what was agreed').toBe(old.mostMinor);
    if (old.settlement) expect(session?.settlement, 'what is frozen stays (R8)').toEqual(old.settlement);
  }
}

async function expectBooks(house: House): Promise<void> {
  expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
}

/** M2: with the embedded ledger, nothing of what a person brought is lost: it is there, held, or on a receipt. */
async function expectNothingLost(house: House, persons: readonly Person[], { walletMinor }: Scene): Promise<void> {
  if (house.wallet) return;
  const rows = await house.store.books<{ payer_id: string; minor: number | string }>(
    'SELECT payer_id, sum(captured_minor - refunded_minor) AS minor FROM holds WHERE captured_minor > 0 GROUP BY payer_id',
  );
  const paid = new Map(rows.map(({ payer_id, minor }) => [payer_id, BigInt(minor)]));
  const topUps = await house.store.books<{ account: string; minor: number | string }>(
    `SELECT p.account, sum(p.delta_minor) AS minor FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
     WHERE t.kind = 'top-up' AND p.account LIKE 'available:%' GROUP BY p.account`,
  );
  for (const { personId, wallet } of persons) {
    const { availableMinor, heldMinor } = await wallet();
    const broughtMinor = BigInt(topUps.find(({ account }) => account === `available:${personId}`)?.minor ?? 0);
    expect(broughtMinor >= walletMinor, 'top-ups').toBe(true);
    expect(availableMinor + heldMinor + (paid.get(personId) ?? 0n), 'M2').toBe(broughtMinor);
  }
}

/** M4, M8: the wallet's own truth and the books are one once nothing is under way. */
async function expectWalletAgrees(house: House): Promise<void> {
  if (!house.wallet) return;
  const holds = await house.store.books<{ hold_id: string; captured_minor: number | null; refunded_minor: number }>(
    'SELECT hold_id, captured_minor, refunded_minor FROM holds',
  );
  for (const hold of holds) {
    const money = house.wallet.moneyOf(hold.hold_id);
    expect(money.capturedMinor, `M4 ${hold.hold_id}`).toBe(Number(hold.captured_minor ?? 0));
    expect(money.refundedMinor, `M3 ${hold.hold_id}`).toBe(Number(hold.refunded_minor));
  }
}

/** Everything is put right, and the persons stop: every session ends within its bounds (L1), and nothing stays due (L2). */
async function expectAllEnds(house: House, persons: readonly Person[], scene: Scene, stop: (person: Person) => Promise<void>) {
  house.wallet?.fault();
  house.wallet?.edge.release();
  house.wallet?.complete(null);
  for (const objectId of scene.objects) house.device(objectId).wire.reconnect();
  await house.pass(30_000, 5_000);
  for (const person of persons) await stop(person);
  for (let hours = 0; hours < MOST_HOURS; hours += 1) {
    if (hours === 0) await house.pass(HOUR_MS / 4, 15_000);
    await house.pass(HOUR_MS, hours === 0 ? 60_000 : 600_000);
    if ((await house.store.dueDeadlines(Number.MAX_SAFE_INTEGER, 1)).length === 0) break;
  }
  for (const session of sessionsOf(house).values()) {
    expect(['closed', 'failed'], `liveness of ${session.sessionId}`).toContain(session.state);
    if (session.state === 'closed') {
      await persons.find(({ personId }) => personId === session.payerId)?.provenReceipt(session.sessionId);
    }
  }
  expect(await house.store.dueDeadlines(Number.MAX_SAFE_INTEGER, 10), 'L2').toEqual([]);
}

/** A review is decided after 72 h; before it a wallet may have been asked for a day. */
const MOST_HOURS = 100;

export function journeyProperty(houses: ModelHouses, wallet: WalletName) {
  const steps = fc.array(modelSteps(wallet !== 'ledger'), { minLength: 8, maxLength: 30 });
  return fc.asyncProperty(fc.constantFrom(...SCENES), steps, async (scene, drawn) => {
    const { house, close } = await houses.open({ objects: scene.objects, venue: growingHolds });
    try {
      const { persons, run, stop } = await openWorld(house, scene);
      let before = sessionsOf(house);
      for (const each of drawn) {
        await run(each);
        await house.settle();
        await expectBooks(house);
        await expectNothingLost(house, persons, scene);
        const after = sessionsOf(house);
        expectOnlyForward(before, after);
        before = after;
      }
      await expectAllEnds(house, persons, scene, stop);
      await expectBooks(house);
      await expectNothingLost(house, persons, scene);
      await expectWalletAgrees(house);
    } finally {
      await close();
    }
  });
}
