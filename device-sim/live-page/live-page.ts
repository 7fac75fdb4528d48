// Live page: what a run of the simulator needs to be seen and touched in a browser on its own machine.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ok, type Result, refused } from '#protocol';
import type { Fleet } from '../fleet/fleet.ts';
import type { Tally } from '../fleet/tally.ts';
import type { Persona } from '../persona/persona.ts';
import type { Timers } from '../runtime/alarms.ts';
import { createApp } from './app.ts';
import { createFreeWill } from './free-will.ts';
import { createStage, type Stage, type StageDevice } from './stage.ts';

export type PageRefusal = { readonly code: 'page.port-refused'; readonly port: number; readonly why: string };

export type LivePage = Pick<Stage, 'wire' | 'keep' | 'see'> & {
  /** The same people; the page can ask them to leave everything to its hands. */
  give(personas: readonly Persona[]): readonly Persona[];
  /** @param port 0 takes any free one. @returns the address to open. */
  open(fleet: Pick<Fleet, 'find'>, port: number): Promise<Result<string, PageRefusal>>;
  close(): Promise<void>;
};

/** Loopback only: the page opens doors, and asks nobody who they are. */
const HOST = '127.0.0.1';

export function createLivePage(parts: {
  readonly devices: readonly StageDevice[];
  readonly counts: Tally['counts'];
  readonly timers: Timers;
  readonly nowMs: () => number;
}): LivePage {
  const stage = createStage(parts.devices, parts.nowMs);
  const freeWill = createFreeWill(true);
  const ending = new AbortController();
  let arePeopled = false;
  const server = createServer({ noDelay: true });
  return {
    wire: stage.wire,
    keep: stage.keep,
    see: stage.see,
    give(personas) {
      arePeopled = personas.length > 0;
      return freeWill.give(personas);
    },
    async open({ find }, port) {
      const bound = (): number => (server.address() as AddressInfo).port;
      const { counts, timers } = parts;
      const app = createApp({
        ...{ stage, find, counts, timers },
        freeWill: arePeopled ? freeWill : null,
        port: bound,
        ended: ending.signal,
      });
      const listener = getRequestListener(app.fetch);
      server.on('request', (request, response) => void listener(request, response));
      server.listen({ host: HOST, port });
      try {
        await once(server, 'listening');
      } catch (cause) {
        return refused({ code: 'page.port-refused', port, why: (cause as Error).message });
      }
      return ok(`http://${HOST}:${bound()}/`);
    },
    async close() {
      ending.abort();
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
