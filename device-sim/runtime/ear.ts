// Ear: hears what comes down, checks it, hands it on in order, and times how long the device takes to answer.
import type { Input, Observation } from '../device/device.ts';
import { readMessage, type Trust } from './read-message.ts';
import { createSequence, type Sequence } from './sequence.ts';

/** What the device itself took from a command's arrival to its last result leaving: a bench subtracts it. */
export type AnswerTimes = { readonly commands: number; readonly totalMs: number; readonly longestMs: number };

export type Ear = { hear(topic: string, bytes: Uint8Array): void; times(): AnswerTimes; readonly sequence: Sequence };

export function createEar(parts: {
  readonly trust: Trust;
  readonly stopwatch: () => number;
  readonly life: () => number;
  readonly dispatch: (input: Input) => void;
  readonly see: (observation: Observation) => void;
  /** What the device says in answer leaves through here. */
  readonly answers: Sequence;
}): Ear {
  const sequence = createSequence();
  let times: AnswerTimes = { commands: 0, totalMs: 0, longestMs: 0 };

  function measure(tookMs: number): void {
    const { commands, longestMs, totalMs } = times;
    times = { commands: commands + 1, totalMs: totalMs + tookMs, longestMs: Math.max(longestMs, tookMs) };
  }
  return {
    sequence,
    hear(topic, bytes) {
      const life = parts.life();
      const arrivedAt = parts.stopwatch();
      sequence.push(readMessage(parts.trust, topic, bytes), (read) => {
        if (parts.life() !== life) return;
        if ('ignored' in read) {
          parts.see({ ev: 'ignored', data: { topic, why: read.ignored } });
          return;
        }
        parts.dispatch(read.input);
        if (read.input.type !== 'command') return;
        parts.answers.push(Promise.resolve(), () => measure(parts.stopwatch() - arrivedAt));
      });
    },
    times: () => times,
  };
}
