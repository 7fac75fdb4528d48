// Live page: it listens on this machine only, refuses a port that is taken, and lets go of its readers when it closes.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createAlarms, createTally, PERSONAS } from '#sim';
import { createLivePage } from '../../../../device-sim/live-page/live-page.ts';

function createPage() {
  const clock = { nowMs: () => 0 };
  const devices = [{ device: 'pod-1', kind: 'sleep-pod', name: 'Pod 1' }];
  return createLivePage({ devices, counts: createTally().counts, timers: createAlarms({ clock }), nowMs: clock.nowMs });
}
const nobody = { find: () => undefined };

test('a port that is taken is a refusal that says so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const page = createPage();
  expect(await page.open(nobody, port)).toMatchObject({
    ok: false,
    error: { code: 'page.port-refused', port, why: expect.stringContaining('EADDRINUSE') },
  });
  await page.close();
  other.close();
});

test('it prints a loopback address, and closing it ends what is still followed', async () => {
  const page = createPage();
  page.give(PERSONAS);
  const opened = await page.open(nobody, 0);
  const address = opened.ok ? opened.value : '';
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await (await fetch(address)).text()).toContain('act by themselves');
  const events = await fetch(`${address}events`);
  const reader = events.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('retry:');
  await page.close();
  // The rest of the stream, or its breaking off: either way it ends.
  const ended = (async () => {
    while (!(await reader.read()).done);
  })().catch(() => undefined);
  await ended;
  await expect(fetch(address)).rejects.toThrow();
});
