// List open matters: what waits for a person of the staff - claims, reviews, refunds that are owed, disputes - read from the books.
import { type Clock, DAY_MS, ok, type Result } from '#protocol';
import { MONEY_MATTERS } from '../domain/audit/money-matter.ts';
import { MESSAGE_LIMITS } from '../domain/message/message-limits.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type AlertReason, reasonsOf } from '../domain/watch/label-alert.ts';
import type { Operator } from '../ports/identity.ts';
import type { BooksQuery } from '../ports/store.ts';
import { listOpenAlerts } from '../storage/queries/label-watch.ts';
import { readUndelivered } from '../storage/queries/messages.ts';
import {
  readDisputes,
  readNoted,
  readOpenClaims,
  readOpenReviews,
  readOpenUncollected,
  readOwedRefunds,
} from '../storage/queries/open-matters.ts';

export type OpenClaim = {
  readonly claimId: string;
  readonly sessionId: string;
  readonly objectId: string;
  readonly objectName: string;
  readonly personId: string;
  readonly rule: string;
  readonly because: string;
  readonly currency: string;
  /** What they paid for the session, less what they have got back. */
  readonly paidMinor: number;
  readonly at: string;
};
export type OpenReview = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly because: string;
  readonly dueAt: string;
};
export type OwedRefund = {
  readonly refundId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly at: string;
};
/** What a person owes and may be let off. */
export type OpenOwed = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly at: string;
};
export type Dispute = {
  /** The capture that is disputed. */
  readonly opKey: string;
  /** null where the payer's own top-up is disputed: it is frozen in their balance. */
  readonly sessionId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly at: string;
};

/** What a wallet did and no step can follow, of the last 90 days; whoever puts it right does so at the wallet or by hand. */
export type MoneyMatter = {
  readonly what: string;
  readonly subjectId: string;
  readonly facts: { readonly [name: string]: string };
  readonly at: string;
};

/** A label that somebody should look at; its route says more, and closes it. */
export type LabelMatter = {
  readonly alertId: string;
  readonly tagId: string;
  readonly objectId: string | null;
  readonly reasons: readonly AlertReason[];
  readonly at: string;
};

/** A mail about a session of theirs that was refused or given up, or has been tried in vain for a day; never to whom it goes. */
export type MailMatter = {
  readonly messageId: string;
  readonly kind: string;
  readonly sessionId: string;
  readonly state: string;
  readonly cause: string | null;
  readonly attempts: number;
  readonly at: string;
};

export type OpenMatters = {
  readonly claims: readonly OpenClaim[];
  readonly reviews: readonly OpenReview[];
  readonly owedRefunds: readonly OwedRefund[];
  readonly disputes: readonly Dispute[];
  readonly owed: readonly OpenOwed[];
  readonly money: readonly MoneyMatter[];
  readonly labels: readonly LabelMatter[];
  readonly mails: readonly MailMatter[];
};

export type ListOpenMatters = (request: { readonly operator: Operator }) => Promise<Result<OpenMatters, Rejection>>;

/** Of each kind, oldest first. */
const MOST_LISTED = 200;
const DISPUTE_KEY = ':dispute';

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

const MATTER_NAMES = Object.values(MONEY_MATTERS);
const MATTERS_SHOWN_MS = 90 * DAY_MS;
/** A mail that came to nothing is news for so long. */
const MAILS_SHOWN_MS = 14 * DAY_MS;
function textsOf(facts: { readonly [name: string]: unknown }): MoneyMatter['facts'] {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]));
}

const DISPUTE_STATES: { readonly [kind: string]: Dispute['state'] } = { 'dispute-won': 'won', 'dispute-lost': 'lost' };

export function createListOpenMatters(books: BooksQuery, clock: Clock): ListOpenMatters {
  return async ({ operator: { tenantId } }) => {
    const asked = { tenantId, limit: MOST_LISTED };
    const claims = await readOpenClaims(books, asked);
    const reviews = await readOpenReviews(books, asked);
    const owedRefunds = await readOwedRefunds(books, asked);
    const disputes = await readDisputes(books, asked);
    const noted = await readNoted(books, asked, { names: MATTER_NAMES, sinceMs: clock.nowMs() - MATTERS_SHOWN_MS });
    const owed = await readOpenUncollected(books, asked);
    const labels = await listOpenAlerts(books, { ...asked, afterAlertId: null });
    const nowMs = clock.nowMs();
    const mails = await readUndelivered(books, asked, {
      sinceMs: nowMs - MAILS_SHOWN_MS,
      waitingBeforeMs: nowMs - MESSAGE_LIMITS.worryAfterMs,
    });
    return ok({
      mails: mails.map(({ atMs, ...mail }) => ({ ...mail, at: iso(atMs) })),
      labels: labels.map(({ alert, objectId }) => ({
        ...{ alertId: alert.alertId, tagId: alert.tagId, objectId, reasons: reasonsOf(alert), at: iso(alert.openedAtMs) },
      })),
      owed: owed.map(({ amountMinor, atMs, ...memo }) => ({
        ...memo,
        amountMinor: toSafeNumber(amountMinor),
        at: iso(atMs),
      })),
      money: noted.map(({ facts, atMs, ...matter }) => ({ ...matter, facts: textsOf(facts), at: iso(atMs) })),
      claims: claims.map(({ atMs, paidMinor, ...claim }) => ({ ...claim, paidMinor: toSafeNumber(paidMinor), at: iso(atMs) })),
      reviews: reviews.map(({ dueAtMs, ...review }) => ({ ...review, dueAt: iso(dueAtMs) })),
      owedRefunds: owedRefunds.map(({ amountMinor, atMs, ...refund }) => ({
        ...refund,
        amountMinor: toSafeNumber(amountMinor),
        at: iso(atMs),
      })),
      disputes: disputes.map(({ opKey, sessionId, currency, ...dispute }) => ({
        opKey: opKey.slice(0, -DISPUTE_KEY.length),
        sessionId,
        currency,
        amountMinor: toSafeNumber(dispute.amountMinor),
        state: DISPUTE_STATES[dispute.ended ?? ''] ?? 'open',
        at: iso(dispute.atMs),
      })),
    });
  };
}
