// Session view: what the person may see of a session, as the API answers it and the page draws it.
import type { ControlSpec, ControlValue } from '#protocol';
import type { LocalText } from '../tariff/tariff.ts';
import type { WalletRefusal } from '../wallet/wallet-operation.ts';
import type { ReviewReason, SessionState } from './session.ts';

/**
 * host: started it, pays for use. guest: in it. asking: waits for the host's word. let-in: the host said yes, and their own
 * wallet is still to be asked. joining: it is being asked. refused, left: not in it (any more).
 */
export const VIEWER_ROLES = ['host', 'guest', 'asking', 'let-in', 'joining', 'refused', 'left'] as const;
export type ViewerRole = (typeof VIEWER_ROLES)[number];

/** Somebody at the host's table; nobody learns who they are elsewhere. */
export type GuestView = {
  readonly guestId: string;
  readonly number: number;
  readonly state: 'asked' | 'joining' | 'joined';
};

/** A pause is there once the state says `suspended`: the object has proven it. */
export type PauseView = {
  /** What was asked of the object and is not proven yet. */
  readonly wish: 'pause' | 'resume' | null;
  /** The object has taken the wish and waits for a hand. */
  readonly taken: boolean;
  /** Its code when it would not, the last time; `unanswered` when it said nothing. */
  readonly refused: string | null;
  /** null: paused time costs what use costs. */
  readonly rate: { readonly per: number; readonly amountMinor: number } | null;
  readonly longestMs: number;
  /** When it is over at the latest, once the object has taken it. */
  readonly endsAt: string | null;
};

/** All times ISO 8601 in UTC, all amounts whole minor units. */
export type SessionView = {
  /** Whose picture it is: cost, reserved amount and orders are the viewer's own. */
  readonly role: ViewerRole;
  /** For the host: who asks, and who is in. */
  readonly guests: readonly GuestView[];
  /** What starting or joining reserves of the viewer's own money; null once it is reserved, or when nothing is. */
  readonly asksMinor: number | null;
  /** What the viewer may do besides looking. */
  readonly may: { readonly order: boolean; readonly control: boolean; readonly stop: boolean };
  readonly sessionId: string;
  readonly version: number;
  readonly state: SessionState;
  readonly kind: string;
  readonly objectId: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly zone: string;
  readonly currency: string;
  readonly tariffHash: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  /** The three honest steps of the starting page. */
  readonly progress: { readonly reserved: boolean; readonly sent: boolean; readonly proven: boolean };
  /** When a start without evidence is given up; null once proven. */
  readonly givesUpAt: string | null;
  readonly useMs: number;
  readonly distanceM: number;
  /** Time in proven pauses. */
  readonly pausedMs: number;
  /** When `useMs` was true; the page counts on from here. */
  readonly useAt: string | null;
  readonly costMinor: number;
  readonly heldMinor: number;
  readonly capMinor: number | null;
  /** Shown at the offer and never exceeded without another tap (R13). */
  readonly mostMinor: number;
  /** The money that is held lasts until then, and more was not to be had or not agreed to; null while there is enough. */
  readonly runsOut: { readonly at: string; readonly because: 'most-reached' | 'declined' } | null;
  /** Its longest use or its package is over then, told while something can be done about it; null before. */
  readonly endsSoon: { readonly at: string; readonly because: 'longest' | 'package' } | null;
  /** The next moment at which time alone raises the cost, and by how much. */
  readonly nextRise: { readonly at: string; readonly amountMinor: number } | null;
  readonly online: boolean;
  readonly lastContactAt: string | null;
  readonly stopRequest: { readonly at: string; readonly advice: string | null } | null;
  readonly reportedVer: number;
  readonly controls: readonly { readonly name: string; readonly spec: ControlSpec; readonly reported: ControlValue | null }[];
  /** Public fields of the reported state. */
  readonly reported: { readonly [name: string]: ControlValue };
  readonly menu: readonly { readonly itemId: string; readonly name: LocalText; readonly amountMinor: number }[];
  readonly orders: readonly {
    readonly orderId: string;
    readonly state: 'sent' | 'printed' | 'refused';
    /** Ordered, and paid, by whoever looks. */
    readonly mine: boolean;
    readonly lines: readonly { readonly itemId: string; readonly quantity: number }[];
    readonly amountMinor: number;
  }[];
  readonly mayCallStaff: boolean;
  /** For the host of something that runs and can be paused; null otherwise. */
  readonly pause: PauseView | null;
  /** What the viewer must do at their own wallet's page before it says yes. */
  readonly payerAction: { readonly url: string } | null;
  /** Why the viewer's wallet would not reserve anything. */
  readonly declined: WalletRefusal | null;
  /** A person decides what is owed; in the payer's favour when nobody has by then. */
  readonly review: { readonly reason: ReviewReason; readonly decidedBy: string } | null;
  readonly end: { readonly reason: string; readonly at: string; readonly finalMinor: number } | null;
  readonly receiptId: string | null;
  /** The red button of the venue was pressed then, and goes on: use costs nothing. Left out where it was not. */
  readonly emergencySince?: string | undefined;
};
