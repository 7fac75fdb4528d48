// Client rules: decisions about connections and topics as a table.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol';
import {
  claimantAddress,
  clientIdOf,
  isSaidByItself,
  mayRetain,
  maySubscribe,
  reviewConnect,
  reviewPublish,
  reviewWill,
  serialOfClaim,
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

describe('FP-28 whoever claims a name', () => {
  const claimant = claimantAddress('SN-1');

  test('is known by its serial number', () => {
    expect(clientIdOf(claimant)).toBe('claim-SN-1');
    expect(clientIdOf({ tenant: 'acme', device: 'bike-1' })).toBe('bike-1');
    expect(serialOfClaim('o2o/1/claim/SN-1/up')).toBe('SN-1');
    const others = [
      'o2o/1/claim/SN-1/dn',
      'o2o/1/claim/SN-1/up/hello',
      'o2o/1/claim//up',
      'o2o/1/acme/SN-1/up',
      `o2o/1/claim/${'x'.repeat(43)}/up`,
    ];
    for (const topic of others) expect(serialOfClaim(topic)).toBeNull();
  });

  test('hears and says exactly its own', () => {
    expect(maySubscribe(claimant, 'o2o/1/claim/SN-1/dn')).toBe(true);
    for (const filter of ['o2o/1/claim/SN-2/dn', 'o2o/1/claim/SN-1/dn/#', 'o2o/1/claim/+/dn', '#']) {
      expect(maySubscribe(claimant, filter)).toBe(false);
    }
    expect(reviewPublish(claimant, 'o2o/1/claim/SN-1/up', 10)).toBeNull();
    expect(reviewPublish(claimant, 'o2o/1/claim/SN-1/up', 4_097)).toBe('payload.too-large');
    for (const topic of ['o2o/1/claim/SN-2/up', 'o2o/1/claim/SN-1/up/x', 'o2o/1/claim/SN-1/dn']) {
      expect(reviewPublish(claimant, topic, 10)).toBe('topic.foreign');
    }
  });

  test('is not taken for a device of that name, nor the other way round', () => {
    expect(isSaidByItself('o2o/1/claim/SN-1/up', 'claim-SN-1')).toBe(true);
    expect(isSaidByItself('o2o/1/claim/SN-1/up', 'SN-1')).toBe(false);
    expect(isSaidByItself('o2o/1/claim/SN-1/up/hello', 'claim-SN-1')).toBe(false);
    expect(isSaidByItself('o2o/1/acme/SN-1/up/hello', 'claim-SN-1')).toBe(false);
    expect(isSaidByItself('o2o/1/claim/claim-SN-1/up', 'claim-SN-1')).toBe(false);
  });

  test('leaves no will and retains nothing', () => {
    expect(reviewWill(claimant, { topic: 'o2o/1/claim/SN-1/up', payload: Buffer.from('{"v":1,"on":false,"conn":"c"}') })).toBe(
      'will.foreign',
    );
    expect(mayRetain(claimant, 'o2o/1/claim/SN-1/up')).toBe(false);
  });
});
