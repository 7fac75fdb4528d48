// Signing process: the gateway's side of the process that holds the private keys; started when it is needed, again when it died.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ok, type Result, refused } from '#protocol';
import type { KeyRingChange } from './keys.ts';
import type { FromSigner, SignerFiles, SignerRefusal, ToSigner } from './signer-messages.ts';

export type SigningProcess = {
  /** Reads the key file anew, or makes it. @returns the public set as JSON text. */
  open(): Promise<Result<string, SignerRefusal>>;
  /** @returns payload and signature, 76 bytes. */
  sign(kid: number, payload: Uint8Array): Promise<Result<Uint8Array, SignerRefusal>>;
  /**
   * On the disk when it answers.
   * @param plannedWith the public set that the change goes out from: refused where the file says another one by now.
   * @returns the public set as JSON text.
   */
  change(change: KeyRingChange, plannedWith?: string): Promise<Result<string, SignerRefusal>>;
  /** Null while none runs. */
  pid(): number | null;
  close(): Promise<void>;
};

/** Sources run through tsx, found from the package's root; the build runs as it is. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const PACKAGE_ROOT = fileURLToPath(new URL(EXTENSION === '.ts' ? '../' : '../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL(`./signer-process${EXTENSION}`, import.meta.url));

type Question = ToSigner extends infer Asked ? (Asked extends { readonly id: number } ? Omit<Asked, 'id'> : never) : never;
type Waiting = { readonly settle: (answer: FromSigner) => void; readonly fail: (cause: Error) => void };

/** Every answer of a dead process fails; the next question starts another one. */
function startChild(onEnd: () => void): { readonly child: ChildProcess; ask(question: Question): Promise<FromSigner> } {
  const child = fork(PROGRAM, [], {
    cwd: PACKAGE_ROOT,
    execArgv: EXTENSION === '.ts' ? ['--import', 'tsx'] : [],
    // Nothing of the gateway's settings and secrets.
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  let questions = 0;
  const end = (cause: Error): void => {
    onEnd();
    for (const { fail } of waiting.values()) fail(cause);
    waiting.clear();
  };
  child.on('message', (answer: FromSigner) => {
    const each = waiting.get(answer.id);
    waiting.delete(answer.id);
    each?.settle(answer);
  });
  child.once('error', end);
  child.once('exit', (code, signal) => end(new Error(`the signing process ended with ${signal ?? code}`)));
  return {
    child,
    ask: (question) =>
      new Promise((settle, fail) => {
        questions += 1;
        waiting.set(questions, { settle, fail });
        child.send({ id: questions, ...question } as ToSigner, (cause) => {
          if (cause) fail(cause);
        });
      }),
  };
}

function answerOf(answer: FromSigner): Result<string, SignerRefusal> {
  if ('failure' in answer) throw new Error(answer.failure);
  return 'refusal' in answer ? refused(answer.refusal) : ok(answer.value);
}

export function createSigningProcess(files: () => SignerFiles): SigningProcess {
  let running: { readonly talk: ReturnType<typeof startChild>; readonly opened: Promise<Result<string, SignerRefusal>> } | null =
    null;

  function start(): NonNullable<typeof running> {
    const talk = startChild(() => {
      if (running?.talk === talk) running = null;
    });
    const opened = talk.ask({ ask: 'open', files: files() }).then(answerOf);
    running = { talk, opened };
    return running;
  }

  /** A process that could not open the file is asked to try again: somebody may have put it right. */
  async function ready(): Promise<Result<ReturnType<typeof startChild>, SignerRefusal>> {
    const { talk, opened } = running ?? start();
    const first = await opened;
    if (first.ok) return ok(talk);
    const again = answerOf(await talk.ask({ ask: 'open', files: files() }));
    if (again.ok && running?.talk === talk) running = { talk, opened: Promise.resolve(again) };
    return again.ok ? ok(talk) : again;
  }

  async function signOnce(kid: number, payload: string): Promise<Result<Uint8Array, SignerRefusal>> {
    const talk = await ready();
    if (!talk.ok) return talk;
    const signed = answerOf(await talk.value.ask({ ask: 'sign', kid, payload }));
    return signed.ok ? ok(Buffer.from(signed.value, 'base64url')) : signed;
  }

  return {
    async open() {
      if (running === null) return start().opened;
      return answerOf(await running.talk.ask({ ask: 'open', files: files() }));
    },
    async sign(kid, payload) {
      const text = Buffer.from(payload).toString('base64url');
      const { talk } = running ?? start();
      try {
        return await signOnce(kid, text);
      } catch (cause) {
        // Ed25519 signs the same bytes alike: whoever waited when the process died is answered by the next one.
        if (running?.talk === talk) throw cause;
        return signOnce(kid, text);
      }
    },
    async change(change, plannedWith) {
      const talk = await ready();
      if (!talk.ok) return talk;
      return answerOf(await talk.value.ask({ ask: 'change', change, plannedWith: plannedWith ?? null }));
    },
    pid: () => running?.talk.child.pid ?? null,
    async close() {
      if (running === null) return;
      const { child } = running.talk;
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
