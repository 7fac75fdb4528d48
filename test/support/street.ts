// Street: a house whose money is in a wallet elsewhere, with one person before it, and crashes where a test wants them.

import { expect } from 'vitest';
import { DAY_MS, MINUTE_MS } from '#protocol';
import type { FailpointName } from '../../gateway/ports/failpoint.ts';
import { openCardStage } from '../contract/wallet/card-stage.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import type { WalletStage } from '../contract/wallet/stage.ts';
import { changesOf } from './books.ts';
import { type House, type HouseOptions, openHouse } from './one-process.ts';
import { createPerson, must, type Person } from './person.ts';
import { ledgerTotals } from './stored.ts';

const SECOND = 1_000;
/** So long does the host's wallet keep a hold where a test wants it to let go. */
const SHORT_HOLD_MS = 10 * MINUTE_MS;

export type StreetOptions = Pick<HouseOptions, 'venue' | 'persons'> & { readonly isHoldShort?: boolean };
type Staged = { readonly stage: WalletStage; readonly letGo: (house: House) => Promise<void> };

/** Each wallet with its own way to let go of a hold: the host's after a short life, the card's by its provider's own clock. */
async function openStaged(name: 'host' | 'card', isHoldShort: boolean): Promise<Staged> {
  if (name === 'card') {
    const stage = await openCardStage();
    return { stage, letGo: async () => stage.provider.advance(8 * DAY_MS) };
  }
  const stage = await openHostStage(isHoldShort ? { holdLifetimeMs: SHORT_HOLD_MS } : {});
  return { stage, letGo: (house) => house.pass(SHORT_HOLD_MS, 10 * SECOND) };
}

export type Pressed = { readonly sessionId: string; readonly holdId: string };

export type Street = {
  readonly house: House;
  readonly stage: WalletStage;
  readonly ada: Person;
  /** The next time it gets there, the gateway dies at this point. */
  crashAt(point: FailpointName): void;
  /** The gateway that died is replaced by another on the same store. */
  reboot(): Promise<void>;
  offered(objectId?: string): Promise<{ ticket: string; tariffHash: string }>;
  /** Presses Start; nothing that it set off has been waited for. */
  press(objectId?: string): Promise<Pressed>;
  /** ... and is in use for 20 s. */
  ride(objectId?: string): Promise<Pressed>;
  stop(sessionId: string): Promise<void>;
  /** Everything that the wallet has told by itself reaches the gateway, each twice. */
  deliver(): Promise<void>;
  /** Time passes, or seems to, until the wallet has let go of every hold. */
  letGo(): Promise<void>;
  expectBooksBalance(): Promise<void>;
  close(): Promise<void>;
};

export const attemptsOf = (house: House, opKey: string): number =>
  changesOf(house, 'operation-attempted').filter((each) => each.opKey === opKey).length;

export async function openStreet(
  name: 'host' | 'card',
  objects: readonly string[] = ['pod-1', 'pod-2'],
  { isHoldShort = false, ...options }: StreetOptions = {},
): Promise<Street> {
  const { stage, letGo } = await openStaged(name, isHoldShort);
  let delivered = 0;
  let crashPoint: FailpointName | null = null;
  const house = await openHouse({
    ...options,
    objects,
    wallet: stage,
    onError: () => {},
    failpoint: (point) => {
      if (point !== crashPoint) return;
      crashPoint = null;
      throw new Error(`crash at ${point}`);
    },
  });
  const ada = await createPerson(house, 'ada');

  async function offered(objectId = 'pod-1') {
    const { ticket, offer } = must(await ada.scan(objectId));
    return { ticket, tariffHash: offer.tariff.hash };
  }

  async function press(objectId = 'pod-1'): Promise<Pressed> {
    const { sessionId, status } = must(await ada.start(objectId));
    expect(status).toBe(201);
    const session = await house.store.session(sessionId);
    if (!session) throw new Error(`no session ${sessionId}`);
    return { sessionId, holdId: session.holdId };
  }

  return {
    house,
    stage,
    ada,
    offered,
    press,
    crashAt(point) {
      crashPoint = point;
    },
    async reboot() {
      await house.stopGateway();
      await house.startGateway();
    },
    async ride(objectId) {
      const begun = await press(objectId);
      await house.pass(20 * SECOND, SECOND);
      expect((await ada.read(begun.sessionId)).state).toBe('active');
      return begun;
    },
    async stop(sessionId) {
      must(await ada.stop(sessionId));
      await house.pass(6 * SECOND, SECOND);
    },
    letGo: () => letGo(house),
    async deliver() {
      await stage.webhooks.deliver();
      await stage.webhooks.idle();
      const told = stage.deliveries.all().slice(delivered);
      delivered += told.length;
      const request = (each: (typeof told)[number]) => ({ wallet: stage.wallet.name, ...each });
      for (const each of told) {
        must(await house.core.steps.acceptWalletEvents(request(each)));
        must(await house.core.steps.acceptWalletEvents(request(each)));
      }
      await house.settle();
    },
    async expectBooksBalance() {
      for (const total of Object.values(await ledgerTotals(house.store))) expect(total, 'M1').toBe(0n);
    },
    async close() {
      await house.close();
      await stage.close();
    },
  };
}
