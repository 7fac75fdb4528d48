// Person: somebody with a wallet and a phone, acting on the steps as the HTTP edge would for them.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Result } from '#protocol';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import type { House } from './one-process.ts';
import { failedChecks } from './proven-receipt.ts';

export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) {
    const error = JSON.stringify(result.error, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
    throw new Error(`refused: ${error}`);
  }
  return result.value;
}

/** A person with a wallet and a phone. */
export async function createPerson(house: House, personId: string, walletMinor = 50_000n) {
  if (walletMinor > 0n && !house.wallet) {
    await house.core.topUp({ topUpId: `top-${personId}`, tenantId: 'demo', personId, currency: 'CNY', amountMinor: walletMinor });
  }
  const binding = `p:${personId}`;
  const steps = () => house.core.steps;
  let requests = 0;
  const keyed = (route: string, body: unknown, key?: string) => {
    requests += 1;
    const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    return { personId, route, key: key ?? `key-${requests}`, bodyHash };
  };
  const scan = (objectId: string) => steps().resolveScan({ code: house.codeOf(objectId), personId, binding, address: null });
  /** Presses Start on an offer that was opened before. */
  const personToken = house.wallet?.personToken?.(personId) ?? null;
  const startWith = (offered: { ticket: string; tariffHash: string; key?: string; packageId?: string }) =>
    steps().authorizeSession({
      ...keyed('sessions', offered.ticket, offered.key),
      ticket: offered.ticket,
      tariffHash: offered.tariffHash,
      packageId: offered.packageId ?? null,
      personToken,
      binding,
    });
  return {
    personId,
    binding,
    scan,
    startWith,
    async start(objectId: string) {
      const { ticket, offer } = must(await scan(objectId));
      return startWith({ ticket, tariffHash: offer.tariff.hash });
    },
    async pair(objectId: string, code: string, key?: string) {
      const { ticket } = must(await scan(objectId));
      const request = { ...keyed('pair', code), ticket, binding, code };
      return steps().pairStay(key === undefined ? request : { ...request, key });
    },
    stop: (sessionId: string) => steps().requestStop({ sessionId, personId }),
    read: async (sessionId: string): Promise<SessionView> => must(await steps().readSession({ sessionId, personId })),
    set: (sessionId: string, control: string, value: boolean | number | string, seen: number, key?: string) =>
      steps().setControl({ ...keyed('controls', { control, value }, key), sessionId, control, value, seen }),
    order: (sessionId: string, lines: { itemId: string; quantity: number }[], key?: string) =>
      steps().placeOrder({ ...keyed('orders', lines, key), sessionId, lines }),
    pause: (sessionId: string, wish: 'pause' | 'resume' = 'pause', key?: string) =>
      steps().pauseSession({ ...keyed(wish, {}, key), wish, sessionId }),
    call: (sessionId: string, key?: string) => steps().callStaff({ ...keyed('calls', {}, key), sessionId }),
    receipt: async (sessionId: string): Promise<ReceiptJson> =>
      JSON.parse(must(await steps().readReceipt({ sessionId, personId })).json),
    receiptKeys: async (sessionId: string) => must(await steps().receiptKeys({ sessionId, personId })),
    wallet: async () => must(await steps().readPurse({ personId })).balance,
    /** The receipt, after a stranger with public keys only found every one of its checks to hold. */
    async provenReceipt(sessionId: string): Promise<ReceiptJson> {
      const { json } = must(await steps().readReceipt({ sessionId, personId }));
      const keys = must(await steps().receiptKeys({ sessionId, personId }));
      expect(await failedChecks(json, keys)).toEqual([]);
      return JSON.parse(json) as ReceiptJson;
    },
  };
}

export type Person = Awaited<ReturnType<typeof createPerson>>;
