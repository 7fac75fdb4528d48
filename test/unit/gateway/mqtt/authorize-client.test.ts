// Authorize client: passwords, the memory of them, the same work for strangers, and the back-off.
import { describe, expect, test } from 'vitest';
import type { DeviceRecord } from '../../../../gateway/domain/device/device.ts';
import {
  AUTHORIZE_LIMITS,
  type AuthorizeLimits,
  createAuthorizeClient,
  hashPassword,
} from '../../../../gateway/mqtt/authorize-client.ts';
import { createHandClock, createRecordedLog } from './recorders.ts';

const CHEAP = { n: 16, r: 1, p: 1 };
const salt = Buffer.alloc(16, 3);

async function open(limits: Partial<AuthorizeLimits> = {}) {
  const device: DeviceRecord = {
    deviceId: 'bike-1',
    tenantId: 'acme',
    kind: 'bike',
    publicX: 'A'.repeat(43),
    passwordHash: await hashPassword('right', salt, CHEAP),
    presence: { online: false, conn: null, lastSeenAtMs: null },
    boot: null,
    lastCtr: 0,
    state: null,
    config: { desiredVer: 0, desired: {}, reportedVer: 0 },
  };
  const devices = new Map([[device.deviceId, device]]);
  const clock = createHandClock();
  const log = createRecordedLog();
  const client = createAuthorizeClient({
    store: { device: async (id) => devices.get(id) ?? null },
    clock,
    log,
    limits: { ...AUTHORIZE_LIMITS, ...limits },
  });
  const answer = async (password: string, deviceId = 'bike-1', remoteAddress = '127.0.0.1') => {
    const result = await client.authenticate({ deviceId, password: Buffer.from(password), remoteAddress });
    return result.ok ? result.value : result.error.code;
  };
  const setHash = (passwordHash: string) => devices.set('bike-1', { ...device, passwordHash });
  const addDevice = async (deviceId: string, password: string) =>
    devices.set(deviceId, { ...device, deviceId, passwordHash: await hashPassword(password, salt, CHEAP) });
  return { client, clock, log, answer, setHash, addDevice };
}

describe('hashPassword', () => {
  test('names algorithm, cost, salt and hash, and agrees with RFC 7914 section 12', async () => {
    const text = await hashPassword('pleaseletmein', Buffer.from('SodiumChloride'), { n: 16_384, r: 8, p: 1 });
    const [name, n, r, p, saltText, hash] = text.split('$');
    expect([name, n, r, p]).toEqual(['scrypt', '16384', '8', '1']);
    expect(Buffer.from(saltText ?? '', 'base64url').toString()).toBe('SodiumChloride');
    // The first half of the vector: 32 of its 64 bytes are what is kept.
    expect(Buffer.from(hash ?? '', 'base64url').toString('hex')).toBe(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
    );
  });
});

