// Compose receivers: who hears of what happened - the host app and persons by mail - each with its own attempts and its own end.
import { ok, type Result } from '#protocol';
import type { Config } from './config.ts';
import type { StepContext } from './journey/step-context.ts';
import { type MailerRefused, openMailer } from './mail/open-mailer.ts';
import { readExpensePaper } from './paper/expense-paper.ts';
import type { EventSink } from './ports/event-sink.ts';
import type { Mailer } from './ports/mailer.ts';
import type { OwnedStore } from './ports/store.ts';
import { createAnnounceEvent } from './upkeep/announce-event.ts';
import { createComposeMessage } from './upkeep/compose-message.ts';
import { createDeliverEvents, type DeliverEvents } from './upkeep/deliver-events.ts';
import { createDeliverMessages, type DeliverMessages } from './upkeep/deliver-messages.ts';
import { openSink, type SinkRefused } from './webhooks/open-sink.ts';

export type Receivers = {
  /** Where the host app is told of what happened; nobody is without it. */
  readonly eventSink?: EventSink;
  /** How persons get mail; nobody gets any without it. */
  readonly mailer?: Mailer;
};

/** Those that the config names. @param bound where links lead, once it is known. */
export async function openReceivers(
  { events, mail }: Pick<Config, 'events' | 'mail'>,
  bound: { readonly origin: string },
): Promise<Result<Receivers, SinkRefused | MailerRefused>> {
  const sink = events && (await openSink(events));
  if (sink?.ok === false) return sink;
  const mailer = mail && (await openMailer({ ...mail, origin: () => bound.origin }));
  if (mailer?.ok === false) return mailer;
  return ok({ ...(sink && { eventSink: sink.value }), ...(mailer && { mailer: mailer.value }) });
}

function deliverMessages(context: StepContext, { books }: OwnedStore, mailer: Mailer): DeliverMessages {
  const isForExpenses = async (receiptId: string): Promise<boolean> => (await readExpensePaper(books, receiptId)) !== null;
  return createDeliverMessages({ ...context, mailer, compose: createComposeMessage({ ...context, isForExpenses }) });
}

export type ComposedReceivers = {
  /** null where there is none of its kind. */
  readonly events: DeliverEvents | null;
  readonly messages: DeliverMessages | null;
  stop(): void;
  idle(): Promise<void>;
};

/** None waits for another. */
export function composeReceivers(
  context: StepContext,
  { store, eventSink, mailer }: Receivers & { readonly store: OwnedStore },
): ComposedReceivers {
  const announce = createAnnounceEvent(context, mailer !== undefined);
  const hasReceiver = eventSink !== undefined || mailer !== undefined;
  const events = hasReceiver ? createDeliverEvents({ ...context, sink: eventSink ?? null, announce }) : null;
  const messages = mailer ? deliverMessages(context, store, mailer) : null;
  return {
    events,
    messages,
    stop() {
      events?.stop();
      messages?.stop();
    },
    async idle() {
      await events?.idle();
      await messages?.idle();
    },
  };
}
