// Busiest second: the most messages that a fleet and its gateway exchanged within one second.
import { SECOND_MS } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import type { Counts } from './tally.ts';

export type BusiestSecond = { messages(): number; stop(): void };

export function watchBusiestSecond(parts: { readonly counts: () => Counts; readonly timers: Timers }): BusiestSecond {
  const total = (): number => {
    const { messagesDown, messagesUp } = parts.counts();
    return messagesUp + messagesDown;
  };
  let before = total();
  let most = 0;
  let cancel = parts.timers.after(SECOND_MS, look);
  function look(): void {
    const now = total();
    most = Math.max(most, now - before);
    before = now;
    cancel = parts.timers.after(SECOND_MS, look);
  }
  return { messages: () => most, stop: () => cancel() };
}
