// Outbox: what the host app is told, queued in the commit that made it true and delivered at least once (row 20).

export const OUTBOX_KINDS = [
  'session.started',
  'session.ends-soon',
  'session.money-low',
  'session.ended',
  'receipt.issued',
  'refund.given',
  'hold.changed',
] as const;

export type OutboxEvent = {
  /** The receiver deduplicates by it. */
  readonly eventId: string;
  readonly kind: (typeof OUTBOX_KINDS)[number];
  readonly tenantId: string;
  readonly personId: string;
  readonly sessionId: string;
  /** JSON text as it will be sent, the same at each attempt. */
  readonly body: string;
  readonly attempts: number;
  readonly atMs: number;
};
