// Frame watcher: fixed headers of MQTT found in any slicing of the stream, and the limits on what they announce.
import { once } from 'node:events';
import { Socket } from 'node:net';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { createAllowance } from '../../../../gateway/mqtt/allowance.ts';
import { createFrameWatcher, type FrameRefusal, guardFrames } from '../../../../gateway/mqtt/frame-guard.ts';
import { createHandClock } from './recorders.ts';

const connect = mqttPacket.generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 30,
  clientId: 'bike-1',
  username: 'bike-1',
  password: Buffer.from('secret'),
});
const publish = (bytes: number): Buffer =>
  mqttPacket.generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, retain: false, dup: false });
const ping = mqttPacket.generate({ cmd: 'pingreq' });

function inspectAll(chunks: readonly Uint8Array[], limitBytes: number): FrameRefusal | null {
  const watcher = createFrameWatcher(limitBytes);
  let last: FrameRefusal | null = null;
  for (const chunk of chunks) last = watcher.inspect(chunk);
  return last;
}

describe('createFrameWatcher', () => {
  test('lets frames up to the limit pass and stops the first that announces more', () => {
    // Remaining length of a QoS 0 publish to "t": 2 + 1 + payload.
    expect(inspectAll([connect, publish(97), ping], 100)).toBeNull();
    expect(inspectAll([connect, publish(98)], 100)).toEqual({ code: 'frame.too-large', announcedBytes: 101, limitBytes: 100 });
  });

  test('judges by the announcement, before any of the body is there', () => {
    expect(inspectAll([connect, publish(10_000).subarray(0, 3)], 100)).toMatchObject({ code: 'frame.too-large' });
  });

  test('a raised limit counts from the next frame on', () => {
    const watcher = createFrameWatcher(100);
    expect(watcher.inspect(connect)).toBeNull();
    watcher.setLimit(20_000);
    expect(watcher.inspect(publish(10_000))).toBeNull();
    watcher.setLimit(100);
    expect(watcher.inspect(publish(10_000))).toMatchObject({ limitBytes: 100 });
  });

  test.each([
    ['a packet before CONNECT', [ping]],
    ['a CONNACK, which no client sends', [connect, Buffer.from([0x20, 2, 0, 0])]],
    ['a reserved type', [connect, Buffer.from([0x00, 0])]],
    ['an AUTH of MQTT 5', [connect, Buffer.from([0xf0, 0])]],
    ['a length of five digits', [connect, Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0])]],
    ['a web browser', [Buffer.from('GET / HTTP/1.1\r\n')]],
  ])('%s is malformed', (_what, chunks) => {
    expect(inspectAll(chunks, 100_000)).toEqual({ code: 'frame.malformed' });
  });

  test('a refusal is final', () => {
    const watcher = createFrameWatcher(100);
    expect(watcher.inspect(ping)).toEqual({ code: 'frame.malformed' });
    expect(watcher.inspect(connect)).toEqual({ code: 'frame.malformed' });
  });

  test('the verdict does not depend on how the stream is cut', () => {
    const stream = fc
      .array(fc.oneof(fc.constant(ping), fc.integer({ min: 0, max: 300 }).map(publish), fc.uint8Array({ maxLength: 5 })), {
        maxLength: 8,
      })
      .map((frames) => Buffer.concat([connect, ...frames]));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 12 }), (bytes, cuts) => {
        const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
        expect(inspectAll(chunks, 200)).toEqual(inspectAll([bytes], 200));
      }),
    );
  });
});

describe('guardFrames', () => {
  function open(burst = 1_000) {
    const socket = new Socket();
    const refusals: FrameRefusal[] = [];
    const clock = createHandClock();
    const guard = guardFrames(socket, {
      limitBytes: 100,
      allowance: createAllowance({ clock, perS: 2, burst }),
      onRefused: (refusal) => refusals.push(refusal),
    });
    return { socket, refusals, guard, clock };
  }

  test('counts frames of any size, ends the socket at the first too many, and forgives with time', () => {
    const { socket, refusals, clock } = open(3);
    socket.push(Buffer.concat([connect, ping, ping]));
    expect(socket.read()).toHaveLength(connect.length + 2 * ping.length);
    clock.advance(1_000);
    socket.push(Buffer.concat([ping, ping]));
    expect(socket.read()).toHaveLength(2 * ping.length);
    socket.push(ping);
    expect(socket.read()).toBeNull();
    expect(refusals).toEqual([{ code: 'frame.too-many' }]);
    expect(socket.destroyed).toBe(true);
  });

  test('hands on what is in order, and nothing once it is told to stop', () => {
    const { socket, refusals, guard } = open();
    socket.push(connect);
    expect(socket.read()).toEqual(connect);
    socket.push(ping);
    guard.stop();
    expect(socket.read()).toBeNull();
    expect(refusals).toEqual([]);
    socket.destroy();
  });

  test('hands on nothing of a chunk with a refused frame, and ends the socket', () => {
    const { socket, refusals } = open();
    socket.push(Buffer.concat([connect, publish(98)]));
    expect(socket.read()).toBeNull();
    expect(refusals).toEqual([{ code: 'frame.too-large', announcedBytes: 101, limitBytes: 100 }]);
    expect(socket.destroyed).toBe(true);
  });

  test('hands on a flood in turns, all of it and before its end, with turns of others in between', async () => {
    const { socket, guard } = open();
    guard.takeTurns();
    const heard: Buffer[] = [];
    let turnsOfOthers = 0;
    // As the broker's library reads: once for each word that there is something.
    socket.on('readable', () => {
      const chunk = socket.read() as Buffer | null;
      if (chunk) heard.push(chunk);
    });
    const others = (): void => {
      turnsOfOthers += 1;
      if (!socket.readableEnded) setImmediate(others);
    };
    setImmediate(others);
    const flood = Buffer.concat([connect, ...Array.from({ length: 300 }, () => ping), publish(40)]);
    socket.push(flood);
    socket.push(null);
    await once(socket, 'end');
    expect(Buffer.concat(heard)).toEqual(flood);
    expect(heard.map(({ length }) => length).slice(1, 4)).toEqual([16, 16, 16].map((frames) => frames * ping.length));
    expect(turnsOfOthers).toBeGreaterThanOrEqual(heard.length - 1);
  });
});
