// Stage for wallet tests: one adapter with its reference wallet behind real HTTP, on a clock that only the test moves.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createIds } from '#protocol';
import type { Minor } from '../../../gateway/domain/money.ts';
import { type OperationKind, opKeys } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../../../gateway/domain/wallet/wallet-outcome.ts';
import type { Wallet, WalletCall, WalletHold, WalletQuestion } from '../../../gateway/ports/wallet.ts';
import type { Edge } from '../../../gateway/wallet/reference/edge.ts';
import type { Fault } from '../../../gateway/wallet/reference/faults.ts';
import type { WebhookManner } from '../../../gateway/wallet/reference/webhook-sender.ts';
import { createFeed, type Feed } from '../../support/feed.ts';

export type Delivery = { readonly headers: { readonly [name: string]: string | undefined }; readonly body: string };
export type StagedHold = WalletHold & { readonly amountMinor: Minor; readonly grant: string | null };
/** What the reference wallet itself says of a hold. */
export type Money = { readonly heldMinor: number; readonly capturedMinor: number; readonly refundedMinor: number };
/** Acts by the port's own names; the stage knows by which route they travel. */
export type Act = OperationKind | 'status';
export type StagedFault = Omit<Fault, 'on'> & { readonly act?: Act };

/** What each adapter brings. */
export type StageParts = {
  readonly wallet: Wallet;
  readonly edge: Edge;
  readonly webhooks: { set(manner: Partial<WebhookManner>): void; deliver(): Promise<void>; idle(): Promise<void> };
  routeOf(act: Act): string;
  complete(code: string | null): number;
  advance(ms: number): void;
  moneyOf(holdId: string): Money;
  grantOf(payerId: string, opKey: string): Promise<string | null>;
  /** The host app's own token of a payer, where the wallet narrows one. */
  personToken?(payerId: string): string;
  close(): Promise<void>;
};

export type WalletStage = Omit<StageParts, 'routeOf'> & {
  readonly clock: { nowMs(): number };
  readonly deliveries: Feed<Delivery>;
  /** A new hold of a new session and payer. */
  newHold(amountMinor?: Minor, currency?: string): Promise<StagedHold>;
  /** The same hold as the gateway knows it after `authorize`. */
  named(hold: StagedHold): StagedHold;
  call(opKey: string, changes?: Partial<WalletCall>): WalletCall;
  authorize(hold: StagedHold): Promise<WalletOutcome>;
  /** Authorized, or the test fails. */
  held(amountMinor?: Minor): Promise<StagedHold>;
  question(kind: OperationKind, hold: StagedHold, amountMinor: Minor): WalletQuestion;
  fault(...faults: readonly StagedFault[]): void;
};

/** Listens where webhooks go. */
async function openReceiver(): Promise<{ url: string; deliveries: Feed<Delivery>; close(): Promise<void> }> {
  const deliveries = createFeed<Delivery>();
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    deliveries.push({ headers, body: await text(request) });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${WEBHOOK_PATH}`,
    deliveries,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export const WEBHOOK_PATH = '/webhooks/wallet/host';
const WAIT_MS = 4_000;

export async function openStage(open: (clock: { nowMs(): number }) => Promise<StageParts>): Promise<WalletStage> {
  let nowMs = Date.UTC(2026, 10, 21, 12, 0, 0);
  const clock = { nowMs: () => nowMs };
  const ids = createIds({ clock, randomBytes: (size) => randomBytes(size) });
  /** What `onRef` and answers told, as the gateway would have stored it. */
  const refs = new Map<string, string>();
  const parts = await open(clock);
  const receiver = await openReceiver();
  parts.webhooks.set({ url: receiver.url });

  const stage: WalletStage = {
    ...parts,
    clock,
    deliveries: receiver.deliveries,
    async newHold(amountMinor = 3_500n, currency = 'EUR') {
      const [sessionId, holdId, payerId] = [ids('ses'), ids('hld'), ids('per')];
      const authorizeKey = opKeys.authorize(sessionId, holdId);
      const grant = await parts.grantOf(payerId, authorizeKey);
      return { sessionId, holdId, payerId, authorizeKey, walletRef: null, currency, amountMinor, grant };
    },
    named: (hold) => ({ ...hold, walletRef: refs.get(hold.authorizeKey) ?? null }),
    call: (opKey, changes) => ({
      opKey,
      askedAtMs: nowMs,
      walletRef: refs.get(opKey) ?? null,
      deadlineAtMs: nowMs + WAIT_MS,
      signal: new AbortController().signal,
      onRef: async (ref) => void refs.set(opKey, ref),
      ...changes,
    }),
    async authorize(hold) {
      const outcome = await parts.wallet.authorize(stage.call(hold.authorizeKey), hold);
      if (outcome.outcome === 'done') refs.set(hold.authorizeKey, outcome.walletRef);
      return outcome;
    },
    async held(amountMinor) {
      const hold = await stage.newHold(amountMinor);
      const outcome = await stage.authorize(hold);
      if (outcome.outcome !== 'done')
        throw new Error(`not held: ${JSON.stringify(outcome, (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`);
      return stage.named(hold);
    },
    question: (kind, hold, amountMinor) => ({ kind, payerId: hold.payerId, hold, amountMinor, currency: hold.currency }),
    fault(...faults) {
      parts.edge.faults.script(
        faults.map(({ act, ...fault }) => ({ ...fault, ...(act !== undefined && { on: parts.routeOf(act) }) })),
      );
    },
    advance(ms) {
      nowMs += ms;
      parts.advance(0);
    },
    async close() {
      await parts.close();
      await receiver.close();
    },
  };
  return stage;
}
