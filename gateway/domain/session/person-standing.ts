// Person standing: what counts against a person's next start or claim; read with the version that serializes it (R10).
import type { Currency, Minor } from '../money.ts';
import type { EndReason } from './session.ts';

/** Ends of a start without proof of any use that are the person's; a device's refusal and a wallet's no are not. */
export const UNUSED_ENDS = [
  ...(['stopped', 'left', 'lease-lapsed', 'stopped-at-object'] as const),
  ...(['start-unseen', 'stop-unproven', 'authorize-unknown'] as const),
] satisfies readonly EndReason[];

export type PersonStanding = {
  readonly personId: string;
  /** 0 for a person without a row; `person-counted` compares it. */
  readonly version: number;
  /** Sessions of theirs that are not over. */
  readonly liveSessions: number;
  /** Owed and not collected, and receivables of reversed top-ups: a start is refused while there are any. */
  readonly owed: readonly { readonly currency: Currency; readonly minor: Minor }[];
  /** Claims granted in the last 30 days, in all and by object. */
  readonly claims: { readonly total: number; readonly byObject: { readonly [objectId: string]: number } };
  /** Ends without stop evidence in the last 30 days, in all and by object (R7, R16). */
  readonly waivers: { readonly total: number; readonly byObject: { readonly [objectId: string]: number } };
  /** Starts of the last hour that ended without proof of any use, in all and by object (R10). */
  readonly unusedStarts: { readonly total: number; readonly byObject: { readonly [objectId: string]: number } };
};
