// Wallet elsewhere: the reference wallets as a house or a world uses them, each with its own database, faults and truth.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Clock, generateKeyPair, type PrivateJwk, type RandomBytes } from '#protocol';
import type { Wallet } from '../../gateway/ports/wallet.ts';
import { NOTES } from '../../gateway/wallet/card/stripe-shapes.ts';
import { createHostWallet } from '../../gateway/wallet/host/create-host-wallet.ts';
import { readHostWalletKeys } from '../../gateway/wallet/host/read-keys.ts';
import { createReferenceCardProvider, type ReferenceCardProvider } from '../../gateway/wallet/reference/card-provider.ts';
import type { Fault, FaultRates } from '../../gateway/wallet/reference/faults.ts';
import { createReferenceHostWallet, type ReferenceHostWallet } from '../../gateway/wallet/reference/host-wallet.ts';
import type { WebhookManner as SentManner } from '../../gateway/wallet/reference/webhook-sender.ts';

/** One hold as its wallet has it, by our name of it. */
export type HoldElsewhere = {
  readonly holdId: string;
  readonly isOpen: boolean;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly captures: number;
};

/** Everything that a wallet has of us. */
export type WalletWord = {
  readonly wallet: string;
  readonly holds: readonly HoldElsewhere[];
  /** Every key of ours that ever reached it. */
  readonly opKeys: readonly string[];
  readonly clearing: readonly { readonly currency: string; readonly balanceMinor: number }[];
};

/** What the gateway's adapter is made of, as plain data, so that another process can have it. */
export type WalletAccess =
  | { readonly wallet: 'host'; readonly url: string; readonly ownKey: string; readonly walletKeys: string }
  | { readonly wallet: 'card'; readonly url: string; readonly secretKey: string; readonly webhookSecret: string };

export type Webhook = { readonly headers: { readonly [name: string]: string | undefined }; readonly body: string };
export type WebhookManner = 'after' | 'before' | 'twice' | 'never';

export type WalletElsewhere = {
  readonly access: WalletAccess;
  /** The next requests meet these. */
  script(faults: readonly Fault[]): void;
  /** Shares of requests meet these, by chance that the seed fixes; null: none. */
  rate(rates: FaultRates | null): void;
  /** It says no to what it is asked for next. */
  decline(what: 'authorize' | 'increment'): void;
  /** How it tells of what it did: beside the answer, before it, twice, or not at all. */
  tell(manner: WebhookManner): void;
  /** Tells again what nobody has heard. */
  tellAgain(): Promise<void>;
  /** Resolves when nothing is being told. */
  idle(): Promise<void>;
  /** What was sent and never arrived arrives now. */
  release(): number;
  /** What waited for the wallet's own mind, or a bank's word, is done. */
  complete(): void;
  word(): WalletWord;
  close(): Promise<void>;
};

const WEBHOOK_PATH = '/webhooks/wallet';
const SECRET_KEY = 'sk_test_reference';
const WEBHOOK_SECRET = 'whsec_reference';

function hostWord(reference: ReferenceHostWallet): WalletWord {
  const { holds, operations, clearing } = reference.books.truth();
  const capturesOf = (holdKey: string): number =>
    operations.filter(
      (each) => each.hold_key === holdKey && each.state === 'done' && ['capture', 'recapture'].includes(each.kind),
    ).length;
  return {
    wallet: 'host',
    holds: holds.map((hold) => ({
      holdId: hold.hold_id,
      isOpen: hold.state === 'held',
      capturedMinor: hold.captured_minor,
      refundedMinor: hold.refunded_minor,
      captures: capturesOf(hold.hold_key),
    })),
    opKeys: operations.map(({ op_key }) => op_key),
    clearing: clearing.map(({ currency, amount_minor }) => ({ currency, balanceMinor: amount_minor })),
  };
}

/** A recapture is an intent of its own for the same hold. */
function cardWord(reference: ReferenceCardProvider): WalletWord {
  const { intents, refunds, clearing } = reference.books.truth();
  const byHold = new Map<string, typeof intents>();
  for (const intent of intents) {
    const holdId = intent.metadata[NOTES.holdId];
    if (holdId) byHold.set(holdId, [...(byHold.get(holdId) ?? []), intent]);
  }
  const refundedOf = (ids: readonly string[]): number =>
    refunds
      .filter(({ payment_intent, status }) => ids.includes(payment_intent) && status === 'succeeded')
      .reduce((sum, { amount }) => sum + amount, 0);
  return {
    wallet: 'card',
    holds: [...byHold].map(([holdId, own]) => ({
      holdId,
      isOpen: own.some(({ status }) => status === 'requires_capture'),
      capturedMinor: own.reduce((sum, { amount_received }) => sum + amount_received, 0),
      refundedMinor: refundedOf(own.map(({ id }) => id)),
      captures: own.filter(({ amount_received }) => amount_received > 0).length,
    })),
    opKeys: intents.flatMap(({ metadata }) => metadata[NOTES.opKey] ?? []),
    clearing: clearing.map(({ currency, amount_minor }) => ({ currency, balanceMinor: amount_minor })),
  };
}

