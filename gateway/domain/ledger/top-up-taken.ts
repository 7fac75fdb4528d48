// Top-up taken back: a reversal takes it, a dispute freezes it until its end is known; in all never more than the top-up brought (M8).
import type { Change } from '../changes.ts';
import type { DisputeWord } from '../correction/dispute.ts';
import { lesserOf, type Minor } from '../money.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';
import type { TransferRecord } from './ledger.ts';
import { disputedTopUpTransfer, keptTopUpTransfer, lostTopUpTransfer, reverseTopUpTransfer } from './postings.ts';
import { topUpIdOf } from './top-up-decide.ts';

/** What was done about one top-up since it came, from the books. */
type TakenBack = {
  readonly reversals: number;
  readonly reversedMinor: Minor;
  /** 0 where nothing was ever disputed. */
  readonly disputedMinor: Minor;
  readonly disputeEnd: 'open' | 'won' | 'lost';
};

type PayerMoney = {
  readonly availableMinor: Minor;
  /** What the payer owes of reversals and disputes. */
  readonly receivableMinor: Minor;
  readonly version: number;
};

export type TopUpTakenFacts = {
  readonly operation: OperationRecord;
  /** The transfer that brought the money in. */
  readonly topUp: TransferRecord;
  readonly taken: TakenBack;
  readonly payer: PayerMoney;
};

type Said = { readonly amountMinor: Minor; readonly openId: string; readonly endId: string };

function leftMinor({ topUp, taken }: TopUpTakenFacts): Minor {
  const broughtMinor = topUp.postings.reduce((sum, { deltaMinor }) => (deltaMinor > 0n ? sum + deltaMinor : sum), 0n);
  const frozenMinor = taken.disputeEnd === 'won' ? 0n : taken.disputedMinor;
  return broughtMinor - taken.reversedMinor - frozenMinor;
}

function moneyOf({ operation }: TopUpTakenFacts, amountMinor: Minor, transferId: string, atMs: number) {
  const { tenantId, payerId: personId, wallet, currency, opKey } = operation;
  return { transferId, topUpId: topUpIdOf(opKey) ?? opKey, tenantId, personId, wallet, currency, amountMinor, atMs };
}

/** What the payer owes afterwards counts for their next start: it is committed with their count (R10). */
function counted({ operation, payer }: TopUpTakenFacts, changes: readonly Change[]): readonly Change[] {
  if (changes.length === 0) return changes;
  return [...changes, { change: 'person-counted', personId: operation.payerId, fromVersion: payer.version }];
}

/** One reversal of maybe several: what is there goes, the rest is owed and blocks new starts. */
export function decideReversal(facts: TopUpTakenFacts, said: Said, atMs: number): readonly Change[] {
  const amountMinor = lesserOf(said.amountMinor, leftMinor(facts));
  if (amountMinor <= 0n) return [];
  const { availableMinor } = facts.payer;
  const money = { ...moneyOf(facts, amountMinor, said.openId, atMs), availableMinor, earlier: facts.taken.reversals };
  return counted(facts, [{ change: 'transfer-posted', transfer: reverseTopUpTransfer(money) }]);
}

/** Words may come in any order (row 25): one on how it ended also opens it, and the first word on the end stands. */
export function decideTopUpDispute(word: DisputeWord, facts: TopUpTakenFacts, said: Said, atMs: number): readonly Change[] {
  const { taken, payer } = facts;
  const isOpened = taken.disputedMinor > 0n;
  const amountMinor = isOpened ? taken.disputedMinor : lesserOf(said.amountMinor, leftMinor(facts));
  if (amountMinor <= 0n) return [];
  const { availableMinor } = payer;
  const frozenMinor = lesserOf(amountMinor, availableMinor);
  const changes: Change[] = [];
  if (!isOpened) {
    const transfer = disputedTopUpTransfer({ ...moneyOf(facts, amountMinor, said.openId, atMs), availableMinor });
    changes.push({ change: 'transfer-posted', transfer });
  }
  if (word !== 'dispute-opened' && taken.disputeEnd === 'open') {
    const money = moneyOf(facts, amountMinor, said.endId, atMs);
    const owedMinor = payer.receivableMinor + (isOpened ? 0n : amountMinor - frozenMinor);
    const transfer = word === 'dispute-won' ? keptTopUpTransfer({ ...money, owedMinor }) : lostTopUpTransfer(money);
    changes.push({ change: 'transfer-posted', transfer });
  }
  return counted(facts, changes);
}
