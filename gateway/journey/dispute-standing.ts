// Dispute standing: what of an operation's money its payer has asked their bank for, and how that ended.
import type { Minor } from '../domain/money.ts';
import type { StepContext } from './step-context.ts';

export type DisputeStanding = { readonly openMinor: Minor; readonly end: 'open' | 'won' | 'lost' };

/** @param opKey of the capture, recapture or top-up. */
export async function disputeStanding(store: Pick<StepContext['store'], 'transferOf'>, opKey: string): Promise<DisputeStanding> {
  const opened = await store.transferOf(`${opKey}:dispute`);
  if (!opened) return { openMinor: 0n, end: 'open' };
  const openMinor = opened.postings.reduce((sum, { deltaMinor }) => (deltaMinor > 0n ? sum + deltaMinor : sum), 0n);
  if (await store.transferOf(`${opKey}:dispute-won`)) return { openMinor, end: 'won' };
  return { openMinor, end: (await store.transferOf(`${opKey}:dispute-lost`)) ? 'lost' : 'open' };
}
