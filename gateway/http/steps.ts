// Steps: what HTTP asks of the gateway's steps, by name; what each takes and gives is written where it lives.
import type { AcceptTerms } from '../during/accept-terms.ts';
import type { AcceptWalletEvents } from '../during/accept-wallet-events.ts';
import type { CallStaff } from '../during/call-staff.ts';
import type { ClaimRefund } from '../during/claim-refund.ts';
import type { AddressReceipt, ReadExpenseReceipt } from '../during/expense-receipt.ts';
import type { FindOthers } from '../during/find-others.ts';
import type { AnswerGuest, AskToJoin, EnterSession, LeaveSession } from '../during/join-session.ts';
import type { AddPasskey, EndAccount, ReadAccount, RemovePasskey } from '../during/keep-account.ts';
import type { ListTakenOverHosts } from '../during/list-taken-over-hosts.ts';
import type { PairStay } from '../during/pair-stay.ts';
import type { PauseSession } from '../during/pause-session.ts';
import type { PayOwed } from '../during/pay-owed.ts';
import type { PlaceOrder } from '../during/place-order.ts';
import type { ReadCorrections } from '../during/read-corrections.ts';
import type { ReadPurse } from '../during/read-purse.ts';
import type { AnswerBlinks, CompareWhereabouts, ReserveObject } from '../during/reserve-object.ts';
import type { ContactSteps } from '../during/set-contact.ts';
import type { SetControl } from '../during/set-control.ts';
import type { DrawPerson, FindPasskey, OpenAccount, SignIn, SignOut, Touch } from '../during/sign-in.ts';
import type { ReadTopUp, RequestTopUp } from '../during/top-up.ts';
import type { ReadTicket, ResolveScan } from '../journey/1-resolve-scan.ts';
import type { AuthorizeSession } from '../journey/2-authorize-session.ts';
import type { RequestStop } from '../journey/6-stop-device.ts';
import type { ReadReceipt, ReceiptKeys } from '../journey/8-issue-receipt.ts';
import type { ListSessions, ReadSession, WaitForSession } from '../journey/read-session.ts';
import type { AnswerClaim } from '../operator/answer-claim.ts';
import type { AttachDesk } from '../operator/attach-desk.ts';
import type { AttachLabel } from '../operator/attach-label.ts';
import type { ChangeObject } from '../operator/change-object.ts';
import type { ChangePlace } from '../operator/change-place.ts';
import type { ChangeVenue } from '../operator/change-venue.ts';
import type { CreateObjects } from '../operator/create-objects.ts';
import type { EndLabel } from '../operator/end-label.ts';
import type { FindLabel } from '../operator/find-label.ts';
import type { ImportObjects } from '../operator/import-objects.ts';
import type { InspectLabels } from '../operator/inspect-labels.ts';
import type { IssueLabels } from '../operator/issue-labels.ts';
import type { LabelAlerts } from '../operator/label-alerts.ts';
import type { ListLabels } from '../operator/list-labels.ts';
import type { ListOccupied } from '../operator/list-occupied.ts';
import type { ListOpenMatters } from '../operator/list-open-matters.ts';
import type { ListSetUp } from '../operator/list-set-up.ts';
import type { NameFindings } from '../operator/name-findings.ts';
import type { NotePrint } from '../operator/note-print.ts';
import type { CloseFree, OpenFree } from '../operator/open-free.ts';
import type { PayOwedRefund } from '../operator/pay-owed-refund.ts';
import type { PositionPlace } from '../operator/position-place.ts';
import type { EmergencyAct } from '../operator/raise-emergency.ts';
import type { ReadDoors } from '../operator/read-doors.ts';
import type { ReadSetUp } from '../operator/read-set-up.ts';
import type { RefundSession } from '../operator/refund-session.ts';
import type { ReprintLabels } from '../operator/reprint-labels.ts';
import type { ResolveReview } from '../operator/resolve-review.ts';
import type { CleanObject, RetireObject, ServeObject } from '../operator/serve-object.ts';
import type { SetDisplay } from '../operator/set-display.ts';
import type { StaffDesk } from '../operator/staff-desk.ts';
import type { TakeOverLabels } from '../operator/take-over-labels.ts';
import type { TariffDesk } from '../operator/tariff-desk.ts';
import type { UnlockStay } from '../operator/unlock-stay.ts';
import type { VouchForPerson } from '../operator/vouch-for-person.ts';
import type { WaiveOwed } from '../operator/waive-owed.ts';
import type { LabelReads } from '../ports/label-reads.ts';
import type { ConsoleSteps } from './console-steps.ts';

