// Listen admin: the admin app on a socket file in the data folder that its owner alone may open; no port, no password.
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { Unavailable } from '../ports/unavailable.ts';

export type AdminListening = { close(): Promise<void> };

/** @param path the gateway owns the data folder, so a file that is left there is of a process that has ended. */
export async function listenAdmin(app: Hono, path: string): Promise<AdminListening> {
  await rm(path, { force: true });
  const listener = getRequestListener((request) => app.fetch(request));
  const server = createServer((request, response) => void listener(request, response));
  server.listen(path);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Unavailable('admin socket', cause);
  }
  await chmod(path, 0o600);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await rm(path, { force: true });
    },
  };
}
