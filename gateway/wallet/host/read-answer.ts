// Read answer: what the host's wallet said, believed only when it speaks of exactly what was asked.
import type { Currency, Minor } from '../../domain/money.ts';
import type { OperationKind } from '../../domain/wallet/wallet-operation.ts';
import type { WalletDoubt, WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletListing } from '../../ports/wallet.ts';
import type { HostAnswer } from './exchange.ts';
import { type HostOperation, operation, problem } from './messages.ts';

/** What the answer has to repeat; `holdKey` and `holdId` are null for a top-up. */
export type Expected = {
  readonly opKey: string;
  readonly kind: OperationKind;
  readonly holdKey: string | null;
  readonly holdId: string | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
};

function unknown(cause: WalletDoubt, detail: string): WalletOutcome {
  return { outcome: 'unknown', cause, detail };
}

/** An address that is shown to a person: never a script, and never in clear over a network. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}

/** The wallet's word on an operation, not yet compared with anything. */
export function outcomeOf(said: HostOperation): WalletOutcome {
  switch (said.state) {
    case 'done': {
      const { walletRef, currency, expiresAt } = said;
      const expiresAtMs = expiresAt === null ? null : Date.parse(expiresAt);
      return { outcome: 'done', walletRef, amountMinor: BigInt(said.amountMinor), currency, expiresAtMs };
    }
    case 'pending':
      return { outcome: 'pending', walletRef: said.walletRef };
    case 'action': {
      const { walletRef, actionUrl: url, expiresAt } = said;
      if (!isSafeUrl(url)) return unknown('bad-answer', 'the address of the action is neither https nor local');
      return { outcome: 'action', walletRef, url, expiresAtMs: Date.parse(expiresAt) };
    }
    case 'refused':
      return { outcome: 'refused', code: said.code, retry: said.retry };
  }
}

/** @returns the first thing that it says otherwise, null when it speaks of what was asked. */
function differenceOf(said: HostOperation, expected: Expected): string | null {
  if (said.opKey !== expected.opKey) return 'key';
  if (said.kind !== expected.kind) return `kind ${said.kind}`;
  if (said.holdKey !== expected.holdKey || said.holdId !== expected.holdId) return 'hold';
  if (said.currency !== expected.currency) return `currency ${said.currency}`;
  if (BigInt(said.amountMinor) !== expected.amountMinor) return `amount ${said.amountMinor}`;
  return null;
}

export function readOutcome(answer: HostAnswer, expected: Expected): WalletOutcome {
  const { status, json } = answer;
  if (status < 300) {
    const said = operation.safeParse(json);
    if (!said.success) return unknown('bad-answer', `operation is malformed at ${said.error.issues[0]?.path.join('.')}`);
    const difference = differenceOf(said.data, expected);
    if (difference === null) return outcomeOf(said.data);
    const saidMinor = difference.startsWith('amount') ? BigInt(said.data.amountMinor) : null;
    return { outcome: 'unknown', cause: 'mismatch', detail: `the wallet speaks of another ${difference}`, saidMinor };
  }
  const said = problem.safeParse(json);
  if (!said.success) return unknown('bad-answer', `problem ${status} is malformed at ${said.error.issues[0]?.path.join('.')}`);
  const { code, retry, opKey } = said.data;
  // A refusal that names no operation (a bad signature, a malformed request) is about whatever was asked just now.
  if (opKey !== null && opKey !== expected.opKey) return unknown('mismatch', 'the wallet refuses another key');
  if (code === 'not_found') return unknown('bad-answer', 'not found is no answer to an operation');
  return { outcome: 'refused', code, retry };
}

/** True when the wallet says that it does not know the key. */
export function isNotFound(answer: HostAnswer, opKey: string): boolean {
  if (answer.status !== 404) return false;
  const said = problem.safeParse(answer.json);
  return said.success && said.data.code === 'not_found' && said.data.opKey === opKey;
}

export function listingOf(said: HostOperation): WalletListing {
  const { opKey, kind, walletRef, currency } = said;
  const state = said.state === 'action' ? 'pending' : said.state;
  const whose = { installation: said.installation ?? null, payerId: said.payer ?? null };
  return { opKey, kind, state, walletRef, amountMinor: BigInt(said.amountMinor), currency, ...whose, atMs: Date.parse(said.at) };
}
