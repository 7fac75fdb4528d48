// Topics: writing and reading are one relation, nothing throws, and a device's own subtree is closed (FP-02, FP-03).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeviceAddress,
  type DownLeaf,
  deviceFilters,
  downTopic,
  formatAddress,
  LIMITS,
  parseTopic,
  type UpLeaf,
  upTopic,
} from '#protocol';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
const topicId = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 48 });
const address: fc.Arbitrary<DeviceAddress> = fc.record({
  tenant: topicId.filter((tenant) => tenant !== 'gw' && tenant !== 'claim'),
  device: topicId,
});
const upLeaf: fc.Arbitrary<UpLeaf> = fc.oneof(
  fc.record({ leaf: fc.constantFrom('hello', 'online', 'journal', 'state', 'telemetry') }),
  fc.record({ leaf: fc.constant('result'), gateway: topicId, commandId: topicId }),
  fc.record({ leaf: fc.constant('event'), type: topicId }),
);
const downLeaf: fc.Arbitrary<DownLeaf> = fc.oneof(
  fc.record({ leaf: fc.constantFrom('system', 'ack', 'config') }),
  fc.record({ leaf: fc.constant('command'), gateway: topicId, commandId: topicId }),
);

describe('FP-02 topics', () => {
  test('what is written upward reads back, within the limits', () => {
    fc.assert(
      fc.property(address, upLeaf, (from, leaf) => {
        const topic = upTopic(from, leaf);
        expect(parseTopic(topic)).toEqual({ ok: true, value: { ...from, direction: 'up', ...leaf } });
        expect(Buffer.byteLength(topic)).toBeLessThanOrEqual(LIMITS.maxTopicBytes);
        expect(topic.split('/').length - 1).toBeLessThanOrEqual(LIMITS.maxTopicSlashes);
      }),
    );
  });

  test('what is written downward reads back', () => {
    fc.assert(
      fc.property(address, downLeaf, (to, leaf) => {
        expect(parseTopic(downTopic(to, leaf))).toEqual({ ok: true, value: { ...to, direction: 'down', ...leaf } });
      }),
    );
  });

  test('a result travels on the path of its command', () => {
    fc.assert(
      fc.property(address, topicId, topicId, (device, gateway, commandId) => {
        const command = downTopic(device, { leaf: 'command', gateway, commandId });
        const result = upTopic(device, { leaf: 'result', gateway, commandId });
        const { subscribe } = deviceFilters(device);
        const root = subscribe.slice(0, -'/dn/#'.length);
        expect(result).toBe(`${root}/up/res${command.slice(`${root}/dn/cmd`.length)}`);
      }),
    );
  });

  test('any text is read or refused, never thrown at, and only one text has a meaning', () => {
    const nearly = fc.array(
      fc.oneof(topicId, fc.constantFrom('o2o', '1', 'up', 'dn', 'res', 'cmd', 'evt', 'ses', '', '+', '#')),
      {
        maxLength: 9,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          nearly.map((words) => words.join('/')),
          nearly.map((words) => `o2o/1/${words.join('/')}`),
        ),
        (text) => {
          const parsed = parseTopic(text);
          if (!parsed.ok) return ['topic.malformed', 'topic.foreign'].includes(parsed.error.code);
          const { value } = parsed;
          return text === (value.direction === 'up' ? upTopic(value, value) : downTopic(value, value));
        },
      ),
    );
  });

  test('a refusal does not carry more of a topic than a topic may have', () => {
    const parsed = parseTopic(`o2o/1/${'x'.repeat(60_000)}`);
    expect(!parsed.ok && parsed.error.topic.length).toBe(LIMITS.maxTopicBytes);
  });

  test('an id that no topic can carry is our own mistake', () => {
    const pod = { tenant: 'pvg', device: 'pod-a1' };
    expect(() => upTopic({ tenant: 'gw', device: 'x' }, { leaf: 'hello' })).toThrow('tenant id');
    expect(() => upTopic({ tenant: 'pvg', device: 'a/b' }, { leaf: 'hello' })).toThrow('device id');
    expect(() => upTopic(pod, { leaf: 'event', type: 'a/b' })).toThrow('topic id');
    expect(() => upTopic(pod, { leaf: 'result', gateway: '+', commandId: 'c' })).toThrow('topic id');
    expect(() => downTopic(pod, { leaf: 'command', gateway: 'gw1', commandId: '' })).toThrow('topic id');
  });
});

describe('FP-03 access', () => {
  test('two rules cover all that a device says and hears, and nothing of a neighbour', () => {
    fc.assert(
      fc.property(address, address, upLeaf, downLeaf, (own, other, up, down) => {
        const { subscribe, publishBelow } = deviceFilters(own);
        const heardBelow = subscribe.slice(0, -1);
        expect(upTopic(own, up).startsWith(publishBelow)).toBe(true);
        expect(downTopic(own, down).startsWith(heardBelow)).toBe(true);
        fc.pre(formatAddress(own) !== formatAddress(other));
        expect(upTopic(other, up).startsWith(publishBelow)).toBe(false);
        expect(downTopic(other, down).startsWith(heardBelow)).toBe(false);
      }),
    );
  });
});
