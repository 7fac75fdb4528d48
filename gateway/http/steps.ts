// Steps: what HTTP asks of the gateway's steps, one function each; their requests and answers belong to the steps.
import type { ControlValue, Result } from '#protocol';
import type { WalletBalance } from '../domain/ledger.ts';
import type { OrderedLine } from '../domain/order.ts';
import type { ReceiptRecord } from '../domain/receipt.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionView } from '../domain/session-view.ts';
import type { ReadTicket, ResolveScan } from '../journey/1-resolve-scan.ts';
import type { AuthorizeSession } from '../journey/2-authorize-session.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';

type Answer<T> = Promise<Result<T, Rejection>>;

/** Whose session it is asked about; a stranger's session is as unknown as none. */
export type SessionRequest = { readonly sessionId: string; readonly personId: string };
/** What a keyed step answers: the exact bytes, stored with what they did. */
export type KeyedAnswer = { readonly status: number; readonly body: string };

export type WaitRequest = SessionRequest & {
  /** Answers as soon as the version is above this one, or the session is closed. */
  readonly afterVersion: number;
  /** ... and with the present view after this long, or when the signal is aborted. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

export type ControlRequest = KeyedRequest & {
  readonly sessionId: string;
  readonly control: string;
  readonly value: ControlValue;
  /** `reportedVer` of the view that the person looked at. */
  readonly seen: number;
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
  readonly setControl: (request: ControlRequest) => Answer<KeyedAnswer>;
  readonly placeOrder: (
    request: KeyedRequest & { readonly sessionId: string; readonly lines: readonly OrderedLine[] },
  ) => Answer<KeyedAnswer>;
  readonly callStaff: (request: KeyedRequest & { readonly sessionId: string }) => Answer<KeyedAnswer>;
  readonly pairStay: (
    request: KeyedRequest & { readonly ticket: string; readonly binding: string; readonly code: string },
  ) => Answer<KeyedAnswer>;
  readonly readReceipt: (request: SessionRequest) => Answer<ReceiptRecord>;
  /** JWKS text: the public keys that the receipt's proof is checked with. */
  readonly receiptKeys: (request: SessionRequest) => Answer<string>;
  readonly readWallet: (request: { readonly personId: string; readonly currency?: string }) => Answer<WalletBalance>;
};
