// Terminal hands: a person at the bench is told what to do, and says when it is done.
import type { Hands } from '../wire.ts';
import { HandsTied } from './hands-tied.ts';
import { type HandWork, wordsOf } from './words.ts';

export type Terminal = {
  say(text: string): void;
  /** The next line that somebody types; null when nobody will. */
  hear(): Promise<string | null>;
};

export function createTerminalHands(kind: string, terminal: Terminal, canWipe: boolean): Hands {
  async function ask(work: HandWork): Promise<void> {
    terminal.say(`  HAND  ${wordsOf(kind, work)}  [Enter: done, s: cannot]\n`);
    const line = await terminal.hear();
    if (line === null || line.trim() === 's') throw new HandsTied(`nobody could do this: ${wordsOf(kind, work)}`);
  }
  return { make: ask, cutPower: () => ask('power-cut'), wipeMemory: canWipe ? () => ask('wipe') : null };
}
