// Model world: two persons at two objects of a house, and what each step of the model does there.
import { expect } from 'vitest';
import { freezeTariff } from '../../../gateway/domain/tariff/tariff.ts';
import type { VenueSetup } from '../../../gateway/ports/store.ts';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { sessionsOf } from '../../support/books.ts';
import type { House } from '../../support/one-process.ts';
import { createPerson, must, type Person } from '../../support/person.ts';
import type { ModelStep } from './model-steps.ts';

export type Scene = { readonly objects: readonly [string, string]; readonly walletMinor: bigint };
export const SCENES: readonly Scene[] = [
  // Enough for two holds of one kind and not for three: money can run short.
  { objects: ['pod-1', 'bike-1'], walletMinor: 12_000n },
  { objects: ['room-101', 'table-7'], walletMinor: 30_000n },
];

/** Refusals that an honest person may meet here; any other is a defect. */
const HONEST = [
  ...['object.busy', 'device.offline', 'wallet.funds-insufficient', 'wallet.declined', 'wallet.owed', 'wallet.unavailable'],
  ...[
    'ticket.used',
    'ticket.expired',
    'offer.changed',
    'stay.taken',
    'stay.not-paired',
    'session.not-running',
    'order.exceeds-hold',
  ],
  ...['device.refused', 'device.busy', 'person.too-many-sessions'],
  ...['person.starts-unused', 'object.starts-unused'],
];

const STAFF = { operatorId: 'op-1', tenantId: 'demo' } as const;

const LOST = {
  'lose-result': { direction: 'up', is: (topic: string) => topic.includes('/up/res/') },
  'lose-record': { direction: 'up', is: (topic: string) => topic.endsWith('/up/ses') },
  'lose-ack': { direction: 'down', is: (topic: string) => topic.endsWith('/dn/ack') },
  'lose-command': { direction: 'down', is: (topic: string) => topic.includes('/dn/cmd/') },
} as const;

/** A wallet that cannot be asked now is a 503: the phone tries again. */
async function orNoAnswer<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (cause) {
    if (cause instanceof Unavailable) return null;
    throw cause;
  }
}

function loseNext(house: House, objectId: string, what: keyof typeof LOST): void {
  const { direction, is } = LOST[what];
  let isLost = false;
  house.device(objectId).lose({
    [direction]: ({ topic }: { topic: string }) => {
      if (isLost || !is(topic)) return false;
      isLost = true;
      return true;
    },
  });
}

/** Little at Start, so that use soon needs more (rows 12, 13). */
export function growingHolds(setup: VenueSetup): VenueSetup {
  return {
    ...setup,
    tariffs: setup.tariffs.map(({ tariffId, version, tariff }) => {
      const { mostMinor } = tariff.hold;
      return freezeTariff(tariffId, version, {
        ...tariff,
        hold: { atStartMinor: mostMinor / 8n, stepMinor: mostMinor / 16n, mostMinor },
      });
    }),
  };
}

/** The next version of every tariff, a little dearer: what runs goes on at its own price (R13). */
function dearer(setup: VenueSetup): VenueSetup {
  return {
    ...setup,
    tariffs: setup.tariffs.map(({ tariffId, version, tariff }) =>
      freezeTariff(tariffId, version + 1, { ...tariff, baseMinor: tariff.baseMinor + 10n }),
    ),
  };
}

