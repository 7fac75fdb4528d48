// The doctor's judgement as a table: facts in, the failing step and its code out.
import { describe, expect, test } from 'vitest';
import type { Facts, GatewayWord } from '../../../../gateway/doctor/facts.ts';
import { judge } from '../../../../gateway/doctor/judge.ts';
import { BROKER_LIMITS } from '../../../../gateway/mqtt/broker-limits.ts';

const device = { tenant: 'acme', kind: 'bike', isUnsigned: false, publicX: 'own' };
const heard = (...reasons: readonly string[]): GatewayWord => ({ asked: true, device, reasons });
const unasked: GatewayWord = { asked: false, why: 'elsewhere' };

const FIT: Facts = {
  url: { protocol: 'mqtts', host: 'gateway.example', port: 8883 },
  address: { tenant: 'acme', device: 'bike-1' },
  ...{ mqttVersion: '3.1.1', credential: 'password', filter: 'o2o/1/acme/bike-1/dn/#' },
  ...{ dns: { found: 'name' }, tcp: { found: 'port' }, tls: { found: 'TLSv1.3' }, connack: { outcome: 'accepted' } },
  ...{ isSubscribed: true, hint: 'rehello', helloProblem: null, signerX: 'own', signedHello: 'welcome' },
  ...{ welcome: { skewMs: 0, isBelieved: true }, gateway: heard() },
};
/** What is known when the way ends at a step. */
const AFTER_CONNACK = { isSubscribed: undefined, hint: undefined, signedHello: undefined, welcome: undefined } as const;
const AFTER_TCP = { ...AFTER_CONNACK, connack: undefined } as const;
const unwelcome = { signedHello: 'silence', welcome: undefined } as const;
const refusedBy = (returnCode: number, ...reasons: readonly string[]): Partial<Facts> => ({
  ...AFTER_CONNACK,
  ...{ connack: { outcome: 'refused', returnCode }, gateway: heard(...reasons) },
});
const plain = { url: { protocol: 'mqtt', host: 'gateway.example', port: 1883 }, tls: undefined } as const;
const noMqtt = (speaksTls: boolean): Partial<Facts> => ({
  ...{ ...AFTER_CONNACK, ...plain },
  connack: { outcome: 'no-mqtt', problem: 'ECONNRESET', speaksTls },
});

