// Wallet ask: an intent towards a wallet elsewhere, committed with its final key and amount before any call is made (R1, R2).
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { Minor } from '../money.ts';
import { type OperationKind, type OperationRecord, opKeys, type WalletRefusal } from './wallet-operation.ts';

type Ask = {
  readonly opKey: string;
  readonly kind: Exclude<OperationKind, 'top-up'>;
  readonly amountMinor: Minor;
  /** Narrowed to this operation before the commit, where the wallet needs it. */
  readonly grant?: string | null;
  /** Not before then; at once otherwise. */
  readonly notBeforeMs?: number;
};

/** The first call is made right after the commit; the deadline repeats it for as long as there is no word (R9). */
export function askWallet(hold: HoldRecord, ask: Ask, nowMs: number): readonly Change[] {
  assert(hold.wallet !== 'ledger', 'the embedded ledger is not asked: it moves in the same commit');
  const operation: OperationRecord = {
    opKey: ask.opKey,
    kind: ask.kind,
    wallet: hold.wallet,
    tenantId: hold.tenantId,
    sessionId: hold.sessionId,
    holdId: hold.holdId,
    payerId: hold.payerId,
    amountMinor: ask.amountMinor,
    currency: hold.currency,
    state: 'pending',
    attempts: 0,
    grant: ask.grant ?? null,
    walletRef: null,
    actionUrl: null,
    refusal: null,
    createdAtMs: nowMs,
    resolvedAtMs: null,
  };
  return [
    { change: 'operation-added', operation },
    { change: 'deadline-set', deadline: { kind: 'chase-operation', subjectId: ask.opKey, dueAtMs: ask.notBeforeMs ?? nowMs } },
  ];
}

export function askAuthorize(hold: HoldRecord, amountMinor: Minor, grant: string | null, nowMs: number): readonly Change[] {
  return askWallet(hold, { opKey: opKeys.authorize(hold.sessionId, hold.holdId), kind: 'authorize', amountMinor, grant }, nowMs);
}

export function askCapture(hold: HoldRecord, amountMinor: Minor, nowMs: number): readonly Change[] {
  assert(amountMinor > 0n, 'a capture of nothing is a void');
  return askWallet(hold, { opKey: opKeys.capture(hold.sessionId, hold.holdId), kind: 'capture', amountMinor }, nowMs);
}

/** Sticky: an authorize that arrives after it is refused too (R4). */
export function askVoid(hold: HoldRecord, nowMs: number): readonly Change[] {
  return askWallet(hold, { opKey: opKeys.void(hold.sessionId, hold.holdId), kind: 'void', amountMinor: 0n }, nowMs);
}

/** The frozen amount once more, after the hold is gone (row 22). */
export function askRecapture(
  hold: HoldRecord,
  recapture: { readonly n: number; readonly amountMinor: Minor; readonly notBeforeMs: number },
  nowMs: number,
): readonly Change[] {
  const opKey = opKeys.recapture(hold.sessionId, hold.holdId, recapture.n);
  const { amountMinor, notBeforeMs } = recapture;
  return askWallet(hold, { opKey, kind: 'recapture', amountMinor, notBeforeMs }, nowMs);
}

/** Its last word, and nobody asks any more. */
export function resolveOperation(
  operation: OperationRecord,
  word: { readonly state: 'done' | 'refused'; readonly walletRef?: string | null; readonly refusal?: WalletRefusal },
  nowMs: number,
): readonly Change[] {
  return [
    {
      change: 'operation-resolved',
      opKey: operation.opKey,
      state: word.state,
      walletRef: word.walletRef ?? operation.walletRef,
      refusal: word.refusal ?? null,
      atMs: nowMs,
    },
    { change: 'deadline-cleared', kind: 'chase-operation', subjectId: operation.opKey },
  ];
}