describe('authenticate', () => {
  test('the right password tells the tenant', async () => {
    const { answer } = await open();
    expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('a wrong password, no password and an unknown device get the same answer for the same work', async () => {
    const { client, answer } = await open();
    expect(await answer('wrong')).toBe('auth.wrong');
    expect(client.derivations()).toBe(1);
    expect(await answer('')).toBe('auth.wrong');
    expect(client.derivations()).toBe(2);
    expect(await answer('right', 'nobody')).toBe('auth.wrong');
    expect(client.derivations()).toBe(3);
  });

  test('a thousand reconnects cost one derivation', async () => {
    const { client, answer } = await open();
    for (let n = 0; n < 1_000; n += 1) expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
    expect(client.derivations()).toBe(1);
  });

  test('a new password is in force at once, and the old one is forgotten', async () => {
    const { answer, setHash } = await open();
    await answer('right');
    setHash(await hashPassword('new', salt, CHEAP));
    expect(await answer('right')).toBe('auth.wrong');
    expect(await answer('new')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('the memory is bounded', async () => {
    const { client, answer, setHash } = await open({ rememberedPasswords: 1 });
    await answer('right');
    setHash(await hashPassword('right', Buffer.alloc(16, 4), CHEAP));
    await answer('right');
    setHash(await hashPassword('right', salt, CHEAP));
    await answer('right');
    expect(client.derivations()).toBe(3);
  });

  test.each([
    ['nothing', ''],
    ['plain text', 'right'],
    ['another algorithm', 'bcrypt$16$1$1$AAAA$AAAA'],
    ['a cost that would stop the process', `scrypt$1048576$99$1$AAAA$${'A'.repeat(43)}`],
    ['a cost that scrypt does not know', `scrypt$15$1$1$AAAA$${'A'.repeat(43)}`],
    ['a hash of no length', 'scrypt$16$1$1$AAAA$'],
  ])('a stored hash that is %s lets nobody in and is told', async (_what, hash) => {
    const { answer, setHash, log } = await open();
    setHash(hash);
    expect(await answer('right')).toBe('auth.wrong');
    expect(await answer('')).toBe('auth.wrong');
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
    expect(JSON.stringify(log.lines)).not.toContain('right');
  });
});

describe('back-off', () => {
  test('after some wrong passwords a client is refused unheard, until the window is over', async () => {
    const { client, clock, answer } = await open({ wrongPerClient: 3 });
    for (let n = 0; n < 3; n += 1) expect(await answer(`guess ${n}`)).toBe('auth.wrong');
    expect(await answer('guess')).toBe('auth.backed-off');
    expect(await answer('right')).toBe('auth.backed-off');
    expect(client.derivations()).toBe(3);
    clock.advance(AUTHORIZE_LIMITS.wrongWindowMs);
    expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('a guesser elsewhere, or beside it, does not keep a device out that was in', async () => {
    const { answer } = await open({ wrongPerClient: 2 });
    await answer('right');
    for (const from of ['10.0.0.9', '127.0.0.1']) for (let n = 0; n < 4; n += 1) await answer('guess', 'bike-1', from);
    expect(await answer('guess')).toBe('auth.backed-off');
    expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('a guesser of many names from one address is refused too, and keeps no known device behind it out', async () => {
    const { client, answer } = await open({ wrongPerAddress: 3 });
    for (let n = 0; n < 3; n += 1) expect(await answer('guess', `bike-${n + 2}`)).toBe('auth.wrong');
    expect(await answer('guess', 'bike-9')).toBe('auth.backed-off');
    expect(client.derivations()).toBe(3);
    // Nobody is remembered yet, as after a restart.
    expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('guesses under way count before they are answered', async () => {
    const { client, answer } = await open({ wrongPerClient: 2, wrongPerAddress: 3 });
    const strangers = await Promise.all(Array.from({ length: 9 }, (_, n) => answer('guess', `bike-${n + 2}`)));
    const own = await Promise.all(Array.from({ length: 9 }, (_, n) => answer(`guess ${n}`)));
    expect(strangers.filter((each) => each === 'auth.wrong')).toHaveLength(3);
    expect(own.filter((each) => each === 'auth.wrong')).toHaveLength(2);
    expect(client.derivations()).toBe(5);
  });

  test('the wrong passwords of one device do not count for another', async () => {
    const { answer, addDevice } = await open({ wrongPerClient: 2, wrongPerAddress: 2 });
    await addDevice('bike-2', 'other');
    for (let n = 0; n < 4; n += 1) await answer(`guess ${n}`);
    expect(await answer('right')).toBe('auth.backed-off');
    expect(await answer('other', 'bike-2')).toEqual({ tenant: 'acme', device: 'bike-2' });
  });
});

describe('a crowd', () => {
  test('too many at a time are told to come back, and that costs them no try', async () => {
    const { answer } = await open({ parallelDerivations: 1, waitingDerivations: 1 });
    const strangers = await Promise.all([answer('a', 'x-1'), answer('b', 'x-2'), answer('c', 'x-3')]);
    expect(strangers).toEqual(['auth.wrong', 'auth.wrong', 'auth.busy']);
    expect(await answer('right')).toEqual({ tenant: 'acme', device: 'bike-1' });
  });

  test('known devices are served before strangers, and those without a failure first', async () => {
    const { answer, addDevice } = await open({ parallelDerivations: 1 });
    await addDevice('bike-2', 'other');
    await answer('guess');
    const served: string[] = [];
    const ask = async (password: string, deviceId: string) => {
      await answer(password, deviceId);
      served.push(deviceId);
    };
    await Promise.all([ask('a', 'x-1'), ask('b', 'x-2'), ask('c', 'x-3'), ask('right', 'bike-1'), ask('other', 'bike-2')]);
    expect(served).toEqual(['x-1', 'bike-2', 'bike-1', 'x-2', 'x-3']);
  });

  test('a device that dials many times at once costs one derivation', async () => {
    const { client, answer } = await open();
    const answers = await Promise.all(Array.from({ length: 12 }, () => answer('right')));
    expect(new Set(answers.map((each) => JSON.stringify(each)))).toEqual(new Set(['{"tenant":"acme","device":"bike-1"}']));
    expect(client.derivations()).toBe(1);
  });
});
