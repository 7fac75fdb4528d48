// Place order: items go to the kitchen's printer; they are on the bill once the ticket is printed.
import { LIMITS, type OrderLine, ok, type Result, refused } from '#protocol';
import { wireBytes } from '../domain/command-compose.ts';
import { wantedLines } from '../domain/metering.ts';
import type { OrderedLine, OrderRecord } from '../domain/order.ts';
import { priceItems, priceUse } from '../domain/price.ts';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session-change.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { composing, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { commandWish, runWish, type WishAnswer } from './wish.ts';

export type PlaceOrder = (
  request: KeyedRequest & { readonly sessionId: string; readonly lines: readonly OrderedLine[] },
) => Promise<Result<WishAnswer, Rejection>>;

/** As many lines and pieces as one order message may carry (FP-24). */
const MOST_LINES = 20;
const MOST_PIECES = 99;

function fitsTicket(lines: readonly OrderedLine[]): boolean {
  return lines.length <= MOST_LINES && lines.every(({ quantity }) => quantity <= MOST_PIECES);
}

/** What the hold still has room for must cover the order, or nothing of it is sent (M3). */
function amountOf(dossier: SessionDossier, lines: readonly OrderedLine[]): Result<bigint, Rejection> {
  const { session, orders } = dossier;
  const { tariff } = session.tariff;
  const wanted = priceItems(tariff, lines);
  if (!wanted.ok) return refused(wanted.error);
  const earlier = priceItems(tariff, wantedLines(orders));
  if (!earlier.ok) return refused(earlier.error);
  const spentMinor = priceUse(tariff, session.usage, [], 'started').totalMinor + earlier.value;
  const leftMinor = session.heldMinor > spentMinor ? session.heldMinor - spentMinor : 0n;
  if (wanted.value > leftMinor) return refused({ code: 'order.exceeds-hold', leftMinor, currency: tariff.currency });
  return ok(wanted.value);
}

/** The words on the kitchen's ticket: the item's first language of the tariff. */
function ticketLines(dossier: SessionDossier, lines: readonly OrderedLine[]): OrderLine[] {
  const { items } = dossier.session.tariff.tariff;
  return lines.map((line) => {
    const item = items.find((each) => each.itemId === line.itemId);
    return { item: line.itemId, name: (item?.name.en ?? line.itemId).slice(0, 80), qty: line.quantity };
  });
}

export function createPlaceOrder(context: StepContext): PlaceOrder {
  return (request) =>
    runWish(context, request, (dossier) => {
      const { session, device } = dossier;
      if (session.tariff.tariff.items.length === 0 || request.lines.length === 0) return refused({ code: 'order.not-offered' });
      const amount = amountOf(dossier, request.lines);
      if (!amount.ok) return amount;
      const nowMs = context.clock.nowMs();
      const orderId = context.ids('ord');
      const arg = { order: orderId, lines: ticketLines(dossier, request.lines) };
      const sent = commandWish(context, dossier, { act: 'order', arg }, nowMs);
      if (!sent.ok) return sent;
      const { command, changes } = sent.value;
      const isTooLong = wireBytes(command, device, composing(context, nowMs)) > LIMITS.maxDownBytes;
      if (!fitsTicket(request.lines) || isTooLong) return refused({ code: 'order.too-large', limitBytes: LIMITS.maxDownBytes });
      const order: OrderRecord = {
        orderId,
        sessionId: session.sessionId,
        lines: request.lines,
        state: 'sent',
        amountMinor: amount.value,
        commandId: command.commandId,
        atMs: nowMs,
      };
      return ok({
        status: 201,
        body: { orderId, sessionId: session.sessionId, state: 'sent', lines: request.lines, amountMinor: Number(amount.value) },
        changes: [
          ...changes,
          { change: 'order-placed', order },
          ...advance(session, {}, 'order-placed', nowMs, { orderId, amountMinor: Number(amount.value) }).changes,
        ],
      });
    });
}
