// Events: the stream of a session over a real socket, and a server that closes although streams are open.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Listening, listen } from '../../gateway/http/listen.ts';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { createHttpWorld, type HttpWorld } from './http-world.ts';
import { sampleView } from './in-memory-steps.ts';

const servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(world: HttpWorld): Promise<Listening> {
  const listening = await listen(world, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error('no free port');
  servers.push(listening.value);
  return listening.value;
}

type Stream = { readonly answer: Response; next(): Promise<string | null>; cancel(): Promise<void> };

/** Reads a stream one block at a time; `null` is its end. */
async function open(url: string, headers: Record<string, string>): Promise<Stream> {
  const answer = await fetch(url, { headers });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function next(): Promise<string | null> {
    const end = text.indexOf('\n\n');
    if (end >= 0) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      return block;
    }
    const read = await reader?.read();
    if (!read || read.done) return null;
    text += read.value;
    return next();
  }
  return { answer, next, cancel: async () => reader?.cancel() };
}

const versionOf = (block: string | null): number => Number(/^id: (\d+)\ndata: /.exec(block ?? '')?.[1]);

async function following(changes: Record<string, string> = {}) {
  const world = await createHttpWorld();
  world.put('ann', sampleView('ses_1', { version: 3 }));
  const server = await serve(world);
  const headers = { Authorization: `Bearer ${await world.token('ann')}`, ...changes };
  return { world, server, headers, url: `${server.url}/api/v1/sessions/ses_1/events` };
}

describe('a stream', () => {
  test('tells the present version, each later one, and ends with the closed session', async () => {
    const { world, url, headers } = await following();
    const stream = await open(url, headers);
    expect(stream.answer.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.answer.headers.get('cache-control')).toBe('no-store');
    expect(await stream.next()).toBe('retry: 2000');
    const first = await stream.next();
    expect(versionOf(first)).toBe(3);
    expect(JSON.parse(first?.split('data: ')[1] ?? '')).toEqual(sampleView('ses_1', { version: 3 }));
    world.put('ann', sampleView('ses_1', { version: 4 }));
    expect(versionOf(await stream.next())).toBe(4);
    world.put('ann', sampleView('ses_1', { version: 5, state: 'closed' }));
    expect(versionOf(await stream.next())).toBe(5);
    expect(await stream.next()).toBeNull();
  });

  test('goes on after the version that was seen last', async () => {
    const { world, url, headers } = await following({ 'Last-Event-ID': '3' });
    const stream = await open(url, headers);
    expect(await stream.next()).toBe('retry: 2000');
    expect(await stream.next()).toMatch(/^:/);
    world.put('ann', sampleView('ses_1', { version: 6 }));
    expect(versionOf(await stream.next())).toBe(6);
    await stream.cancel();
  });

  test('of a closed session that was seen is 204: nothing will come', async () => {
    const { world, url, headers } = await following({ 'Last-Event-ID': '7' });
    world.put('ann', sampleView('ses_1', { version: 7, state: 'closed' }));
    expect((await fetch(url, { headers })).status).toBe(204);
  });

  test('of an unknown session is a problem', async () => {
    const { server, headers } = await following();
    const answer = await fetch(`${server.url}/api/v1/sessions/ses_9/events`, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  test('HEAD tells its type and holds nothing open', async () => {
    const { url, headers } = await following();
    const answer = await fetch(url, { method: 'HEAD', headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  test('stops waiting when the reader hangs up', async () => {
    const { world, url, headers } = await following();
    const stream = await open(url, headers);
    await stream.next();
    await stream.next();
    await expect.poll(() => world.asked.at(-1)?.step).toBe('waitForSession');
    await stream.cancel();
    const { signal } = world.asked.at(-1)?.request as { signal: AbortSignal };
    await expect.poll(() => signal.aborted).toBe(true);
  });

  test('stops waiting when its body is cancelled, with no socket to hang up', async () => {
    const { world, headers } = await following({ 'Last-Event-ID': '3' });
    const answer = await world.request('/api/v1/sessions/ses_1/events', { headers });
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.read();
    await expect.poll(() => world.asked.at(-1)?.step).toBe('waitForSession');
    await reader?.cancel();
    expect((world.asked.at(-1)?.request as { signal: AbortSignal }).signal.aborted).toBe(true);
  });

  test('ends for newer ones of the same person, the oldest first, and says that it was superseded', async () => {
    const { world, url, headers } = await following();
    const streams: Stream[] = [];
    for (let n = 0; n < 8; n += 1) {
      const stream = await open(url, headers);
      await stream.next();
      expect(versionOf(await stream.next())).toBe(3);
      streams.push(stream);
    }
    for (const ended of streams.slice(0, 2)) {
      expect(await ended.next()).toBe('event: superseded\ndata: {}');
      expect(await ended.next()).toBeNull();
    }
    world.put('ann', sampleView('ses_1', { version: 4 }));
    for (const lasting of streams.slice(2)) expect(versionOf(await lasting.next())).toBe(4);
    const waits = world.asked.filter(({ step }) => step === 'waitForSession');
    expect(new Set(waits.filter(({ request }) => (request as { signal: AbortSignal }).signal.aborted)).size).toBe(2);
    for (const lasting of streams.slice(2)) await lasting.cancel();
    expect(world.logged).toEqual([]);
  });

  test('ends when the world breaks, and the log says so', async () => {
    const { world, url, headers } = await following();
    world.fail('waitForSession', new Unavailable('store', new Error('disk full')));
    const stream = await open(url, headers);
    await stream.next();
    expect(versionOf(await stream.next())).toBe(3);
    expect(await stream.next()).toBeNull();
    expect(world.logged).toMatchObject([{ level: 'warn' }]);
  });
});

describe('the server', () => {
  test('closes although a stream and a wait are open', async () => {
    const { world, server, url, headers } = await following();
    const stream = await open(url, headers);
    await stream.next();
    await stream.next();
    const waiting = fetch(`${server.url}/api/v1/sessions/ses_1?after=3&wait=8`, { headers });
    await expect.poll(() => world.asked.filter(({ step }) => step === 'waitForSession').length).toBe(2);
    await server.close();
    expect(await stream.next()).toBeNull();
    expect((await waiting).status).toBe(200);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test('says that its port is taken', async () => {
    const { server } = await following();
    const second = await listen(await createHttpWorld(), { host: '127.0.0.1', port: server.port });
    expect(second).toEqual({ ok: false, error: { code: 'port.taken', port: server.port } });
  });

  test('answers bytes that are no HTTP with a problem, and hangs up', async () => {
    const { server } = await following();
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.write('NONSENSE\r\n\r\n');
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('urn:unlatch:request.malformed');
  });

  test('answers a request without a usable host with a problem', async () => {
    const { server } = await following();
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.write('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n');
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('application/problem+json');
  });

  test('refuses a chunked body over the limit while it is still being sent', async () => {
    const { server } = await following();
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 200; sent += 1) controller.enqueue(new Uint8Array(8_192).fill(0x20));
        controller.close();
      },
    });
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, duplex: 'half' };
    const answer = await fetch(`${server.url}/api/v1/scans`, init as RequestInit);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'application/problem+json']);
  });
});
