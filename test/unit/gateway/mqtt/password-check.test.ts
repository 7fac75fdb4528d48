// Password check: passwords, the memory of them, the same work for strangers, and the back-off.
import { describe, expect, test } from 'vitest';
import {
  AUTHORIZE_LIMITS,
  type AuthorizeLimits,
  createPasswordCheck,
  hashPassword,
} from '../../../../gateway/mqtt/credentials/password-check.ts';
import { createHandClock, createRecordedLog } from './recorders.ts';

const CHEAP = { n: 16, r: 1, p: 1 };
const salt = Buffer.alloc(16, 3);

async function open(limits: Partial<AuthorizeLimits> = {}) {
  const hashes = new Map([['bike-1', await hashPassword('right', salt, CHEAP)]]);
  const clock = createHandClock();
  const log = createRecordedLog();
  const client = createPasswordCheck({ clock, log, limits: { ...AUTHORIZE_LIMITS, ...limits } });
  const answer = async (password: string, deviceId = 'bike-1', remoteAddress = '127.0.0.1') => {
    const hash = hashes.get(deviceId);
    const known = hash === undefined ? [] : [{ credentialId: `crd_${deviceId}`, hash }];
    const isKnown = hash !== undefined;
    const said = await client.check({ deviceId, isKnown, hashes: known, password: Buffer.from(password), remoteAddress });
    return said.outcome === 'right' ? said.credentialId : said.outcome;
  };
  const setHash = (hash: string) => hashes.set('bike-1', hash);
  const addDevice = async (deviceId: string, password: string) => hashes.set(deviceId, await hashPassword(password, salt, CHEAP));
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

describe('a password', () => {
  test('that is right names its credential', async () => {
    const { answer } = await open();
    expect(await answer('right')).toBe('crd_bike-1');
  });

  test('a wrong password, no password and an unknown device get the same answer for the same work', async () => {
    const { client, answer } = await open();
    expect(await answer('wrong')).toBe('wrong');
    expect(client.derivations()).toBe(1);
    expect(await answer('')).toBe('wrong');
    expect(client.derivations()).toBe(2);
    expect(await answer('right', 'nobody')).toBe('wrong');
    expect(client.derivations()).toBe(3);
  });

  test('a thousand reconnects cost one derivation', async () => {
    const { client, answer } = await open();
    for (let n = 0; n < 1_000; n += 1) expect(await answer('right')).toBe('crd_bike-1');
    expect(client.derivations()).toBe(1);
  });

  test('a new password is in force at once, and the old one is forgotten', async () => {
    const { answer, setHash } = await open();
    await answer('right');
    setHash(await hashPassword('new', salt, CHEAP));
    expect(await answer('right')).toBe('wrong');
    expect(await answer('new')).toBe('crd_bike-1');
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
    expect(await answer('right')).toBe('wrong');
    expect(await answer('')).toBe('wrong');
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
    expect(JSON.stringify(log.lines)).not.toContain('right');
  });
});

test('two passwords are good while one follows the other, and each names its own credential', async () => {
  const { client } = await open();
  const hashes = [
    { credentialId: 'old', hash: await hashPassword('right', salt, CHEAP) },
    { credentialId: 'new', hash: await hashPassword('next', salt, CHEAP) },
  ];
  const ask = (password: string, good = hashes) =>
    client.check({ deviceId: 'bike-1', isKnown: true, hashes: good, password: Buffer.from(password), remoteAddress: 'here' });
  expect(await ask('next')).toEqual({ outcome: 'right', credentialId: 'new' });
  expect(await ask('right')).toEqual({ outcome: 'right', credentialId: 'old' });
  expect(await ask('right', hashes.slice(1))).toEqual({ outcome: 'wrong' });
});

describe('back-off', () => {
  test('after some wrong passwords a client is refused unheard, until the window is over', async () => {
    const { client, clock, answer } = await open({ wrongPerClient: 3 });
    for (let n = 0; n < 3; n += 1) expect(await answer(`guess ${n}`)).toBe('wrong');
    expect(await answer('guess')).toBe('backed-off');
    expect(await answer('right')).toBe('backed-off');
    expect(client.derivations()).toBe(3);
    clock.advance(AUTHORIZE_LIMITS.wrongWindowMs);
    expect(await answer('right')).toBe('crd_bike-1');
  });

  test('a guesser elsewhere, or beside it, does not keep a device out that was in', async () => {
    const { answer } = await open({ wrongPerClient: 2 });
    await answer('right');
    for (const from of ['10.0.0.9', '127.0.0.1']) for (let n = 0; n < 4; n += 1) await answer('guess', 'bike-1', from);
    expect(await answer('guess')).toBe('backed-off');
    expect(await answer('right')).toBe('crd_bike-1');
  });

  test('a guesser of many names from one address is refused too, and keeps no known device behind it out', async () => {
    const { client, answer } = await open({ wrongPerAddress: 3 });
    for (let n = 0; n < 3; n += 1) expect(await answer('guess', `bike-${n + 2}`)).toBe('wrong');
    expect(await answer('guess', 'bike-9')).toBe('backed-off');
    expect(client.derivations()).toBe(3);
    // Nobody is remembered yet, as after a restart.
    expect(await answer('right')).toBe('crd_bike-1');
  });

  test('guesses under way count before they are answered', async () => {
    const { client, answer } = await open({ wrongPerClient: 2, wrongPerAddress: 3 });
    const strangers = await Promise.all(Array.from({ length: 9 }, (_, n) => answer('guess', `bike-${n + 2}`)));
    const own = await Promise.all(Array.from({ length: 9 }, (_, n) => answer(`guess ${n}`)));
    expect(strangers.filter((each) => each === 'wrong')).toHaveLength(3);
    expect(own.filter((each) => each === 'wrong')).toHaveLength(2);
    expect(client.derivations()).toBe(5);
  });

  test('the wrong passwords of one device do not count for another', async () => {
    const { answer, addDevice } = await open({ wrongPerClient: 2, wrongPerAddress: 2 });
    await addDevice('bike-2', 'other');
    for (let n = 0; n < 4; n += 1) await answer(`guess ${n}`);
    expect(await answer('right')).toBe('backed-off');
    expect(await answer('other', 'bike-2')).toBe('crd_bike-2');
  });
});

describe('a crowd', () => {
  test('too many at a time are told to come back, and that costs them no try', async () => {
    const { answer } = await open({ parallelDerivations: 1, waitingDerivations: 1 });
    const strangers = await Promise.all([answer('a', 'x-1'), answer('b', 'x-2'), answer('c', 'x-3')]);
    expect(strangers).toEqual(['wrong', 'wrong', 'busy']);
    expect(await answer('right')).toBe('crd_bike-1');
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
    expect(new Set(answers)).toEqual(new Set(['crd_bike-1']));
    expect(client.derivations()).toBe(1);
  });
});
