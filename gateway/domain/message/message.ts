// Message: one mail to one person, with its own attempts and its own end; what else is told of the same event waits for none of it.

export const MESSAGE_KINDS = [
  'confirm-address',
  'session-started',
  'session-ends-soon',
  'session-money-low',
  'receipt',
  'refund',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * waiting: not sent, or nobody knows whether it was. taken: a mail server has it. refused: it said no to this address or
 * message for good. given-up: it could not be sent in time. dropped: nobody wants it any more.
 */
export const MESSAGE_STATES = ['waiting', 'taken', 'refused', 'given-up', 'dropped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

export type MessageRecord = {
  /** A function of what it is about: the same thing queued twice is one message. */
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly personId: string;
  /** Whose staff hear of it when it cannot be delivered; null where it is about no session. */
  readonly tenantId: string | null;
  readonly sessionId: string | null;
  /** What it is of besides its session, such as the refund. */
  readonly subjectId: string | null;
  readonly state: MessageState;
  readonly attempts: number;
  readonly atMs: number;
  /** Why the last attempt came to nothing, or why it ended; a short code, never a server's own words. */
  readonly cause: string | null;
  readonly endedAtMs: number | null;
};

type Where = {
  readonly sessionId: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueName: string;
  /** IANA time zone in which its times are told. */
  readonly zone: string;
};

/** What a message says, in no language yet; amounts in minor units. */
export type MessageFacts =
  | { readonly kind: 'confirm-address'; readonly code: string; readonly forMs: number }
  | (Where & {
      readonly kind: 'session-started';
      readonly startedAtMs: number;
      readonly mostMinor: bigint;
      readonly currency: string;
    })
  | (Where & { readonly kind: 'session-ends-soon'; readonly endsAtMs: number; readonly because: 'longest' | 'package' })
  | (Where & {
      readonly kind: 'session-money-low';
      readonly runsOutAtMs: number;
      readonly costMinor: bigint;
      readonly heldMinor: bigint;
      readonly currency: string;
    })
  | (Where & {
      readonly kind: 'receipt';
      readonly startedAtMs: number | null;
      readonly endedAtMs: number;
      readonly endReason: string;
      readonly totalMinor: bigint;
      /** Of the total, what could not be had so far. */
      readonly owedMinor: bigint;
      readonly currency: string;
      readonly isForExpenses: boolean;
    })
  | (Where & { readonly kind: 'refund'; readonly amountMinor: bigint; readonly currency: string });
