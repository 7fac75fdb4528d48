// Host stage: the host wallet's adapter in front of the reference host wallet.
import { randomBytes } from 'node:crypto';
import { createHostWallet } from '../../../gateway/wallet/host/create-host-wallet.ts';
import { readHostWalletKeys } from '../../../gateway/wallet/host/read-keys.ts';
import type { Breach } from '../../../gateway/wallet/reference/host-books.ts';
import { createReferenceHostWallet } from '../../../gateway/wallet/reference/host-wallet.ts';
import type { PublicKeyJwk } from '../../../gateway/wallet/reference/jws.ts';
import { newKey, publicSetOf } from '../../../gateway/wallet/reference/keys.ts';
import { openStage, type WalletStage, WEBHOOK_PATH } from './stage.ts';

const CLIENT = { clientId: 'unlatch', audience: 'wallet' } as const;

export function openHostStage({
  through = (url) => url,
  ...options
}: {
  readonly breaches?: readonly Breach[];
  readonly holdLifetimeMs?: number;
  /** Puts something between the adapter and the reference wallet. */
  readonly through?: (url: string) => string;
} = {}): Promise<WalletStage> {
  return openStage(async (clock) => {
    const gatewayKey = newKey('gateway-1');
    const walletKey = newKey('wallet-1');
    const reference = await createReferenceHostWallet({
      path: ':memory:',
      port: 0,
      key: walletKey,
      gatewayKeys: (JSON.parse(publicSetOf([gatewayKey])) as { keys: PublicKeyJwk[] }).keys,
      wantsToken: true,
      nowMs: clock.nowMs,
      ...options,
    });
    const baseUrl = through(reference.url);
    const keys = await readHostWalletKeys(JSON.stringify(gatewayKey), publicSetOf([walletKey]));
    if (!keys.ok) throw new Error(keys.error.problem);
    const wallet = createHostWallet({
      ...keys.value,
      baseUrl,
      webhookPath: WEBHOOK_PATH,
      token: { url: `${baseUrl}/token`, ...CLIENT },
      clock,
      randomBytes: (size) => randomBytes(size),
    });
    return {
      ...reference,
      wallet,
      routeOf: (act) => act,
      complete: (code) => reference.books.complete(null, code),
      moneyOf(holdId) {
        const hold = reference.books.truth().holds.find((each) => each.hold_id === holdId);
        return {
          heldMinor: hold?.held_minor ?? 0,
          capturedMinor: hold?.captured_minor ?? 0,
          refundedMinor: hold?.refunded_minor ?? 0,
        };
      },
      async grantOf(payerId, opKey) {
        const { signal } = new AbortController();
        const grant = await wallet.exchangeToken({ personToken: reference.personToken(payerId), opKey, signal });
        if (!grant.ok) throw new Error(grant.error.code);
        return grant.value;
      },
    };
  });
}
