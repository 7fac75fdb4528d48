// Surroundings: fault names, venue files, stored memory, alarms and back-off.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAlarms, createFileMemory, FAULT_KINDS, loadVenueFile, parseFault } from '#sim';
import { backOffMs } from '../../../device-sim/links/back-off.ts';
import { createBed } from './bed.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('fault names', () => {
  test.each([
    'lost-result',
    'lost-result@stop:3',
    'reboot',
    'reboot@active:2s',
    'pod-1/reboot@stop:500ms',
  ])('%s is understood', (text) => {
    expect(parseFault(FAULT_KINDS, text)).toMatchObject({ ok: true });
  });

  test.each([
    ['', 'fault.malformed'],
    ['reboot active', 'fault.malformed'],
    ['earthquake', 'fault.unknown'],
    ['reboot@breakfast', 'fault.bad-argument'],
    ['reboot:2h', 'fault.bad-argument'],
    ['lost-result@start:0', 'fault.bad-argument'],
  ])('"%s" is refused with %s', (text, code) => {
    expect(parseFault(FAULT_KINDS, text)).toEqual({ ok: false, error: { code, text } });
  });
});

describe('venue file', () => {
  const device = {
    tenant: 'airport',
    device: 'pod-1',
    kind: 'sleep-pod',
    password: 'secret',
    privateJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' },
    name: 'Pod 1',
  };
  const good = { v: 1, issuer: 'gw', gatewayKeys: [{ kid: 'k', x: 'x' }], devices: [device] };
  const load = (content: string) => {
    const path = join(folder, 'venue.json');
    writeFileSync(path, content);
    return loadVenueFile(path);
  };

  test('a whole file is read', () => {
    expect(load(JSON.stringify(good))).toEqual({ ok: true, value: good });
  });

  test.each([
    [{ ...good, v: 2 }, 'v'],
    [{ ...good, issuer: '' }, 'issuer'],
    [{ ...good, gatewayKeys: [{ kid: 'k' }] }, 'gatewayKeys'],
    [{ ...good, devices: [device, { ...device, device: 'pod/2' }] }, 'devices.1.device'],
    [{ ...good, devices: [{ ...device, privateJwk: { kty: 'RSA' } }] }, 'devices.0.privateJwk'],
    [{ ...good, devices: [{ ...device, password: 5 }] }, 'devices.0.password'],
  ])('a wrong field is named (%#)', (file, at) => {
    expect(load(JSON.stringify(file))).toMatchObject({ ok: false, error: { code: 'venue.invalid', at } });
  });

  test('what is no JSON, or not there, says so', () => {
    expect(load('{')).toMatchObject({ error: { code: 'venue.not-json' } });
    expect(loadVenueFile(join(folder, 'none.json'))).toMatchObject({ error: { code: 'venue.unreadable' } });
  });
});

describe('stored memory', () => {
  test('comes back as it was', () => {
    const store = createFileMemory(folder, 'pod-1', 'sleep-pod');
    const memory = createBed('sleep-pod').memory();
    expect(store.load()).toBeNull();
    store.save(memory);
    expect(createFileMemory(folder, 'pod-1', 'sleep-pod').load()).toEqual(memory);
  });

  test('that is broken, or of another kind, is lost and not guessed', () => {
    const store = createFileMemory(folder, 'pod-1', 'sleep-pod');
    store.save(createBed('sleep-pod').memory());
    expect(createFileMemory(folder, 'pod-1', 'bike').load()).toBeNull();
    writeFileSync(join(folder, 'pod-1.json'), '{"half":');
    chmodSync(join(folder, 'pod-1.json'), 0o600);
    expect(store.load()).toBeNull();
  });
});

describe('alarms', () => {
  test('ring in order of their time, and cancelled ones stay silent', () => {
    let nowMs = 0;
    const alarms = createAlarms({ clock: { nowMs: () => nowMs } });
    const rung: number[] = [];
    const delays = [50, 10, 40, 10, 30, 20];
    const cancels = delays.map((delay, index) => alarms.after(delay, () => rung.push(index)));
    cancels[4]?.();
    expect(alarms.nextDueMs()).toBe(10);
    nowMs = 45;
    alarms.runDue();
    expect(rung).toEqual([1, 3, 5, 2]);
    expect(alarms.nextDueMs()).toBe(50);
  });

  test('one native timer serves them all and follows the earliest', () => {
    let nowMs = 0;
    const armed: { delayMs: number; run: () => void; isOff: boolean }[] = [];
    const arm = (delayMs: number, run: () => void) => {
      const timer = { delayMs, run, isOff: false };
      armed.push(timer);
      return () => {
        timer.isOff = true;
      };
    };
    const alarms = createAlarms({ clock: { nowMs: () => nowMs }, arm });
    const rung: string[] = [];
    alarms.after(100, () => rung.push('late'));
    alarms.after(20, () => rung.push('early'));
    expect(armed.map(({ delayMs, isOff }) => [delayMs, isOff])).toEqual([
      [100, true],
      [20, false],
    ]);
    nowMs = 20;
    armed[1]?.run();
    expect(rung).toEqual(['early']);
    expect(armed.at(-1)).toMatchObject({ delayMs: 80, isOff: false });
  });
});

describe('back-off', () => {
  test('doubles from 1 s to 60 s and is spread by chance', () => {
    expect([0, 1, 2, 5, 40].map((failures) => backOffMs(failures, 0.9999999))).toEqual([1_999, 3_999, 7_999, 59_999, 59_999]);
    expect(backOffMs(40, 0)).toBe(1_000);
  });
});