/** What staff do about labels; all of it may be repeated without harm. */
export type LabelSteps = {
  readonly findLabel: FindLabel;
  readonly issueLabels: IssueLabels;
  readonly reprintLabels: ReprintLabels;
  readonly attachLabel: AttachLabel;
  readonly endLabel: EndLabel;
  readonly takeOverLabels: TakeOverLabels;
  readonly notePrint: NotePrint;
  readonly listLabels: ListLabels;
  readonly listTakenOver: LabelReads['takenOverLabels'];
};

/** What persons do who sign in at this gateway itself. */
export type AccountSteps = {
  readonly drawPerson: DrawPerson;
  readonly findPasskey: FindPasskey;
  readonly openAccount: OpenAccount;
  readonly signIn: SignIn;
  readonly acceptTerms: AcceptTerms;
  readonly readAccount: ReadAccount;
  readonly addPasskey: AddPasskey;
  readonly removePasskey: RemovePasskey;
  readonly endAccount: EndAccount;
  readonly touch: Touch;
  readonly signOut: SignOut;
};

/** What a venue is made of, and what becomes of it. */
export type SetUpSteps = {
  readonly list: ListSetUp;
  readonly changeVenue: ChangeVenue;
  readonly changePlace: ChangePlace;
  readonly createObjects: CreateObjects;
  readonly importObjects: ImportObjects;
  readonly changeObject: ChangeObject;
  readonly serveObject: ServeObject;
  readonly retireObject: RetireObject;
  readonly cleanObject: CleanObject;
  readonly openFree: OpenFree;
  readonly closeFree: CloseFree;
  /** How far it is from nothing to its first guest. */
  readonly guide: ReadSetUp;
  readonly readDoors: ReadDoors;
};

/** What staff do; each is asked with a token of theirs. */
export type OperatorSteps = LabelSteps & {
  readonly setUp: SetUpSteps;
  readonly refundSession: RefundSession;
  readonly answerClaim: AnswerClaim;
  readonly payOwedRefund: PayOwedRefund;
  readonly waiveOwed: WaiveOwed;
  readonly resolveReview: ResolveReview;
  readonly unlockStay: UnlockStay;
  readonly positionPlace: PositionPlace;
  readonly vouchForPerson: VouchForPerson;
  readonly setDisplay: SetDisplay;
  readonly listOpenMatters: ListOpenMatters;
  readonly inspectLabels: InspectLabels;
  readonly nameFindings: NameFindings;
  readonly attachDesk: AttachDesk;
  readonly tariffDesk: TariffDesk;
  readonly labelAlerts: LabelAlerts;
  readonly staff: StaffDesk;
  readonly raiseEmergency: EmergencyAct;
  readonly endEmergency: EmergencyAct;
  readonly listOccupied: ListOccupied;
  /** What the console reads. */
  readonly console: ConsoleSteps;
};

export type HttpSteps = {
  readonly resolveScan: ResolveScan;
  readonly takenOverHosts: ListTakenOverHosts;
  readonly readTicket: ReadTicket;
  readonly findOthers: FindOthers;
  readonly authorizeSession: AuthorizeSession;
  /** Idempotent: the session is its own key. */
  readonly requestStop: RequestStop;
  readonly readSession: ReadSession;
  readonly waitForSession: WaitForSession;
  readonly listSessions: ListSessions;
  readonly setControl: SetControl;
  readonly placeOrder: PlaceOrder;
  readonly callStaff: CallStaff;
  readonly pauseSession: PauseSession;
  readonly pairStay: PairStay;
  readonly reserveObject: ReserveObject;
  readonly answerBlinks: AnswerBlinks;
  /** Writes nothing, and keeps nothing of where the phone is. */
  readonly compareWhereabouts: CompareWhereabouts;
  readonly readReceipt: ReadReceipt;
  readonly readExpenseReceipt: ReadExpenseReceipt;
  readonly addressReceipt: AddressReceipt;
  /** JWKS text: the public keys that the receipt's proof is checked with. */
  readonly receiptKeys: ReceiptKeys;
  /** What a wallet elsewhere tells by itself; answered once it is stored. */
  readonly acceptWalletEvents: AcceptWalletEvents;
  readonly readPurse: ReadPurse;
  readonly requestTopUp: RequestTopUp;
  readonly readTopUp: ReadTopUp;
  readonly payOwed: PayOwed;
  readonly claimRefund: ClaimRefund;
  readonly readCorrections: ReadCorrections;
  readonly askToJoin: AskToJoin;
  readonly answerGuest: AnswerGuest;
  readonly enterSession: EnterSession;
  readonly leaveSession: LeaveSession;
  /** Where a person wants mail. */
  readonly contact: ContactSteps;
  readonly operator: OperatorSteps;
  /** Left out where a host app knows the persons. */
  readonly account?: AccountSteps;
};