type Opening = {
  readonly folder: string | null;
  readonly clock: Clock;
  /** True when it was taken. */
  readonly onWebhook: (wallet: string, webhook: Webhook) => Promise<boolean>;
};
type Webhooks = { set(manner: Partial<SentManner>): void; deliver(): Promise<void>; idle(): Promise<void> };

/** Listens where the wallet's webhooks go, and hands them over. */
async function openReceiver(wallet: string, webhooks: Webhooks, { onWebhook }: Opening) {
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const isTaken = await onWebhook(wallet, { headers, body: await text(request) });
    response.writeHead(isTaken ? 204 : 503).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${WEBHOOK_PATH}`;
  return {
    tell(manner: WebhookManner): void {
      if (manner === 'never') webhooks.set({ url: null });
      else webhooks.set({ url, when: manner === 'before' ? 'before' : 'after', twice: manner === 'twice' });
    },
    idle: webhooks.idle,
    async tellAgain(): Promise<void> {
      webhooks.set({ url });
      await webhooks.deliver();
    },
    async close(): Promise<void> {
      await webhooks.idle();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
const inFolder = ({ folder }: Opening, name: string): string => (folder === null ? ':memory:' : join(folder, name));

async function openHost(opening: Opening): Promise<WalletElsewhere> {
  const [own, theirs] = [await generateKeyPair(), await generateKeyPair()];
  const named = (kid: string, jwk: PrivateJwk) => ({ kid, ...jwk });
  const { d: _, ...walletPublic } = named('wallet-1', theirs.privateJwk);
  const { d: __, ...ownPublic } = named('gateway-1', own.privateJwk);
  const reference = await createReferenceHostWallet({
    path: inFolder(opening, 'host-wallet.db'),
    port: 0,
    key: named('wallet-1', theirs.privateJwk),
    gatewayKeys: [ownPublic],
    nowMs: opening.clock.nowMs,
  });
  const receiver = await openReceiver('host', reference.webhooks, opening);
  return {
    access: {
      wallet: 'host',
      url: reference.url,
      ownKey: JSON.stringify(named('gateway-1', own.privateJwk)),
      walletKeys: JSON.stringify({ keys: [walletPublic] }),
    },
    script: reference.edge.faults.script,
    decline: (what) => reference.edge.faults.script([{ fault: 'decline', on: what }]),
    rate: reference.edge.faults.rate,
    release: reference.edge.release,
    complete: () => void reference.books.complete(null, null),
    ...receiver,
    word: () => hostWord(reference),
    async close() {
      await receiver.close();
      await reference.close();
    },
  };
}

async function openCard(opening: Opening): Promise<WalletElsewhere> {
  const reference = await createReferenceCardProvider({
    path: inFolder(opening, 'card-provider.db'),
    port: 0,
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    nowMs: opening.clock.nowMs,
  });
  const receiver = await openReceiver('card', reference.webhooks, opening);
  return {
    access: { wallet: 'card', url: reference.url, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
    script: reference.edge.faults.script,
    decline: (what) =>
      reference.edge.faults.script([{ fault: 'decline', on: what === 'authorize' ? 'confirm' : 'increment_authorization' }]),
    rate: reference.edge.faults.rate,
    release: reference.edge.release,
    complete: () => void reference.complete(null),
    ...receiver,
    word: () => cardWord(reference),
    async close() {
      await receiver.close();
      await reference.close();
    },
  };
}

/** The reference wallet of that name with its own database. */
export function openWalletElsewhere(wallet: 'host' | 'card', opening: Opening): Promise<WalletElsewhere> {
  return wallet === 'host' ? openHost(opening) : openCard(opening);
}

/** The gateway's adapter for it. */
export async function openWalletAdapter(
  access: WalletAccess,
  deps: { readonly clock: Clock; readonly randomBytes: RandomBytes },
): Promise<Wallet> {
  if (access.wallet === 'host') {
    const keys = await readHostWalletKeys(access.ownKey, access.walletKeys);
    if (!keys.ok) throw new Error(keys.error.problem);
    return createHostWallet({ ...deps, ...keys.value, baseUrl: access.url, webhookPath: WEBHOOK_PATH, token: null });
  }
  // The provider's library takes its time to load: only a gateway that asks a card pays for it.
  const { createCardWallet } = await import('../../gateway/wallet/card/create-card-wallet.ts');
  return createCardWallet({
    clock: deps.clock,
    secretKey: access.secretKey,
    webhookSecret: access.webhookSecret,
    apiUrl: access.url,
    accountOf: async (payerId) => ({ customer: `cus_${payerId}`, paymentMethod: `pm_${payerId}` }),
    returnUrlOf: (sessionId) => `https://unlatch.example/sessions/${sessionId ?? ''}`,
    increment: 'native',
  });
}
