// Wallet: what the gateway asks of a wallet elsewhere; every answer is a value, and only a wallet's own word moves money state.
import type { Result } from '#protocol';
import type { Currency, Minor } from '../domain/money.ts';
import type { OperationKind, WalletName, WalletRefusal } from '../domain/wallet/wallet-operation.ts';
import type { WalletDoubt, WalletOutcome } from '../domain/wallet/wallet-outcome.ts';

/** Sent with each call; the facts are those of the committed operation and never change between attempts (R1, R2). */
export type WalletCall = {
  readonly opKey: string;
  /** When the operation was committed: no wallet has heard of it before, and its age says whether a key is still remembered. */
  readonly askedAtMs: number;
  /** The wallet's name of this operation as `onRef` or an earlier answer told it; null until then. */
  readonly walletRef: string | null;
  /** Whose operation it is, where one wallet serves several gateways; absent where nobody has a database, as in a check. */
  readonly installation?: string;
  /** The instant until which an answer is waited for. */
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
  /**
   * A wallet that names an operation before it takes effect tells the name here and goes on only when the promise resolves.
   * Commit it with the operation (of an authorize, with its hold too), and throw when the operation is no longer pending:
   * then nothing took effect and nothing will, and the answer is unknown. This is what lets a void find money whose answer was lost (row 3, R4).
   */
  readonly onRef: (walletRef: string) => Promise<void>;
};

/** The hold that an operation is about, as the gateway knows it. */
export type WalletHold = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  /** Key of the operation that placed it: its name at a wallet of which no answer ever came. */
  readonly authorizeKey: string;
  /** The wallet's name of where its money is: of the hold, and once a recapture is done, of that recapture. */
  readonly walletRef: string | null;
  readonly currency: Currency;
};

/** What an operation asks for; from it an answer is believed or not. */
export type WalletQuestion = {
  readonly kind: OperationKind;
  readonly payerId: string;
  /** null for a top-up. */
  readonly hold: WalletHold | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
};

export type { WalletDoubt, WalletOutcome };

export type WalletCapabilities = {
  readonly increment: 'native' | 'second_hold' | 'none';
  readonly partialCapture: boolean;
  readonly stickyVoid: boolean;
  /** How long the wallet remembers a key. Older than that, status() is asked first, and only `not-found` permits another call (R3). */
  readonly keyTtlMs: number;
  readonly maxHoldMs: number;
  readonly captureMode: 'sync' | 'async';
};

/**
 * What the wallet tells by itself, verified. `opKey` names the operation whose money it is: the capture, recapture or
 * top-up; of `hold-released` the authorize. The same event may come twice and in any order: `eventId` dedupes (row 25).
 */
export type WalletEvent =
  /** Its word on an operation. The caller compares amount and currency; an older word than the answer changes nothing. */
  | { readonly event: 'operation'; readonly eventId: string; readonly opKey: string; readonly outcome: WalletOutcome }
  /** The hold is gone without a capture: the wallet let it expire (row 22), or somebody voided it. */
  | {
      readonly event: 'hold-released';
      readonly eventId: string;
      readonly opKey: string;
      readonly reason: 'expired' | 'voided';
    }
  | {
      readonly event: 'dispute-opened' | 'dispute-won' | 'dispute-lost' | 'refunded-elsewhere' | 'top-up-reversed';
      readonly eventId: string;
      readonly opKey: string;
      readonly amountMinor: Minor;
      readonly currency: Currency;
    };

/** One operation as the wallet lists it, for reconciliation and recovery (row 27). */
export type WalletListing = {
  readonly opKey: string;
  readonly kind: OperationKind;
  readonly state: 'done' | 'pending' | 'refused';
  /** As the hold or top-up was asked for with; null where the wallet does not say. */
  readonly installation: string | null;
  readonly payerId: string | null;
  readonly walletRef: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly atMs: number;
};

export type WalletPage = {
  readonly operations: readonly WalletListing[];
  /** null when there is no more. */
  readonly cursor: string | null;
};

/** invalid: forged, stale or of an unknown shape. unresolved: genuine, but what it is about cannot be looked up now; ask again. */
export type WebhookRefusal = { readonly code: 'webhook.invalid' | 'webhook.unresolved'; readonly problem: string };

export type Wallet = {
  readonly name: Exclude<WalletName, 'ledger'>;
  readonly capabilities: WalletCapabilities;
  /**
   * Narrows the person's own token to the one operation of this key (RFC 8693) before anything is committed; null where
   * none is needed. Moves no money, so it may be repeated or lost.
   * @throws Unavailable when the wallet cannot be asked.
   */
  exchangeToken(request: {
    readonly personToken: string | null;
    readonly opKey: string;
    readonly signal: AbortSignal;
  }): Promise<Result<string | null, { readonly code: WalletRefusal }>>;
  authorize(
    call: WalletCall,
    hold: WalletHold & { readonly amountMinor: Minor; readonly grant: string | null },
  ): Promise<WalletOutcome>;
  /** To an absolute total. */
  increment(call: WalletCall, hold: WalletHold & { readonly totalMinor: Minor }): Promise<WalletOutcome>;
  /** Final: what is left of the hold is released. Never 0 (void it). */
  capture(call: WalletCall, hold: WalletHold & { readonly amountMinor: Minor }): Promise<WalletOutcome>;
  /**
   * Sticky: an authorize under `authorizeKey` that arrives later is refused too (R4). `amountMinor` is what was authorized.
   * Captured already is refused as `already_captured` (row 23); nothing there to void, or voided before, is done.
   */
  void(call: WalletCall, hold: WalletHold & { readonly amountMinor: Minor }): Promise<WalletOutcome>;
  /** A frozen amount after the hold is gone (row 22). */
  recapture(call: WalletCall, hold: WalletHold & { readonly amountMinor: Minor }): Promise<WalletOutcome>;
  /**
   * To an absolute cumulative total (R16): a wallet that has given back as much already does nothing more. Refunds of one
   * hold are asked one after the other, the next when the one before is resolved.
   */
  refund(call: WalletCall, hold: WalletHold & { readonly totalMinor: Minor }): Promise<WalletOutcome>;
  /** Money into the embedded ledger. */
  topUp(
    call: WalletCall,
    payIn: {
      readonly topUpId: string;
      readonly payerId: string;
      readonly amountMinor: Minor;
      readonly currency: Currency;
      readonly grant: string | null;
    },
  ): Promise<WalletOutcome>;
  /** What became of an operation; `not-found` is the wallet's word that it is not in effect and never was. */
  status(call: WalletCall, question: WalletQuestion): Promise<WalletOutcome | { readonly outcome: 'not-found' }>;
  /**
   * Everything since then, in pages of the wallet's own order.
   * @throws Unavailable when the wallet cannot be asked or its answer not believed.
   */
  listSince(request: {
    readonly sinceMs: number;
    readonly cursor: string | null;
    readonly signal: AbortSignal;
  }): Promise<WalletPage>;
  /** Verifies the sender; never throws. `body` is the text as it came, byte for byte. */
  parseWebhook(
    headers: { readonly [name: string]: string | undefined },
    body: string,
    nowMs: number,
  ): Promise<Result<readonly WalletEvent[], WebhookRefusal>>;
};
