// Steps: what HTTP asks of the gateway's steps, by name; what each takes and gives is written where it lives.
import type { CallStaff } from '../during/call-staff.ts';
import type { PairStay } from '../during/pair-stay.ts';
import type { PlaceOrder } from '../during/place-order.ts';
import type { SetControl } from '../during/set-control.ts';
import type { ReadTicket, ResolveScan } from '../journey/1-resolve-scan.ts';
import type { AuthorizeSession } from '../journey/2-authorize-session.ts';
import type { RequestStop } from '../journey/6-stop-device.ts';
import type { ReadReceipt, ReceiptKeys } from '../journey/8-issue-receipt.ts';
import type { ListSessions, ReadSession, ReadWallet, WaitForSession } from '../journey/read-session.ts';

export type HttpSteps = {
  readonly resolveScan: ResolveScan;
  readonly readTicket: ReadTicket;
  readonly authorizeSession: AuthorizeSession;
  /** Idempotent: the session is its own key. */
  readonly requestStop: RequestStop;
  readonly readSession: ReadSession;
  readonly waitForSession: WaitForSession;
  readonly listSessions: ListSessions;
  readonly setControl: SetControl;
  readonly placeOrder: PlaceOrder;
  readonly callStaff: CallStaff;
  readonly pairStay: PairStay;
  readonly readReceipt: ReadReceipt;
  /** JWKS text: the public keys that the receipt's proof is checked with. */
  readonly receiptKeys: ReceiptKeys;
  readonly readWallet: ReadWallet;
};
