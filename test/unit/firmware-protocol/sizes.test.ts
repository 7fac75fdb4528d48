// Sizes: the largest messages that this gateway and its devices make fit the limits of the wire (FP-01).
import { describe, expect, test } from 'vitest';
import { importSigner, LIMITS, MESSAGE_TYPES, type MessageType, SCHEMAS, type SchemaName, signText } from '#protocol';
import { VECTOR_KEYS } from '../../vectors/read-protocol-vectors.ts';

/** An id as createIds makes them, a device name as long as a topic allows, counters as long as they get. */
const ID = `ses_${'z'.repeat(26)}`;
const ADDRESS = `${'t'.repeat(16)}/${'d'.repeat(48)}`;
const ISSUER = `https://${'i'.repeat(56)}`;
const BOOT = '4294967295-ffffffffffffffff';
const MOST = LIMITS.largestCount;
const HASH = 'A'.repeat(43);
const NONCE = 'n'.repeat(43);
const filled = <T>(length: number, make: (at: number) => T): readonly T[] => Array.from({ length }, (_, at) => make(at));
const from = { v: 1, sub: ADDRESS, boot: BOOT, seq: 0xffff_ffff, upMs: MOST };
const command = { v: 1, iss: ISSUER, aud: ADDRESS, cid: ID, ctr: MOST, boot: BOOT, expUp: MOST, iat: MOST, ses: ID };

async function signedBytes(typ: MessageType, schema: SchemaName, message: object): Promise<number> {
  expect(SCHEMAS[schema].safeParse(message)).toMatchObject({ success: true });
  const [key] = VECTOR_KEYS;
  if (!key) throw new Error('no vector key');
  return Buffer.byteLength(await signText(typ, JSON.stringify(message), await importSigner('k'.repeat(48), key.privateJwk)));
}

describe('FP-01 downward', () => {
  test.each([
    ['start', { act: 'start', arg: { limits: { leaseUp: MOST, maxS: LIMITS.longestSessionS } } }],
    ['set', { act: 'set', arg: { control: 'c'.repeat(32), value: '牛'.repeat(64), seen: MOST } }],
    [
      'order of eight dishes',
      { act: 'order', arg: { order: ID, lines: filled(8, () => ({ item: 'i'.repeat(24), name: '牛'.repeat(12), qty: 99 })) } },
    ],
  ])('a %s fits', async (_name, act) => {
    expect(await signedBytes(MESSAGE_TYPES.command, 'command', { ...command, ...act })).toBeLessThanOrEqual(LIMITS.maxDownBytes);
  });

  test('an order may be valid and yet too large: whoever composes it counts its bytes', async () => {
    const lines = filled(20, () => ({ item: 'i'.repeat(48), name: 'n'.repeat(80), qty: 99 }));
    const size = await signedBytes(MESSAGE_TYPES.command, 'command', { ...command, act: 'order', arg: { order: ID, lines } });
    expect(size).toBeGreaterThan(LIMITS.maxDownBytes);
  });

  test('a welcome with a verdict for every session of the largest hello fits', async () => {
    const verdicts = filled(LIMITS.helloOpenSessions, () => ({ ses: ID, verdict: 'continue' }));
    const size = await signedBytes(MESSAGE_TYPES.system, 'welcome', {
      v: 1,
      t: 'welcome',
      iss: ISSUER,
      aud: ADDRESS,
      boot: BOOT,
      nonce: NONCE,
      now: 9_999_999_999_999,
      cfgVer: 999_999,
      keys: 999_999,
      floor: 9_999_999_999,
      verdicts,
    });
    expect(size).toBeLessThanOrEqual(LIMITS.maxDownBytes);
  });

  test('the largest key manifest fits', async () => {
    const keys = filled(6, () => ({ kid: 'k'.repeat(48), x: HASH, use: ['cmd', 'sys'] }));
    const manifest = { v: 1, iss: ISSUER, tenant: 't'.repeat(48), ver: MOST, keys };
    expect(await signedBytes(MESSAGE_TYPES.keys, 'keyManifest', manifest)).toBeLessThanOrEqual(LIMITS.maxDownBytes);
  });

  test('the longest name that an enrolment gives fits', () => {
    const named = { sub: ADDRESS, kid: 'k'.repeat(48), iss: 'i'.repeat(128), root: { kid: 'r'.repeat(48), x: HASH } };
    const doc = Buffer.from(JSON.stringify({ v: 1, serial: 's'.repeat(42), ...named })).toString('base64url');
    expect(SCHEMAS.claimDown.safeParse({ v: 1, t: 'enrolled', doc, proof: HASH })).toMatchObject({ success: true });
    const longest = JSON.stringify({ v: 1, t: 'enrolled', doc: 'd'.repeat(1_800), proof: HASH });
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(LIMITS.maxDownBytes);
  });

  test('an ack with every missing entry fits', async () => {
    const missing = filled(64, (at) => 100_000 + at);
    const message = { v: 1, iss: ISSUER, aud: ADDRESS, boot: BOOT, ses: ID, upTo: MOST, missing, verdict: 'quarantined' };
    expect(await signedBytes(MESSAGE_TYPES.ack, 'ack', message)).toBeLessThanOrEqual(LIMITS.maxDownBytes);
  });
});

describe('FP-01 upward', () => {
  test('the largest signed hello fits', async () => {
    const hello = {
      v: 1,
      boot: BOOT,
      conn: 'c'.repeat(48),
      seq: 0xffff_ffff,
      upMs: MOST,
      model: 'm'.repeat(64),
      fw: 'f'.repeat(32),
      profile: 'p'.repeat(32),
      caps: filled(16, () => 'c'.repeat(16)),
      cfgVer: MOST,
      keys: MOST,
      lastCtr: MOST,
      open: filled(LIMITS.helloOpenSessions, () => ({ ses: ID, n: 99_999, state: 'running' })),
      journal: LIMITS.journalEntries,
      dropped: MOST,
      amnesia: false,
      sub: ADDRESS,
      nonce: NONCE,
    };
    expect(await signedBytes(MESSAGE_TYPES.hello, 'signedHello', hello)).toBeLessThanOrEqual(LIMITS.maxUpBytes);
  });

  test('the largest result and the largest journal entry fit', async () => {
    const result = {
      ...from,
      cid: ID,
      ses: ID,
      cmdHash: HASH,
      status: 'in_progress',
      ran: false,
      code: 'LOCAL_OVERRIDE',
      detail: '牛'.repeat(64),
    };
    expect(await signedBytes(MESSAGE_TYPES.result, 'result', result)).toBeLessThanOrEqual(LIMITS.maxUpBytes);
    const entry = {
      ...from,
      ses: ID,
      n: LIMITS.journalEntriesPerSession - 1,
      cid: ID,
      cmdHash: HASH,
      use: { useMs: MOST, distanceM: MOST, pausedMs: MOST },
      evidence: filled(8, () => 'e'.repeat(32)),
      off: true,
      ev: 'updated',
      trigger: 'ticket_printed',
      ticket: { order: ID, lines: filled(8, () => ({ item: 'i'.repeat(24), name: '牛'.repeat(12), qty: 99 })) },
    };
    expect(await signedBytes(MESSAGE_TYPES.journal, 'journalEntry', entry)).toBeLessThanOrEqual(LIMITS.maxUpBytes);
  });
});