export async function openWorld(house: House, { objects, walletMinor }: Scene) {
  const ada = await createPerson(house, 'ada', walletMinor);
  const persons: readonly [Person, Person] = [ada, await createPerson(house, 'bob', walletMinor)];
  if (objects.includes('room-101')) must(await ada.pair('room-101', house.pairingCode));
  const taps = new Map<string, { ticket: string; tariffHash: string; key: string }>();
  let keys = 0;

  async function start(person: Person, objectId: string): Promise<void> {
    const scan = await person.scan(objectId);
    expect(scan.ok, 'a real code always opens').toBe(true);
    if (!scan.ok) return;
    keys += 1;
    const tap = { ticket: scan.value.ticket, tariffHash: scan.value.offer.tariff.hash, key: `tap-${keys}` };
    taps.set(`${person.personId} ${objectId}`, tap);
    const started = await orNoAnswer(person.startWith(tap));
    if (started?.ok === false) expect(HONEST).toContain(started.error.code);
  }

  async function tapAgain(person: Person, objectId: string): Promise<void> {
    const tap = taps.get(`${person.personId} ${objectId}`);
    if (!tap) return;
    const before = sessionsOf(house).size;
    const [first, second] = [await orNoAnswer(person.startWith(tap)), await orNoAnswer(person.startWith(tap))];
    if (!first || !second) return;
    if (first.ok) expect(second).toEqual(first);
    // A tap that was answered starts nothing more; one that was refused may be tried again.
    if (!first.ok) expect(HONEST).toContain(first.error.code);
    expect(sessionsOf(house).size).toBeLessThanOrEqual(before + 1);
  }

  /** Whatever can be asked of a running session: a dish at the table, light elsewhere. */
  async function wish(person: Person): Promise<void> {
    const [session] = await house.store.sessionsOf(person.personId, 1);
    if (!session || session.kind === 'bike') return;
    const dimmer = session.kind === 'hotel-room' ? 'dimmer' : 'light';
    const asked =
      session.kind === 'restaurant-table'
        ? await person.order(session.sessionId, [{ itemId: 'plum-juice', quantity: 3 }])
        : await person.set(session.sessionId, dimmer, 30, 0);
    if (!asked.ok) expect(HONEST).toContain(asked.error.code);
  }

  async function stop(person: Person): Promise<void> {
    for (const session of await house.store.sessionsOf(person.personId, 5)) {
      expect((await person.stop(session.sessionId)).ok, 'Stop never fails').toBe(true);
    }
  }

  async function refund(permille: number): Promise<void> {
    const [hold] = await house.store.books<{
      session_id: string;
      payer_id: string;
      captured_minor: number;
      refunded_minor: number;
    }>(
      `SELECT h.session_id, h.payer_id, h.captured_minor, h.refunded_minor FROM holds h JOIN sessions s ON s.session_id = h.session_id
       WHERE s.state = 'closed' AND h.captured_minor > h.refunded_minor ORDER BY s.end_at_ms LIMIT 1`,
    );
    if (!hold) return;
    const leftMinor = Number(hold.captured_minor) - Number(hold.refunded_minor);
    const totalMinor = BigInt(Number(hold.refunded_minor) + Math.ceil((leftMinor * permille) / 1_000));
    keys += 1;
    const keyed = { personId: STAFF.operatorId, route: 'refunds', key: `back-${keys}`, bodyHash: String(totalMinor) };
    const wish = { sessionId: hold.session_id, payerId: hold.payer_id, totalMinor, reason: 'the fan was loud' };
    const given = await house.core.steps.operator.refundSession({ ...keyed, ...wish, operator: STAFF });
    if (!given.ok) expect(given.error.code).toMatch(/^refund\./);
  }

  async function claim(person: Person): Promise<void> {
    const last = (await house.store.sessionsOf(person.personId, 5)).find(({ state }) => state === 'closed');
    if (!last) return;
    keys += 1;
    const keyed = { personId: person.personId, route: 'claims', key: `claim-${keys}`, bodyHash: last.sessionId };
    const claimed = await house.core.steps.claimRefund({ ...keyed, sessionId: last.sessionId, rule: 'never-opened' });
    if (!claimed.ok) expect(claimed.error.code).toMatch(/^(claim|refund)\./);
  }

  async function topUp(person: Person): Promise<void> {
    if (house.wallet) return;
    keys += 1;
    const money = { topUpId: `more-${keys}`, tenantId: 'demo', personId: person.personId, currency: 'CNY', amountMinor: 1_000n };
    await house.core.topUp(money);
    // The same top-up twice arrives once (R2).
    await house.core.topUp(money);
  }

  /** Row 25: everything that the wallet ever told, told once more, in its order. */
  async function tellAgain(): Promise<void> {
    const { wallet } = house;
    if (!wallet) return;
    await wallet.webhooks.deliver();
    await wallet.webhooks.idle();
    for (const delivery of wallet.deliveries.all()) {
      const heard = await house.core.steps.acceptWalletEvents({ wallet: wallet.wallet.name, ...delivery });
      // A signature of long ago is believed no more.
      if (!heard.ok) expect(heard.error.code).toBe('webhook.invalid');
    }
  }

  async function run(each: ModelStep): Promise<unknown> {
    switch (each.step) {
      case 'start':
        return start(persons[each.who], objects[each.where]);
      case 'tap-again':
        return tapAgain(persons[each.who], objects[each.where]);
      case 'wish':
        return wish(persons[each.who]);
      case 'stop':
        return stop(persons[each.who]);
      case 'pass':
        return house.pass(each.seconds * 1_000, 5_000);
      case 'offline':
        return house.device(objects[each.where]).wire.disconnect();
      case 'online':
        return house.device(objects[each.where]).wire.reconnect();
      case 'reboot':
        return house.device(objects[each.where]).runtime.powerCut(each.seconds * 1_000);
      case 'crash':
        await house.stopGateway();
        await house.pass(each.seconds * 1_000, 5_000);
        return house.startGateway();
      case 'pump':
        return house.core.pump.run();
      case 'new-price':
        return house.changeVenue(dearer);
      case 'wallet-fault':
        return house.wallet?.fault({ fault: each.fault, ...(each.fault === 'decline' && { act: 'authorize' as const }) });
      case 'wallet-release':
        return house.wallet?.edge.release();
      case 'refund':
        return refund(each.permille);
      case 'claim':
        return claim(persons[each.who]);
      case 'top-up':
        return topUp(persons[each.who]);
      case 'webhook-again':
        return tellAgain();
      case 'lose-result':
      case 'lose-ack':
      case 'lose-command':
      case 'lose-record':
        return loseNext(house, objects[each.where], each.step);
    }
  }
  return { house, persons, run, stop };
}
