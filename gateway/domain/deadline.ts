// Deadline: what must happen at a time even if nobody calls; a row, so that a restart forgets nothing (R9).

export const DEADLINE_KINDS = [
  'chase-command',
  'start-unseen',
  'renew-lease',
  'session-overdue',
  'stop-unproven',
  'settle-incomplete',
  /** A wallet elsewhere is asked (again); subject: the operation's key. */
  'chase-operation',
  /** The wallet's answer to an authorize never came (row 3). */
  'authorize-unknown',
  /** A hold nears its end under a live session (row 21); subject: the hold. */
  'hold-expiring',
  /** Nobody decided: in the payer's favour (R11). */
  'review-overdue',
  /** A device proved less than was billed without its word; subject: the session. */
  'correct-late-end',
  /** An event to the host app; subject: its id. */
  'deliver-event',
] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/** One deadline per (kind, subject): setting it again moves it. */
export type Deadline = { readonly kind: DeadlineKind; readonly subjectId: string; readonly dueAtMs: number };
