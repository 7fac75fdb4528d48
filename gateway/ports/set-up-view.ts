// Set-up view: what the guided set-up shows of a venue, told from what is there.
import type { SetUpStep, StepProgress } from '../domain/venue/set-up-progress.ts';

export type ObjectInSetUp = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly placeName: string;
  readonly deviceId: string;
  readonly isInService: boolean;
  readonly isPriced: boolean;
  readonly isEnrolled: boolean;
  readonly isOnline: boolean;
  /** It waits for somebody to clean it. */
  readonly isUnclean: boolean;
  /** It has a label, hung or not. */
  readonly isLabelled: boolean;
  readonly isPrinted: boolean;
  readonly isHung: boolean;
  readonly live: { readonly sessionId: string; readonly state: string; readonly payerId: string } | null;
};

/** The last session that was started and is over. */
export type TriedSession = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly objectName: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
};

export type SetUpView = {
  readonly venueId: string | null;
  readonly places: readonly { readonly placeId: string; readonly name: string }[];
  /** By place and name, as people count: 2 before 10. */
  readonly objects: readonly ObjectInSetUp[];
  readonly tried: TriedSession | null;
  readonly steps: readonly StepProgress[];
  readonly next: SetUpStep | null;
  /** Nothing is left to do, or guests have paid: whoever goes on does so on the other pages. */
  readonly isOver: boolean;
};
