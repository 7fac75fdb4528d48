// Client rules: decisions about connections and topics as a table.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol';
import {
  isSaidByItself,
  mayRetain,
  maySubscribe,
  reviewConnect,
  reviewPublish,
  reviewWill,
} from '../../../../gateway/mqtt/client-rules.ts';

const address = { tenant: 'acme', device: 'bike-1' };
const up = 'o2o/1/acme/bike-1/up';

describe('reviewConnect', () => {
  const claim = { clientId: 'bike-1', username: 'bike-1', keepaliveS: 30 };
  test.each([
    [{}, null],
    [{ clientId: '' }, 'client-id.empty'],
    [{ clientId: 'bike 1', username: 'bike 1' }, 'client-id.malformed'],
    [{ clientId: 'x'.repeat(49), username: 'x'.repeat(49) }, 'client-id.malformed'],
    [{ username: 'bike-2' }, 'client-id.not-user-name'],
    [{ username: undefined }, 'client-id.not-user-name'],
    [{ keepaliveS: 0 }, 'keepalive.zero'],
  ])('%j gives %s', (changes, refusal) => {
    expect(reviewConnect({ ...claim, ...changes })).toBe(refusal);
  });
});

test.each([
  [`${up}/ses`, 0, null],
  [`${up}/ses`, LIMITS.maxUpBytes, null],
  [`${up}/ses`, LIMITS.maxUpBytes + 1, 'payload.too-large'],
  [`${up}/${'x'.repeat(LIMITS.maxTopicBytes)}`, 0, 'topic.malformed'],
  [up, 0, 'topic.foreign'],
  ['o2o/1/acme/bike-10/up/ses', 0, 'topic.foreign'],
  ['O2O/1/acme/bike-1/up/ses', 0, 'topic.foreign'],
  ['', 0, 'topic.foreign'],
])('a publish to %s of %i bytes gives %s', (topic, bytes, reason) => {
  expect(reviewPublish(address, topic, bytes)).toBe(reason);
});

const offline = Buffer.from('{"v":1,"on":false,"conn":"c1"}');

test('only presence may be retained or left as a will, and only its own', () => {
  expect(mayRetain(address, `${up}/online`)).toBe(true);
  expect(reviewWill(address, { topic: `${up}/online`, payload: offline })).toBeNull();
  for (const topic of [`${up}/state`, `${up}/online/x`, 'o2o/1/acme/bike-2/up/online', '']) {
    expect(mayRetain(address, topic)).toBe(false);
    expect(reviewWill(address, { topic, payload: offline })).toBe('will.foreign');
  }
});

test.each([
  '{"v":1,"on":true,"conn":"c1"}',
  '{"v":1,"on":false}',
  '{"v":2,"on":false,"conn":"c1"}',
  'off',
  '',
])('a will that says %s is malformed', (text) => {
  expect(reviewWill(address, { topic: `${up}/online`, payload: Buffer.from(text) })).toBe('will.malformed');
});

test('what arrives is looked at again: only the client itself speaks below its own name', () => {
  expect(isSaidByItself(`${up}/state`, 'bike-1')).toBe(true);
  expect(isSaidByItself(`${up}/state`, 'bike-2')).toBe(false);
  expect(isSaidByItself(`${up}/state`, undefined)).toBe(false);
});

test('the one filter a device may have is its own', () => {
  expect(maySubscribe(address, 'o2o/1/acme/bike-1/dn/#')).toBe(true);
  for (const filter of [
    '#',
    'o2o/1/acme/bike-1/dn/+',
    'o2o/1/acme/bike-1/dn',
    'o2o/1/acme/bike-2/dn/#',
    '$share/x/o2o/1/acme/bike-1/dn/#',
  ]) {
    expect(maySubscribe(address, filter)).toBe(false);
  }
});
