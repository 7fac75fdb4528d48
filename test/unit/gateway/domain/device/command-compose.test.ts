// Commands: exact bytes for one boot, keys that count attempts, and a size that is known before anything is promised.
import { describe, expect, test } from 'vitest';
import { generateKeyPair, importSigner, MESSAGE_TYPES, signText } from '#protocol';
import {
  composedAtMs,
  composePayload,
  intentKeyFor,
  newCommand,
  wireBytes,
} from '../../../../../gateway/domain/device/command-compose.ts';
import { commandRecord, stopCommand } from '../../../../support/records.ts';
import { compose, deviceRecord, NOW_MS } from '../session/session-facts.ts';

const call = { commandId: 'cmd_1', sessionId: 'ses_1', intent: { act: 'call', arg: { call: 'cal_1' } } } as const;

describe('a command', () => {
  test('is the same bytes for the same facts, with the next counter of its device', () => {
    const composed = composePayload(call, deviceRecord(), compose);
    expect(composePayload(call, deviceRecord(), compose)).toEqual(composed);
    expect(composed).toMatchObject({ ctr: 8, expUpMs: 230_000, expiresAtMs: NOW_MS + 30_000, kid: 'c1' });
    expect(composePayload(call, deviceRecord({ lastCtr: 41 }), compose).ctr).toBe(42);
    expect(composedAtMs({ intent: call.intent }, composed)).toBe(NOW_MS);
  });

  test('cannot be composed before a verified hello', () => {
    expect(() => composePayload(call, deviceRecord({ boot: null }), compose)).toThrow('FP-04');
  });

  test('that waits has no bytes yet', () => {
    const queued = newCommand({ ...call, intentKey: 'ses_1:call:1' }, deviceRecord(), { ...compose, composeNow: false });
    expect(queued).toMatchObject({ state: 'queued', composed: null, attempts: 0 });
  });

  test('is named by its session, act and attempt', () => {
    expect(intentKeyFor('ses_1', 'stop', [])).toBe('ses_1:stop:1');
    expect(intentKeyFor('ses_1', 'stop', [commandRecord(), stopCommand()])).toBe('ses_1:stop:2');
    expect(intentKeyFor('ses_1', 'start', [stopCommand()])).toBe('ses_1:start:1');
  });

  test.each([0, 1, 2, 3, 200])('has at most the bytes that were reckoned, and few less (%d more characters)', async (more) => {
    const { privateJwk } = await generateKeyPair();
    const long = { ...call, intent: { act: 'call', arg: { call: '面'.repeat(more) } } } as const;
    const { payload } = composePayload(long, deviceRecord(), compose);
    const jws = await signText(MESSAGE_TYPES.command, payload, await importSigner('c1', privateJwk));
    const reckoned = wireBytes(long, deviceRecord(), compose);
    expect(reckoned).toBeGreaterThanOrEqual(jws.length);
    expect(reckoned - jws.length).toBeLessThan(64);
  });
});
