// Admin client: speaks to the gateway that owns a data folder, through the socket file in it.
import { request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ok, type Result, refused } from '#protocol';
import { ADMIN_SOCKET, LONGEST_SOCKET_PATH } from '../ports/admin-socket.ts';

/** Flags of commands that ask a running gateway. */
export const DATA_FLAG = ['--data <folder>', 'data folder of the running gateway', './.unlatch'] as const;
export const BY_FLAG = ['--by <name>', 'who does it, for the audit log', 'owner'] as const;

export type AdminAnswer = { readonly status: number; readonly body: Readable };
export type AdminRefusal = { readonly code: 'gateway.not-running'; readonly problem: string };

/** @returns refused when no gateway runs on this folder. */
export function askAdmin(
  dataFolder: string,
  ask: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object },
): Promise<Result<AdminAnswer, AdminRefusal>> {
  const socketPath = join(dataFolder, ADMIN_SOCKET);
  const text = ask.body === undefined ? null : JSON.stringify(ask.body);
  return new Promise((resolve) => {
    const notRunning = (problem: string): void => resolve(refused({ code: 'gateway.not-running', problem }));
    if (Buffer.byteLength(socketPath) > LONGEST_SOCKET_PATH) {
      notRunning(`the path of ${socketPath} is too long for a socket: name the folder by a shorter path`);
      return;
    }
    const headers = text === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const asked = request({ socketPath, method: ask.method, path: ask.path, headers }, (response) =>
      resolve(ok({ status: response.statusCode ?? 500, body: response })),
    );
    asked.on('error', () =>
      notRunning(`no gateway runs on ${dataFolder}: start it with 'unlatch serve --data ${dataFolder}', or give another --data`),
    );
    asked.end(text ?? undefined);
  });
}
