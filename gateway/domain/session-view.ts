// Session view: what the person may see of a session, as the API answers it and the page draws it.
import type { ControlSpec, ControlValue } from '#protocol';
import type { LocalText } from './tariff.ts';

/** All times ISO 8601 in UTC, all amounts whole minor units. */
export type SessionView = {
  readonly sessionId: string;
  readonly version: number;
  readonly state: 'starting' | 'active' | 'stopping' | 'settling' | 'closed';
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
  /** When `useMs` was true; the page counts on from here. */
  readonly useAt: string | null;
  readonly costMinor: number;
  readonly heldMinor: number;
  readonly capMinor: number | null;
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
    readonly lines: readonly { readonly itemId: string; readonly quantity: number }[];
    readonly amountMinor: number;
  }[];
  readonly mayCallStaff: boolean;
  readonly end: { readonly reason: string; readonly at: string; readonly finalMinor: number } | null;
  readonly receiptId: string | null;
};
