// Compose message: what a mail says as things are when it is sent, or that nobody wants it any more.
import { CONTACT_LIMITS, type ContactRecord, contactCodeOf } from '../domain/message/contact.ts';
import type { MessageFacts, MessageRecord } from '../domain/message/message.ts';
import { MESSAGE_LIMITS } from '../domain/message/message-limits.ts';
import { comingEndOf } from '../domain/message/session-end.ts';
import { moneyShortOf } from '../domain/message/session-warning.ts';
import type { ReceiptJson } from '../domain/receipt/receipt.ts';
import { isOccupying } from '../domain/session/session.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { warningFactsOf } from './warn-ahead.ts';

export type ComposedMessage =
  | { readonly is: 'ready'; readonly address: string; readonly language: string; readonly facts: MessageFacts }
  | { readonly is: 'early'; readonly againAtMs: number }
  | { readonly is: 'unwanted'; readonly because: string };

export type ComposeMessage = (message: MessageRecord) => Promise<ComposedMessage>;

export type ComposeMessageDeps = StepContext & {
  /** Its venue has said who sells: there is a paper for expenses. */
  readonly isForExpenses: (receiptId: string) => Promise<boolean>;
};

const unwanted = (because: string): ComposedMessage => ({ is: 'unwanted', because });

function whereOf({ session, object, place, venue }: SessionDossier) {
  const names = { objectName: object.name, placeName: place.name, venueName: venue.name };
  return { sessionId: session.sessionId, ...names, zone: venue.zone };
}

type Composed = MessageFacts | Exclude<ComposedMessage, { readonly is: 'ready' }>;

/** What is said of a session that goes on; nobody wants it once that is over. */
function createComposeRunning(deps: ComposeMessageDeps) {
  const { clock } = deps;

  function started(dossier: SessionDossier): Composed {
    const { session } = dossier;
    if (!isOccupying(session)) return { is: 'unwanted', because: 'over' };
    if (session.startedAtMs === null) return { is: 'early', againAtMs: clock.nowMs() + MESSAGE_LIMITS.lookAgainMs };
    const { startedAtMs, mostMinor } = session;
    return { kind: 'session-started', ...whereOf(dossier), startedAtMs, mostMinor, currency: session.tariff.tariff.currency };
  }

  function endsSoon(dossier: SessionDossier): Composed {
    const { session } = dossier;
    if (session.state !== 'active' && session.state !== 'suspended') return { is: 'unwanted', because: 'over' };
    const end = comingEndOf(session, profileOf(deps, session.kind).longestSessionS, clock.nowMs());
    if (clock.nowMs() >= end.endsAtMs) return { is: 'unwanted', because: 'over' };
    return { kind: 'session-ends-soon', ...whereOf(dossier), ...end };
  }

  async function moneyLow(dossier: SessionDossier): Promise<Composed> {
    const { session } = dossier;
    if (session.state !== 'active' && session.state !== 'suspended') return { is: 'unwanted', because: 'over' };
    const short = moneyShortOf(await warningFactsOf(deps, dossier), clock.nowMs());
    if (short === null) return { is: 'unwanted', because: 'enough-money' };
    const { costMinor, heldMinor, runsOutAtMs } = short;
    const { currency } = session.tariff.tariff;
    return { kind: 'session-money-low', ...whereOf(dossier), runsOutAtMs, costMinor, heldMinor, currency };
  }

  return { started, endsSoon, moneyLow };
}

export function createComposeMessage(deps: ComposeMessageDeps): ComposeMessage {
  const { store, clock } = deps;
  const running = createComposeRunning(deps);

  async function receiptOf(dossier: SessionDossier, personId: string): Promise<Composed> {
    const { sessionId } = dossier.session;
    const receipt = await store.receiptOf(sessionId, personId);
    if (receipt === null) return { is: 'unwanted', because: 'no-receipt' };
    const bill = JSON.parse(receipt.json) as ReceiptJson;
    // It never ran and cost nothing: the page has said so.
    if (bill.startedAt === null && bill.totalMinor === 0) return { is: 'unwanted', because: 'nothing-used' };
    const memos = (await store.uncollectedOf(personId)).filter((memo) => memo.sessionId === sessionId && memo.state === 'open');
    return {
      kind: 'receipt',
      ...whereOf(dossier),
      startedAtMs: bill.startedAt === null ? null : Date.parse(bill.startedAt),
      endedAtMs: Date.parse(bill.endedAt),
      endReason: bill.endReason,
      totalMinor: BigInt(bill.totalMinor),
      owedMinor: memos.reduce((sum, { owedMinor }) => sum + owedMinor, 0n),
      currency: bill.currency,
      isForExpenses: bill.totalMinor > 0 && (await deps.isForExpenses(receipt.receiptId)),
    };
  }

  async function refundOf(dossier: SessionDossier, refundId: string | null): Promise<Composed> {
    const refunds = await store.refundsOf(dossier.session.sessionId);
    const refund = refunds.find((each) => each.refundId === refundId);
    if (!refund) return { is: 'unwanted', because: 'no-refund' };
    return { kind: 'refund', ...whereOf(dossier), amountMinor: refund.amountMinor, currency: refund.currency };
  }

  async function ofSession({ kind, sessionId, personId, subjectId }: MessageRecord): Promise<Composed> {
    const dossier = sessionId === null ? null : await store.dossier(sessionId);
    if (dossier === null) return { is: 'unwanted', because: 'no-session' };
    switch (kind) {
      case 'session-started':
        return running.started(dossier);
      case 'session-ends-soon':
        return running.endsSoon(dossier);
      case 'session-money-low':
        return running.moneyLow(dossier);
      case 'receipt':
        return receiptOf(dossier, personId);
      default:
        return refundOf(dossier, subjectId);
    }
  }

  /** Only the newest code is good, and only its mail is sent. */
  function codeFor({ personId, messageId }: MessageRecord, contact: ContactRecord): ComposedMessage {
    const { pending } = contact;
    const isNewest = pending !== null && messageId.endsWith(`:${pending.untilMs}`) && clock.nowMs() < pending.untilMs;
    if (!isNewest) return unwanted('code-over');
    const code = contactCodeOf(deps.mac, personId, pending);
    const facts = { kind: 'confirm-address', code, forMs: CONTACT_LIMITS.codeForMs } as const;
    return { is: 'ready', address: pending.address, language: contact.language, facts };
  }

  return async (message) => {
    const contact = await store.contact(message.personId);
    if (contact === null) return unwanted('no-address');
    if (message.kind === 'confirm-address') return codeFor(message, contact);
    const { address, language } = contact;
    if (address === null) return unwanted('no-address');
    const composed = await ofSession(message);
    return 'is' in composed ? composed : { is: 'ready', address, language, facts: composed };
  };
}
