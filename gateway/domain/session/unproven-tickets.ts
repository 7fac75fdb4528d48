// Unproven tickets: orders that the kitchen may have printed although nobody has heard of it; they are neither billed nor forgotten (R14).
import type { OrderRecord } from '../company/order.ts';
import { contiguousUpTo } from '../device/journal-ack.ts';
import type { SessionRecord } from './session.ts';
import type { SettleFacts } from './session-settle-facts.ts';

type TicketFacts = Pick<SettleFacts, 'orders' | 'commands' | 'journal' | 'journalNumbers'>;

/** All that the device did for this session is known: what has no ticket in it was not printed. */
function isJournalWhole({ journal, journalNumbers }: TicketFacts): boolean {
  const upTo = contiguousUpTo(journalNumbers);
  return journal.some(({ entry }) => entry.ev === 'ended' && entry.n <= upTo);
}

/** Its bytes exist, so the device may have had them; how often they were sent is counted only afterwards. */
export function mayHavePrinted(facts: TicketFacts, order: OrderRecord): boolean {
  if (order.state !== 'sent' || isJournalWhole(facts)) return false;
  return facts.commands.some(({ commandId, composed }) => commandId === order.commandId && composed !== null);
}

export function hasUnprovenTicket(facts: TicketFacts): boolean {
  return facts.orders.some((order) => mayHavePrinted(facts, order));
}

/** Its end is known or judged, and it waits for entries before that: each of them may be the last one missing. */
export function isAwaitingJournal({ state, settlement, review }: SessionRecord): boolean {
  if (settlement !== null) return false;
  return state === 'settling' || (state === 'review' && review?.reason === 'journal-lost');
}
