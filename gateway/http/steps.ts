// Steps: what HTTP asks of the gateway's steps, one function each; their requests and answers belong to the steps.
import type { Result } from '#protocol';
import type { WalletBalance } from '../domain/ledger.ts';
import type { ReceiptRecord } from '../domain/receipt.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionView } from '../domain/session-view.ts';
import type { CallStaff } from '../during/call-staff.ts';
import type { PairStay } from '../during/pair-stay.ts';
import type { PlaceOrder } from '../during/place-order.ts';
import type { SetControl } from '../during/set-control.ts';
import type { ReadTicket, ResolveScan } from '../journey/1-resolve-scan.ts';
import type { AuthorizeSession } from '../journey/2-authorize-session.ts';

type Answer<T> = Promise<Result<T, Rejection>>;

/** Whose session it is asked about; a stranger's session is as unknown as none. */
export type SessionRequest = { readonly sessionId: string; readonly personId: string };

export type WaitRequest = SessionRequest & {
  /** Answers as soon as the version is above this one, or the session is closed. */
  readonly afterVersion: number;
  /** ... and with the present view after this long, or when the signal is aborted. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

export type HttpSteps = {
  readonly resolveScan: ResolveScan;
  readonly readTicket: ReadTicket;
  readonly authorizeSession: AuthorizeSession;
  /** Idempotent: the session id is its key. */
  readonly requestStop: (request: SessionRequest & { readonly key: string }) => Answer<{ readonly version: number }>;
  readonly readSession: (request: SessionRequest) => Answer<SessionView>;
  readonly waitForSession: (request: WaitRequest) => Answer<SessionView>;
  readonly listSessions: (request: { readonly personId: string }) => Answer<readonly SessionView[]>;
  readonly setControl: SetControl;
  readonly placeOrder: PlaceOrder;
  readonly callStaff: CallStaff;
  readonly pairStay: PairStay;
  readonly readReceipt: (request: SessionRequest) => Answer<ReceiptRecord>;
  /** JWKS text: the public keys that the receipt's proof is checked with. */
  readonly receiptKeys: (request: SessionRequest) => Answer<string>;
  readonly readWallet: (request: { readonly personId: string; readonly currency?: string }) => Answer<WalletBalance>;
};
