// Mailer: how one message reaches one mailbox; one attempt at a time, and only a mail server's own yes counts.
import type { MessageFacts } from '../domain/message/message.ts';

export type Mail = {
  /** The same at each attempt: the mail's own id is derived from it, so that a repeat is known for one. */
  readonly messageId: string;
  readonly address: string;
  /** A language tag; one that there are no words in is read as English. */
  readonly language: string;
  readonly facts: MessageFacts;
};

/**
 * taken: the server has it. refused: it said no for good, to this address or this message. put-off: it said not now.
 * unreachable: no server, no sign-in or no last word; it may have it all the same.
 */
export type MailOutcome =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'refused' | 'put-off' | 'unreachable'; readonly cause: string };

export type Mailer = {
  /** Never throws; the same message may be sent again. */
  send(mail: Mail, attempt: { readonly signal: AbortSignal; readonly nowMs: number }): Promise<MailOutcome>;
};