const TABLE: readonly (readonly [string, string, Partial<Facts>])[] = [
  ['dns', 'dns.unresolved', { ...AFTER_TCP, dns: { error: 'ENOTFOUND' }, tcp: undefined, tls: undefined }],
  ['tcp', 'tcp.refused', { ...AFTER_TCP, tcp: { error: 'ECONNREFUSED' }, tls: undefined }],
  ['tcp', 'tcp.unreachable', { ...AFTER_TCP, tcp: { error: 'timeout' }, tls: undefined }],
  ['tls', 'tls.untrusted', { ...AFTER_TCP, tls: { error: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }],
  ['tls', 'tls.time', { ...AFTER_TCP, tls: { error: 'CERT_NOT_YET_VALID' } }],
  ['tls', 'tls.other-name', { ...AFTER_TCP, tls: { error: 'ERR_TLS_CERT_ALTNAME_INVALID' } }],
  ['tls', 'tls.other-certificate', { ...AFTER_TCP, tls: { error: 'pin' } }],
  ['tls', 'tls.no-tls', { ...AFTER_TCP, tls: { error: 'ECONNRESET' } }],
  ['tls', 'tls.wanted', noMqtt(true)],
  ['mqtt', 'mqtt.no-mqtt', noMqtt(false)],
  ['mqtt', 'mqtt.version', { ...refusedBy(1), mqttVersion: '5' }],
  ['credentials', 'credentials.client-id', refusedBy(2)],
  ['credentials', 'credentials.unavailable', refusedBy(3)],
  ['credentials', 'credentials.wrong', refusedBy(4, 'auth.wrong')],
  ['credentials', 'credentials.wrong', { ...refusedBy(4), gateway: unasked }],
  ['credentials', 'credentials.backed-off', refusedBy(4, 'auth.wrong', 'auth.backed-off')],
  ['credentials', 'credentials.expired', refusedBy(4, 'auth.expired')],
  ['credentials', 'credentials.replayed', refusedBy(4, 'auth.replayed')],
  ['credentials', 'credentials.suspended', refusedBy(5, 'device.suspended')],
  ['credentials', 'credentials.unknown-device', { ...refusedBy(4), gateway: { asked: true, device: null, reasons: [] } }],
  ['acl', 'acl.will', refusedBy(5, 'will.foreign')],
  ['acl', 'acl.will', { ...refusedBy(5), gateway: unasked }],
  ['acl', 'acl.subscription', { ...AFTER_CONNACK, isSubscribed: false, filter: '#' }],
  ['acl', 'acl.subscription', { ...AFTER_CONNACK, isSubscribed: false, gateway: unasked }],
  ['hello', 'hello.malformed', { ...unwelcome, hint: 'silence', helloProblem: 'boot: missing', gateway: heard('codec.invalid') }],
  ['hello', 'hello.unanswered', { ...AFTER_CONNACK, isSubscribed: true, hint: 'silence', gateway: unasked }],
  ['hello', 'hello.cut', { ...AFTER_CONNACK, isSubscribed: true, hint: 'ended' }],
  ['hello', 'hello.counter', { ...unwelcome, gateway: heard('counter-leaps') }],
  ['clock', 'clock.runs-ahead', { ...unwelcome, gateway: heard('uptime-runs-ahead') }],
  ['clock', 'clock.boot-repeated', { ...unwelcome, gateway: heard('boot-repeated') }],
  ['clock', 'clock.refused', { ...unwelcome, freshHello: 'welcome', gateway: unasked }],
  ['signature', 'signature.invalid', { ...unwelcome, gateway: heard('signature.invalid') }],
  ['signature', 'signature.invalid', { ...unwelcome, freshHello: 'silence', gateway: unasked }],
  ['signature', 'signature.other-key', { ...unwelcome, signerX: 'another', gateway: heard('signature.invalid') }],
  ['signature', 'signature.foreign-gateway', { welcome: { skewMs: 0, isBelieved: false } }],
  ['signature', 'signature.no-key', { signerX: null, signedHello: undefined, welcome: undefined }],
];

describe('the judgement of the doctor', () => {
  test.each(TABLE)('names %s by %s', (step, code, found) => {
    const diagnosis = judge({ ...FIT, ...found });
    expect(diagnosis).toMatchObject({ ok: false, step, code });
    expect(diagnosis.next).not.toBe('');
    const results = diagnosis.steps.map(({ result }) => result);
    const at = diagnosis.steps.findIndex((each) => each.step === step);
    expect(results.slice(at + 1).every((result) => result === 'not reached')).toBe(true);
    expect(results.filter((result) => result === 'failed').length).toBe(code === 'signature.no-key' ? 0 : 1);
  });

  test.each([
    ['signs and is welcome', {}],
    ['asks nobody', { gateway: unasked, welcome: { skewMs: 0, isBelieved: null } }],
    ['signs nothing where nothing is asked for (FP-32)', { hint: 'welcome', signedHello: undefined, signerX: null }],
    ['is far from the wall clock, by which nothing is decided (FP-08)', { welcome: { skewMs: 86_400_000, isBelieved: true } }],
  ] as const)('finds a device fit that %s', (_what, found) => {
    const { ok, step, steps } = judge({ ...FIT, ...found });
    expect({ ok, step, results: steps.map(({ result }) => result) }).toEqual({
      ok: true,
      step: null,
      results: steps.map(() => 'ok'),
    });
  });

  test.each([
    ['password', / rotate bike-1$/],
    ['key', / rotate bike-1 --to device-key$/],
    ['certificate', / rotate bike-1 --to certificate$/],
  ] as const)('has a new credential made of the sort that was shown: %s', (credential, next) => {
    expect(judge({ ...FIT, ...refusedBy(4, 'auth.wrong'), credential }).next).toMatch(next);
  });

  test('FP-25 sends a device that is kept away back when the broker takes it again', () => {
    expect(BROKER_LIMITS.suspendMs).toBe(60_000);
    expect(judge({ ...FIT, ...refusedBy(5, 'device.suspended') }).next).toMatch(/^wait a minute,/);
  });

  test('says what it asked the gateway in vain', () => {
    const { problem } = judge({ ...FIT, ...refusedBy(4), gateway: unasked });
    expect(problem).toContain('--data');
    expect(judge({ ...FIT, ...refusedBy(4, 'auth.wrong') }).problem).not.toContain('--data');
  });

  test('takes a lost connection for no step that passed', () => {
    const lost = judge({ ...FIT, ...AFTER_CONNACK, connack: undefined });
    expect(lost).toMatchObject({ ok: false, step: 'mqtt', code: 'mqtt.not-reached' });
  });
});
