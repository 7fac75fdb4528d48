// Ear: hears what comes down, checks it, hands it on in order, and times how long the device takes to answer.
import { payloadForm } from '#protocol';
import type { Input, Observation } from '../device/device.ts';
import { readMessage } from './read-message.ts';
import type { Read, Trust } from './reading.ts';
import { createSequence, type Sequence } from './sequence.ts';

/** What the device itself took from a command's arrival to its last result leaving: a bench subtracts it. */
export type AnswerTimes = { readonly commands: number; readonly totalMs: number; readonly longestMs: number };

export type Ear = {
  hear(topic: string, bytes: Uint8Array): void;
  /** Nothing is read before these keys are ready. */
  awaitKeys(ready: Promise<void>): void;
  times(): AnswerTimes;
  readonly sequence: Sequence;
};

export function createEar(parts: {
  readonly trust: Trust;
  readonly stopwatch: () => number;
  readonly life: () => number;
  readonly dispatch: (input: Input) => void;
  readonly onBye: (afterS: number | undefined) => void;
  readonly see: (observation: Observation) => void;
  /** What the device says in answer leaves through here. */
  readonly answers: Sequence;
}): Ear {
  const { trust } = parts;
  const sequence = createSequence();
  let times: AnswerTimes = { commands: 0, totalMs: 0, longestMs: 0 };
  /** What comes after a manifest is checked with its keys. */
  let keysReady: Promise<void> | null = null;

  function measure(tookMs: number): void {
    const { commands, longestMs, totalMs } = times;
    times = { commands: commands + 1, totalMs: totalMs + tookMs, longestMs: Math.max(longestMs, tookMs) };
  }

  function take(read: Read, topic: string, arrivedAt: number): void {
    if ('ignored' in read) {
      parts.see({ ev: 'ignored', data: { topic, why: read.ignored } });
    } else if ('bye' in read) {
      const { afterS, reason } = read.bye;
      parts.see({ ev: 'bye', data: { reason, ...(afterS === undefined ? {} : { afterS }) } });
      parts.onBye(afterS);
    } else {
      parts.dispatch(read.input);
      if (read.input.type !== 'command') return;
      parts.answers.push(Promise.resolve(), () => measure(parts.stopwatch() - arrivedAt));
    }
  }

  return {
    sequence,
    hear(topic, bytes) {
      const life = parts.life();
      const arrivedAt = parts.stopwatch();
      const read = (): Promise<Read> => readMessage(trust, topic, bytes);
      sequence.push(keysReady ? keysReady.then(read) : read(), (done) => {
        if (parts.life() === life) take(done, topic, arrivedAt);
      });
      const mayBeManifest = trust.ring?.hasRoot === true && topic.endsWith('/dn/sys') && payloadForm(bytes) === 'jws';
      if (mayBeManifest) keysReady = sequence.settled();
    },
    awaitKeys(ready) {
      keysReady = ready;
    },
    times: () => times,
  };
}
