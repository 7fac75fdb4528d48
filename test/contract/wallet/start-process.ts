// Starts a reference wallet as a process of its own, tells it what to do, and ends it, gently or by kill -9.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PACKAGE_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export type ReferenceProcess = {
  readonly pid: number;
  /** What it said when it was ready: `url`, and of the host wallet its key files. */
  readonly ready: { readonly url: string; readonly [fact: string]: string };
  /** Asks its control endpoint, such as `control('truth')` or `control('faults', { faults: [...] })`. */
  control<T = unknown>(act: string, said?: object): Promise<T>;
  kill9(): Promise<void>;
  stop(): Promise<void>;
};

/** @param flags of `unlatch wallet reference`; it ends with this process in any case. */
export async function startReferenceProcess(
  kind: 'host' | 'card',
  folder: string,
  ...flags: readonly string[]
): Promise<ReferenceProcess> {
  const command = ['gateway/cli/unlatch.ts', 'wallet', 'reference', kind];
  const words = ['--import', 'tsx', ...command, '--folder', folder, '--json', '--with-parent', ...flags];
  const child = spawn(process.execPath, words, { cwd: PACKAGE_ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const ready = await new Promise<ReferenceProcess['ready']>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as ReferenceProcess['ready']));
    void closed.then(([code]) => reject(new Error(`the ${kind} wallet ended with ${code} before it was ready`)));
  });
  return {
    pid: child.pid ?? 0,
    ready,
    async control<T>(act: string, said: object = {}) {
      const response = await fetch(`${ready.url}/control/${act}`, { method: 'POST', body: JSON.stringify(said) });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as T;
    },
    async kill9() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
