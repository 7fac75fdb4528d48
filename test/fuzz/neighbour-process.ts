// Neighbour process: the well-behaved device in a process of its own; each count is one round of measured messages.
import { answerBench } from '../bench/child-side.ts';
import { attendAsNeighbour } from './fuzz-broker.ts';

export type NeighbourTask = { readonly port: number; readonly messages: number; readonly everyMs: number };
export type NeighbourReady = { readonly connected: true };
export type NeighbourRound = {
  /** From the publish to the answer of the gateway's side, in ms, sorted. */
  readonly latenciesMs: readonly number[];
  /** Since the beginning. */
  readonly said: number;
  readonly interruptions: number;
};

await answerBench<NeighbourReady, NeighbourRound>(async () => {
  const { port, messages, everyMs } = JSON.parse(process.argv[2] ?? '{}') as NeighbourTask;
  const neighbour = await attendAsNeighbour(port);
  return {
    ready: { connected: true },
    async count() {
      const latenciesMs: number[] = [];
      for (let n = 0; n < messages; n += 1) {
        const pause = new Promise((resolve) => setTimeout(resolve, everyMs));
        latenciesMs.push(await neighbour.say());
        await pause;
      }
      latenciesMs.sort((one, other) => one - other);
      return { latenciesMs, said: neighbour.said(), interruptions: neighbour.interruptions() };
    },
    stop: () => neighbour.leave(),
  };
});
