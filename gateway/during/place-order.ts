// Place order: items go to the kitchen's printer; they are on the bill once the ticket is printed.
import { LIMITS, type OrderLine, ok, type Result, refused } from '#protocol';
import type { OrderedLine, OrderRecord } from '../domain/company/order.ts';
import { wireBytes } from '../domain/device/command-compose.ts';
import { openSpared } from '../domain/emergency/spared.ts';
import { askForMore, type Purse, planRaise, type RaiseFacts, raiseHere } from '../domain/hold/hold-increment.ts';
import { lesserOf, toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { wantedLines } from '../domain/session/metering.ts';
import { advance } from '../domain/session/session-change.ts';
import { dueMinor, priceGuest, priceItems, pricingOf } from '../domain/tariff/price.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { createWaitForSession } from '../journey/read-session.ts';
import { composing, profileOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { commandWish, type DeferredWish, type GrantedWish, runWish, type WishAnswer } from './wish.ts';

type OrderRequest = KeyedRequest & { readonly sessionId: string; readonly lines: readonly OrderedLine[] };
export type PlaceOrder = (request: OrderRequest) => Promise<Result<WishAnswer, Rejection>>;

/** As many lines and pieces as one order message may carry (FP-24). */
const MOST_LINES = 20;
const MOST_PIECES = 99;

function fitsTicket(lines: readonly OrderedLine[]): boolean {
  return lines.length <= MOST_LINES && lines.every(({ quantity }) => quantity <= MOST_PIECES);
}

/** Above every amount: what an order would cost is asked before its limit is looked at. */
const NO_LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

type DossierOf = Pick<SessionDossier, 'session' | 'holds' | 'orders'>;
/** What must be held for all of the payer's orders, with this one and without it. */
type Room = { readonly heldMinor: bigint; readonly neededMinor: bigint; readonly earlierMinor: bigint };

/** A guest pays for what they ordered, from what they reserved. */
function roomOfGuest({ session, holds, orders }: DossierOf, personId: string, lines: readonly OrderedLine[]): Room {
  const own = holds.filter(({ payerId, state }) => payerId === personId && state === 'held');
  const heldMinor = own.reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const earlier = wantedLines(orders.filter(({ payerId }) => payerId === personId));
  const due = (ordered: readonly OrderedLine[]): bigint => priceGuest(pricingOf(session), ordered, NO_LIMIT).totalMinor;
  return { heldMinor, neededMinor: due([...earlier, ...lines]), earlierMinor: due(earlier) };
}

/** The host pays for use and for what they ordered themselves. */
function roomOfHost({ session, orders }: DossierOf, lines: readonly OrderedLine[]): Room {
  const earlier = wantedLines(orders.filter(({ payerId }) => payerId === session.payerId));
  const due = (ordered: readonly OrderedLine[]): bigint => dueMinor(pricingOf(session), session.usage, ordered);
  return { heldMinor: session.heldMinor, neededMinor: due([...earlier, ...lines]), earlierMinor: due(earlier) };
}

function exceedsHold({ session }: DossierOf, room: Room, reachMinor: bigint): Rejection {
  const { currency } = session.tariff.tariff;
  const leftMinor = reachMinor - lesserOf(reachMinor, room.earlierMinor);
  return { code: 'order.exceeds-hold', leftMinor, currency };
}

/** fits: it is held. raise: so much more can be, without going above what was agreed to (R13). asked: the wallet thinks. */
type Cover =
  | { readonly cover: 'fits' | 'asked' }
  | { readonly cover: 'raise'; readonly facts: RaiseFacts; readonly totalMinor: bigint };

/** What the payer's hold has room for, or can be raised to, must cover the order, or nothing of it is sent (M3). */
function coverOf(
  context: StepContext,
  request: OrderRequest,
  dossier: SessionDossier,
  purse: Purse | null,
): Result<Cover, Rejection> {
  const { session, orders } = dossier;
  const { personId, lines } = request;
  const isHost = session.payerId === personId;
  const room = isHost ? roomOfHost(dossier, lines) : roomOfGuest(dossier, personId, lines);
  if (room.neededMinor <= room.heldMinor) return ok({ cover: 'fits' });
  if (!isHost || !purse) return refused(exceedsHold(dossier, room, room.heldMinor));
  const billable = [...wantedLines(orders.filter(({ payerId }) => payerId === personId)), ...lines];
  const facts: RaiseFacts = { ...dossier, profile: profileOf(context, session.kind), billable, purse };
  const raise = planRaise(facts, room.neededMinor);
  if (raise.plan === 'pending' && room.neededMinor <= session.mostMinor) return ok({ cover: 'asked' });
  if (raise.plan === 'raise' && raise.totalMinor >= room.neededMinor)
    return ok({ cover: 'raise', facts, totalMinor: raise.totalMinor });
  const available = purse.wallet === 'ledger' ? purse.availableMinor : 0n;
  return refused(exceedsHold(dossier, room, lesserOf(session.mostMinor, room.heldMinor + available)));
}

/** The words on the kitchen's ticket: the item's first language of the tariff. */
function ticketLines(dossier: SessionDossier, lines: readonly OrderedLine[]): OrderLine[] {
  const { items } = dossier.session.tariff.tariff;
  return lines.map((line) => {
    const item = items.find((each) => each.itemId === line.itemId);
    return { item: line.itemId, name: (item?.name.en ?? line.itemId).slice(0, 80), qty: line.quantity };
  });
}

/** The order as its command and its row. */
function composeOrder(context: StepContext, request: OrderRequest, dossier: SessionDossier, nowMs: number) {
  const { device } = dossier;
  const orderId = context.ids('ord');
  const sent = commandWish(
    context,
    dossier,
    { act: 'order', arg: { order: orderId, lines: ticketLines(dossier, request.lines) } },
    nowMs,
  );
  if (!sent.ok) return sent;
  const { command, changes } = sent.value;
  const isTooLong = wireBytes(command, device, composing(context, nowMs)) > LIMITS.maxDownBytes;
  if (!fitsTicket(request.lines) || isTooLong) {
    return refused({ code: 'order.too-large', limitBytes: LIMITS.maxDownBytes } as const);
  }
  return ok({ orderId, commandId: command.commandId, changes });
}

function grantOrder(
  context: StepContext,
  request: OrderRequest,
  dossier: SessionDossier,
  purse: Purse | null,
): Result<GrantedWish | DeferredWish, Rejection> {
  const { session } = dossier;
  const { sessionId } = session;
  const { lines, personId: payerId } = request;
  const emergency = openSpared(dossier.spared ?? []);
  if (emergency) return refused({ code: 'venue.emergency', sinceMs: emergency.fromMs });
  const { tariff } = session.tariff;
  if (tariff.items.length === 0 || lines.length === 0) return refused({ code: 'order.not-offered' });
  const amount = priceItems(tariff, lines);
  if (!amount.ok) return amount;
  const covered = coverOf(context, request, dossier, purse);
  if (!covered.ok) return covered;
  const nowMs = context.clock.nowMs();
  const composed = composeOrder(context, request, dossier, nowMs);
  if (!composed.ok) return composed;
  const { orderId, commandId, changes } = composed.value;
  const cover = covered.value;
  const ids = { transferId: context.ids('trf'), holdId: context.ids('hld') };
  if (cover.cover === 'asked' || (cover.cover === 'raise' && cover.facts.purse.wallet !== 'ledger')) {
    // Nothing is sent to the kitchen before the wallet has said yes (R6).
    const asked = cover.cover === 'raise' ? askForMore(cover.facts, cover.totalMinor, ids, nowMs) : [];
    const refusal = exceedsHold(dossier, roomOfHost(dossier, lines), session.heldMinor);
    return ok({ refusal, changes: asked });
  }
  const raised = cover.cover === 'raise' ? raiseHere(cover.facts, cover.totalMinor, ids, nowMs) : { session, changes: [] };
  const amountMinor = amount.value;
  const order: OrderRecord = { orderId, sessionId, payerId, lines, state: 'sent', amountMinor, commandId, atMs: nowMs };
  const facts = { orderId, amountMinor: toSafeNumber(amountMinor) };
  return ok({
    status: 201,
    body: { orderId, sessionId, state: 'sent', lines, amountMinor: toSafeNumber(amountMinor) },
    changes: [
      ...raised.changes,
      ...changes,
      { change: 'order-placed', order },
      ...advance(raised.session, {}, 'order-placed', nowMs, facts).changes,
    ],
  });
}

/** So long somebody at a table waits for their wallet before they are told that the order did not go out. */
const WALLET_WAIT_MS = 5_000;

/** Where the wallet elsewhere must set more aside first, its yes is waited for, and the order sent in the same tap. */
export function createPlaceOrder(context: StepContext): PlaceOrder {
  const waitForSession = createWaitForSession(context);
  return async (request) => {
    let waitAfter: number | null = null;
    const place = () =>
      runWish(
        context,
        request,
        (dossier, purse) => {
          const granted = grantOrder(context, request, dossier, purse);
          waitAfter = granted.ok && 'refusal' in granted.value ? dossier.session.version : null;
          return granted;
        },
        { right: 'order', mayRaise: true },
      );
    const first = await place();
    if (first.ok || waitAfter === null) return first;
    const { sessionId, personId } = request;
    const signal = AbortSignal.timeout(WALLET_WAIT_MS);
    await waitForSession({ sessionId, personId, afterVersion: waitAfter, waitMs: WALLET_WAIT_MS, signal });
    return place();
  };
}
