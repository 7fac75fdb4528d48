// Deadline: what must happen at a time even if nobody calls; a row, so that a restart forgets nothing (R9).

export const DEADLINE_KINDS = [
  'chase-command',
  'start-unseen',
  'renew-lease',
  'session-overdue',
  'stop-unproven',
  'settle-incomplete',
] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/** One deadline per (kind, subject): setting it again moves it. */
export type Deadline = { readonly kind: DeadlineKind; readonly subjectId: string; readonly dueAtMs: number };
