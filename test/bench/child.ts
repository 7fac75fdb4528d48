// Child: a process of the bench, started from a source file, asked for its counts, and stopped.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from './bench-messages.ts';

/** tsx reads the settings of the working directory: a child runs at the package's root. */
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A child that does not end by itself within this is ended. */
const FAREWELL_MS = 15_000;

export type Child<Ready, Counts> = {
  /** Rejects when it ends before it is ready. */
  readonly ready: Promise<Ready>;
  count(): Promise<Counts>;
  /** Lets it finish; throws when it ended in any other way than by itself and well. */
  stop(): Promise<void>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
};

/**
 * @param file a source file of this folder that runs `answerBench`.
 * @param nodeFlags for the child's Node, such as `--cpu-prof`.
 */
export function startChild<Ready, Counts>(file: string, task: object, nodeFlags: readonly string[] = []): Child<Ready, Counts> {
  const child = fork(file, [JSON.stringify(task)], {
    cwd: PACKAGE_ROOT,
    execArgv: ['--import', 'tsx', ...nodeFlags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const name = file.slice(file.lastIndexOf('/') + 1);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const waiting = new Map<number, { resolve: (counts: Counts) => void; reject: (why: Error) => void }>();
  let asked = 0;

  const ready = new Promise<Ready>((resolve, reject) => {
    child.on('message', (message: FromChild<Ready, Counts>) => {
      if (message.say === 'ready') resolve(message.ready);
      else waiting.get(message.id)?.resolve(message.counts);
    });
    child.once('exit', (code, signal) => {
      const why = new Error(`bench.child-ended: ${name} ended with ${code ?? signal}`);
      reject(why);
      for (const each of waiting.values()) each.reject(why);
    });
  });

  return {
    ready,
    count() {
      asked += 1;
      const id = asked;
      return new Promise<Counts>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ say: 'count?', id } satisfies ToChild, (error) => {
          if (error) reject(error);
        });
      }).finally(() => waiting.delete(id));
    },
    async stop() {
      if (child.connected) child.send({ say: 'stop' } satisfies ToChild);
      const patience = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
      const [code, signal] = await exited;
      clearTimeout(patience);
      if (code !== 0) throw new Error(`bench.child-ended: ${name} ended with ${code ?? signal}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
