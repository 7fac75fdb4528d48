// Place order: items go to the kitchen's printer; they are on the bill once the ticket is printed.
import { LIMITS, type OrderLine, ok, type Result, refused } from '#protocol';
import type { OrderedLine, OrderRecord } from '../domain/company/order.ts';
import { wireBytes } from '../domain/device/command-compose.ts';
import { lesserOf } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { wantedLines } from '../domain/session/metering.ts';
import { advance } from '../domain/session/session-change.ts';
import { dueMinor, priceGuest, priceItems, pricingOf } from '../domain/tariff/price.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { composing, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { commandWish, type GrantedWish, runWish, type WishAnswer } from './wish.ts';

export type PlaceOrder = (
  request: KeyedRequest & { readonly sessionId: string; readonly lines: readonly OrderedLine[] },
) => Promise<Result<WishAnswer, Rejection>>;

/** As many lines and pieces as one order message may carry (FP-24). */
const MOST_LINES = 20;
const MOST_PIECES = 99;

function fitsTicket(lines: readonly OrderedLine[]): boolean {
  return lines.length <= MOST_LINES && lines.every(({ quantity }) => quantity <= MOST_PIECES);
}

/** Above every amount: what an order would cost is asked before its limit is looked at. */
const NO_LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

type DossierOf = Pick<SessionDossier, 'session' | 'holds' | 'orders'>;
type Room = { readonly leftMinor: bigint; readonly fits: boolean };

/** A guest pays for what they ordered, from what they reserved. */
function roomOfGuest({ session, holds, orders }: DossierOf, personId: string, lines: readonly OrderedLine[]): Room {
  const own = holds.filter(({ payerId, state }) => payerId === personId && state === 'held');
  const heldMinor = own.reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const earlier = wantedLines(orders.filter(({ payerId }) => payerId === personId));
  const due = (ordered: readonly OrderedLine[]): bigint => priceGuest(pricingOf(session), ordered, NO_LIMIT).totalMinor;
  return { fits: due([...earlier, ...lines]) <= heldMinor, leftMinor: heldMinor - lesserOf(heldMinor, due(earlier)) };
}

/** The host pays for use and for what they ordered themselves. */
function roomOfHost({ session, orders }: DossierOf, lines: readonly OrderedLine[]): Room {
  const earlier = wantedLines(orders.filter(({ payerId }) => payerId === session.payerId));
  const due = (ordered: readonly OrderedLine[]): bigint => dueMinor(pricingOf(session), session.usage, ordered);
  const { heldMinor } = session;
  return { fits: due([...earlier, ...lines]) <= heldMinor, leftMinor: heldMinor - lesserOf(heldMinor, due(earlier)) };
}

/** What the payer's hold still has room for must cover the order, or nothing of it is sent (M3). */
function amountOf(dossier: DossierOf, personId: string, lines: readonly OrderedLine[]): Result<bigint, Rejection> {
  const { tariff } = dossier.session.tariff;
  const wanted = priceItems(tariff, lines);
  if (!wanted.ok) return refused(wanted.error);
  const isHost = dossier.session.payerId === personId;
  const { fits, leftMinor } = isHost ? roomOfHost(dossier, lines) : roomOfGuest(dossier, personId, lines);
  return fits ? ok(wanted.value) : refused({ code: 'order.exceeds-hold', leftMinor, currency: tariff.currency });
}

/** The words on the kitchen's ticket: the item's first language of the tariff. */
function ticketLines(dossier: SessionDossier, lines: readonly OrderedLine[]): OrderLine[] {
  const { items } = dossier.session.tariff.tariff;
  return lines.map((line) => {
    const item = items.find((each) => each.itemId === line.itemId);
    return { item: line.itemId, name: (item?.name.en ?? line.itemId).slice(0, 80), qty: line.quantity };
  });
}

type OrderRequest = Parameters<PlaceOrder>[0];

function grantOrder(context: StepContext, request: OrderRequest, dossier: SessionDossier): Result<GrantedWish, Rejection> {
  const { session, device } = dossier;
  if (session.tariff.tariff.items.length === 0 || request.lines.length === 0) return refused({ code: 'order.not-offered' });
  const amount = amountOf(dossier, request.personId, request.lines);
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
    payerId: request.personId,
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
}

export function createPlaceOrder(context: StepContext): PlaceOrder {
  return (request) => runWish(context, request, (dossier) => grantOrder(context, request, dossier), { right: 'order' });
}
