// Deadline: what must happen at a time even if nobody calls; a row, so that a restart forgets nothing (R9).

/** Of a session that goes on; its end clears them all. */
export const SESSION_DEADLINES = [
  /** The wallet's answer to an authorize never came (row 3). */
  'authorize-unknown',
  'start-unseen',
  'renew-lease',
  'session-overdue',
  'stop-unproven',
  'settle-incomplete',
  /** Nobody decided: in the payer's favour (R11). */
  'review-overdue',
  /** What its person is told ahead: its end, money that gets short. */
  'warn-ahead',
] as const;

export type DeadlineKind =
  | (typeof SESSION_DEADLINES)[number]
  | 'chase-command'
  /** A wallet elsewhere is asked (again); subject: the operation's key. */
  | 'chase-operation'
  /** A hold nears its end under a live session (row 21); subject: the hold. */
  | 'hold-expiring'
  /** A device proved less than was billed without its word; subject: the session. */
  | 'correct-late-end'
  /** Settings that were not reported, or were refused; subject: the device (FP-23). */
  | 'reconcile-config'
  /** An event, to the host app and to whoever else hears of it; subject: its id. */
  | 'deliver-event'
  /** A mail to a person; subject: its id. */
  | 'deliver-message';

/** One deadline per (kind, subject): setting it again moves it. */
export type Deadline = { readonly kind: DeadlineKind; readonly subjectId: string; readonly dueAtMs: number };
