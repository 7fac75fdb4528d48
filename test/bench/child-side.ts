// Child side: how a process of the bench says that it is ready, answers, and ends - with the bench, if that is gone.
import type { FromChild, ToChild } from './bench-messages.ts';

export type Duties<Ready, Counts> = {
  readonly ready: Ready;
  readonly count: () => Promise<Counts>;
  readonly stop: () => Promise<void>;
};

/** Runs `start`, which may take its time; a bench that is gone meanwhile leaves nothing running. */
export async function answerBench<Ready, Counts>(start: () => Promise<Duties<Ready, Counts>>): Promise<void> {
  let isTold = false;
  process.on('disconnect', () => {
    if (!isTold) process.exit(1);
  });
  // Ctrl-C reaches the whole terminal group: the bench says when to stop.
  process.on('SIGINT', () => {});
  const { ready, count, stop } = await start();
  const tell = (message: FromChild<Ready, Counts>): void => void process.send?.(message);
  process.on('message', async (message: ToChild) => {
    if (message.say === 'count?') {
      tell({ say: 'counts', id: message.id, counts: await count() });
    } else if (!isTold) {
      isTold = true;
      await stop();
      process.disconnect();
    }
  });
  tell({ say: 'ready', ready });
}
