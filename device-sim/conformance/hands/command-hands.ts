// Command hands: a program is the hand (a relay board, a robot, a script); it is run for each thing to do, with its name.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Hands } from '../wire.ts';
import { HandsTied } from './hands-tied.ts';
import type { HandWork } from './words.ts';

export function createCommandHands(command: string, canWipe: boolean): Hands {
  async function run(work: HandWork): Promise<void> {
    const child = spawn(`${command} ${work}`, { shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new HandsTied(`the hands' command ended with ${code} at ${work}`);
  }
  return { make: run, cutPower: () => run('power-cut'), wipeMemory: canWipe ? () => run('wipe') : null };
}
