// Presence evidence: what shows that a person is at an object, for whom, and until when it counts.
import { MINUTE_MS } from '#protocol';

/**
 * nfc: a tap of a tag that is the printed code again; it shows no more than that code does, so no policy counts it. A chip that
 * signs each tap anew would be another way.
 */
export const PRESENCE_WAYS = ['display-code', 'nfc', 'button', 'blink', 'stay', 'staff'] as const;
export type PresenceWay = (typeof PRESENCE_WAYS)[number];

export type PresenceEvidence = {
  readonly by: PresenceWay;
  readonly atMs: number;
  /** It counts before this moment. */
  readonly untilMs: number;
};

/** Kept until a Start spends it or its time is over; a display's code and a stay show themselves, presses are counted with the reservation. */
export type PresenceRecord = PresenceEvidence & {
  readonly evidenceId: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly objectId: string;
};

/** How long what was shown at the object counts: long enough to read the offer and to sign in. */
export const EVIDENCE_LIVES_MS: { readonly [W in 'blink' | 'staff']: number } = {
  blink: 3 * MINUTE_MS,
  staff: 10 * MINUTE_MS,
};

/** What a person has shown at an object and not used, and which starts they made there without showing anything. */
export type PresenceStanding = {
  readonly evidence: readonly PresenceRecord[];
  readonly startsWithout: readonly StartWithout[];
  /** Of everybody, theirs among them. */
  readonly startsWithoutHere: readonly StartWithout[];
};

/** `isUsed`: its use was proven, or it still goes on. */
export type StartWithout = { readonly atMs: number; readonly isUsed: boolean };

/** Each: what was over by then. */
export type PresenceForgotten = {
  readonly evidenceMs: number;
  readonly reservationsMs: number;
  readonly displayUsesMs: number;
  readonly startsMs: number;
};
