// Fault words: what goes wrong, as one line that a person types, such as "lose-reply=0.2,delay=500,events=twice".
import { ok, type Result, refused } from '#protocol';
import { FAULTS, type FaultName, type FaultPlan, type FaultRates } from './faults.ts';
import type { WebhookManner } from './webhook-sender.ts';

export type FaultWords = { readonly rates: FaultRates; readonly manner: Partial<WebhookManner> };

/** The wallet's events: each a second time, before the reply that they are about, or the newest first. */
const EVENT_WORDS: { readonly [word: string]: Partial<WebhookManner> } = {
  twice: { twice: true },
  before: { when: 'before' },
  reversed: { reverse: true },
};
const AS_USUAL: Partial<WebhookManner> = { when: 'after', twice: false, reverse: false };

/** Shown where a word is not understood; `delay` is the longest wait, in ms, of requests that meet nothing else. */
export const FAULT_WORDS_HELP = `<fault>=<share from 0 to 1>, delay=<ms>, events=${Object.keys(EVENT_WORDS).join('|')}; faults: ${FAULTS.join(' ')}`;

function shareOf(text: string): number | null {
  return /^(0(\.\d{1,6})?|1)$/.test(text) ? Number(text) : null;
}

/** @param seed the same one draws the same faults again. */
export function parseFaultWords(text: string, seed: string): Result<FaultWords, string> {
  const shares = new Map<FaultName, number>();
  let waitMs: number | null = null;
  let manner = AS_USUAL;
  for (const word of text.split(',').map((each) => each.trim())) {
    if (word === '') continue;
    const [name = '', value = ''] = word.split('=');
    const fault = FAULTS.find((each) => each === name);
    const share = shareOf(value);
    if (name === 'delay' && /^\d{1,6}$/.test(value)) waitMs = Number(value);
    else if (name === 'events' && Object.hasOwn(EVENT_WORDS, value)) manner = { ...manner, ...EVENT_WORDS[value] };
    else if (fault !== undefined && share !== null) shares.set(fault, share);
    else return refused(`"${word}" is not understood: ${FAULT_WORDS_HELP}`);
  }
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  if (sum > 1) return refused(`the shares sum up to ${sum}: a request meets one fault, so 1 is the most`);
  if (waitMs !== null && !shares.has('wait')) shares.set('wait', 1 - sum);
  return ok({ rates: { seed, rates: Object.fromEntries(shares), ...(waitMs !== null && { waitMs }) }, manner });
}

/** For whoever steers a running wallet: no words, no faults. */
export function obeyFaultWords(
  text: string,
  wallet: { readonly faults: FaultPlan; readonly webhooks: { set(manner: Partial<WebhookManner>): void } },
): void {
  const words = parseFaultWords(text, 'words');
  if (!words.ok) throw new Error(words.error);
  wallet.faults.rate(words.value.rates);
  wallet.webhooks.set(words.value.manner);
}
