// Gateway handle: a world's end of the gateway process: asks it, hears it, and knows when it is gone; the next one waits, loaded.
import { type ChildProcess, fork } from 'node:child_process';
import type { Result } from '#protocol';
import type { Ask, FromGateway, ToGateway } from './life-messages.ts';

type Refusal = { readonly code: string; readonly cause?: string; readonly [fact: string]: unknown };
/** `gone`: it was killed before it answered; nothing may be concluded. */
export type Reply<T> = { readonly is: 'answer'; readonly answer: Result<T, Refusal> } | { readonly is: 'gone' };

export type GatewayHandle = {
  ask<T>(nowMs: number, asked: Ask): Promise<Reply<T>>;
  hear(nowMs: number, topic: string, bytes: Uint8Array): void;
  tellWire(nowMs: number, deviceId: string, isUp: boolean): void;
  isGone(): boolean;
  /** Resolves when the process has ended, whatever ended it. */
  readonly gone: Promise<{ readonly signal: NodeJS.Signals | null }>;
  kill(): Promise<void>;
};

export type GatewayHears = {
  readonly onDown: (down: { readonly deviceId: string; readonly topic: string; readonly payload: string }) => void;
  readonly onComplaint: (complaint: string) => void;
  readonly onWarning: (warning: string) => void;
};

function startProcess(file: string): ChildProcess {
  // No flags of ours: the file is plain JavaScript.
  return fork(file, [], { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function createHandle(child: ChildProcess, hears: GatewayHears): GatewayHandle {
  const waiting = new Map<number, (reply: Reply<never>) => void>();
  let asked = 0;
  let isGone = false;
  const gone = new Promise<{ signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (_, signal) => {
      isGone = true;
      for (const answer of waiting.values()) answer({ is: 'gone' });
      waiting.clear();
      resolve({ signal });
    });
  });
  child.on('message', (message: FromGateway) => {
    if ('down' in message) hears.onDown(message.down);
    else if ('complaint' in message) hears.onComplaint(message.complaint);
    else if ('warning' in message) hears.onWarning(message.warning);
    else {
      waiting.get(message.id)?.({ is: 'answer', answer: message.answer as Result<never, Refusal> });
      waiting.delete(message.id);
    }
  });
  // A message to a process that has just been killed is lost, which is what it is for.
  child.on('error', () => {});
  const send = (message: ToGateway): void => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    ask<T>(nowMs: number, what: Ask): Promise<Reply<T>> {
      asked += 1;
      const id = asked;
      if (isGone) return Promise.resolve({ is: 'gone' });
      const reply = new Promise<Reply<T>>((resolve) => waiting.set(id, resolve));
      send({ id, nowMs, asked: what });
      return reply;
    },
    hear: (nowMs, topic, bytes) => send({ nowMs, heard: { topic, bytes } }),
    tellWire: (nowMs, deviceId, isUp) => send({ nowMs, wire: { deviceId, isUp } }),
    isGone: () => isGone,
    gone,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Keeps one process loaded ahead, so that a life does not wait for its start. */
export function createGateways(file: string) {
  let spare = startProcess(file);
  return {
    next(hears: GatewayHears): GatewayHandle {
      const handle = createHandle(spare, hears);
      spare = startProcess(file);
      return handle;
    },
    close(): void {
      spare.kill('SIGKILL');
    },
  };
}
export type Gateways = ReturnType<typeof createGateways>;
