// The `labels keys` commands at a gateway as it is served: keys change while people scan, and no scan of a genuine label is lost.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, createRemoteJWKSet, flattenedVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIds, KIND_CATALOGUE } from '#protocol';
import {
  createSigningProcess,
  createTagSigner,
  encodeDigits,
  encodeTagPayload,
  formatShortCode,
  issuedDayOf,
  parseKeyRing,
  tagHeader,
} from '#qr';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { openTagKeys } from '../../../gateway/compose-tag-keys.ts';
import { readConfig } from '../../../gateway/config.ts';
import { createTagKeyActs } from '../../../gateway/operator/change-tag-keys.ts';
import type { TagSigner } from '../../../gateway/ports/tag-signer.ts';
import { runCommand } from '../../support/command-line.ts';
import { POD, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const ISSUER = 'https://q.example.com';
const OTHER = 'https://r.example.com';
const NOW_MS = Date.now();
let folder: string;
let gateway: Gateway;
let labels = 0;
let visitors = 0;

async function openGateway(settings: { readonly [name: string]: string } = {}): Promise<void> {
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
    // Each visitor comes from an address of its own, as the proxy says: no limit is what is tested here.
    UNLATCH_TRUSTED_PROXIES: '1',
    ...settings,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: ISSUER, log: createRecordedLog() },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-tag-keys-'));
  await openGateway();
  await gateway.store.setUpVenue(venueSetup({ tags: [] }));
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

async function here(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand('labels', 'keys', ...words, '--data', folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}
const refusedWith = async (...words: readonly string[]): Promise<string> =>
  (await runCommand('labels', 'keys', ...words, '--data', folder)).stderr.trim();

async function mint(
  signer: TagSigner | null,
): Promise<{ readonly digits: string; readonly payloadHex: string; readonly tagId: string }> {
  if (signer === null) throw new Error('no key signs');
  labels += 1;
  const tagId = labels.toString(16).padStart(16, '0');
  const tag = await signer.sign(encodeTagPayload({ kid: signer.kid, tagId, issuedDay: issuedDayOf(NOW_MS) }));
  return { digits: encodeDigits(tag), payloadHex: Buffer.from(tag.subarray(0, 12)).toString('hex'), tagId };
}

/** A label of the pod, signed by whichever key signs now. */
async function hang(issuer: string | null = null): Promise<string> {
  const { digits, ...tag } = await mint(gateway.tagSigners.current(issuer));
  await gateway.store.setUpVenue(venueSetup({ tags: [{ ...tag, status: 'active', objectId: POD }] }));
  return digits;
}

type Answer = { readonly status: number; readonly headers: readonly (readonly string[])[]; readonly body: string };

/** Opened by a camera, without a cookie, from an address that was not seen before. */
async function open(digits: string): Promise<Answer> {
  visitors += 1;
  const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/${digits}`, {
    redirect: 'manual',
    headers: { 'X-Forwarded-For': `10.${visitors >> 16}.${(visitors >> 8) & 255}.${visitors & 255}` },
  });
  const drawn = new Set(['date', 'set-cookie', 'location']);
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !drawn.has(name)),
    body: await response.text(),
  };
}
const statusOf = async (digits: string): Promise<number> => (await open(digits)).status;

/** A set as one of the gateway's names publishes it. */
function publishedAt(host: string): Promise<JSONWebKeySet> {
  return new Promise((resolve, reject) => {
    const path = '/.well-known/tag-keys.json';
    request({ host: '127.0.0.1', port: gateway.httpPort, path, headers: { Host: host } }, async (response) => {
      let text = '';
      for await (const piece of response) text += String(piece);
      resolve(JSON.parse(text) as JSONWebKeySet);
    })
      .on('error', reject)
      .end();
  });
}
const kidsOf = ({ keys }: JSONWebKeySet): readonly (string | undefined)[] => keys.map(({ kid }) => kid);

test('a new gateway says which key signs, and that none is due', async () => {
  expect(await here('status')).toMatch(/^k1 +sign +https:\/\/q\.example\.com +\d{4}-\d\d-\d\d +0 +signs what is printed next$/m);
  expect(await here('status')).not.toContain('next ');
  expect(statSync(join(folder, 'tag-keys.json')).mode & 0o777).toBe(0o600);
});

const WALKERS = 4;
/** Each walker scans one label after the other until the work is done, and once at least. */
async function whileScanned<T>(
  hung: readonly string[],
  work: () => Promise<T>,
): Promise<{ done: T; answers: readonly number[] }> {
  const answers: number[] = [];
  let isOver = false;
  const walks = Array.from({ length: WALKERS }, async (_, at) => {
    for (let turn = at; turn === at || !isOver; turn += 1) answers.push(await statusOf(hung[turn % hung.length] ?? ''));
  });
  try {
    const done = await work();
    return { done, answers };
  } finally {
    isOver = true;
    await Promise.all(walks);
  }
}

test('keys are changed three times while people scan: every scan of a genuine label is answered with its offer', async () => {
  const hung = [await hang()];
  for (let changes = 0; changes < 3; changes += 1) {
    const { done, answers } = await whileScanned(hung, () => here('rotate', '--by', 'ann'));
    expect(done).toMatch(new RegExp(`^made +k${changes + 2}$`, 'm'));
    // Some were begun and answered while the keys were changing: nobody waited for that to be over.
    expect(answers.length).toBeGreaterThan(WALKERS);
    expect(answers.filter((status) => status !== 302)).toEqual([]);
    hung.push(await hang());
    expect(await Promise.all(hung.map(statusOf))).toEqual(hung.map(() => 302));
  }
  const status = await here('status');
  expect(status).toMatch(/^k1 +verify-only .* 1 *$/m);
  expect(status).toMatch(/^k4 +sign .* 1 +signs what is printed next$/m);
  expect(status).toContain(`k1 has 1 label to print anew: unlatch labels keys queue --kid 1 --data ${folder}\n`);
});

test('a key ends when its last label was printed anew, or is given up; its labels are strangers from then on', async () => {
  const digits = await hang();
  expect(await refusedWith('revoke', 'k4')).toMatch(/^key\.signs: .*rotate --issuer https:\/\/q\.example\.com/);
  await here('rotate');
  expect(await here('queue', '--kid', '4')).toMatch(/^[0-9a-f]{16} +active +Pudong Airport +Hall A +obj_pod_1 +Pod 1$/m);
  expect(await here('queue', '--kid', '5')).toContain('none: no label of this key');
  expect(await refusedWith('revoke', '4')).toMatch(/^key\.labels-hang: labels of k4 .* 2; .*--emergency/);
  expect(await statusOf(digits)).toBe(302);
  expect(await here('revoke', '4', '--emergency')).toMatch(/^k4 +revoked/m);
  const refused = await open(digits);
  expect(refused.status).toBe(404);
  expect(refused).toEqual(await open(forge(digits)));
});

/** One digit of the signature is another. */
function forge(digits: string): string {
  const last = digits.at(-1) === '1' ? '2' : '1';
  return digits.slice(0, -1) + last;
}

test('a stolen signing key mints nothing: its labels get the very bytes that a forgery gets', async () => {
  const stolen = await parseKeyRing(readFileSync(join(folder, 'tag-keys.json'), 'utf8'));
  const key = stolen.ok ? stolen.value.signingKeys.at(-1) : undefined;
  if (key === undefined) throw new Error('there is a key to steal');
  labels += 1_000;
  const minted = await mint(createTagSigner(key));
  expect(await gateway.store.tag(minted.tagId)).toBeNull();
  const answer = await open(minted.digits);
  expect(answer.status).toBe(404);
  expect(answer).toEqual(await open(forge(minted.digits)));
  // A genuine tag id with another day is no better: the whole payload is compared.
  const genuine = await mint(gateway.tagSigners.current(null));
  await gateway.store.setUpVenue(venueSetup({ tags: [{ ...genuine, status: 'active', objectId: POD }] }));
  expect(await statusOf(genuine.digits)).toBe(302);
  const dated = encodeTagPayload({ kid: key.kid, tagId: genuine.tagId, issuedDay: issuedDayOf(NOW_MS) + 1 });
  expect(await open(encodeDigits(await createTagSigner(key).sign(dated)))).toEqual(answer);
});

test('a second host has keys of its own, and each host publishes its own only', async () => {
  expect(await refusedWith('rotate', '--issuer', OTHER)).toMatch(/^key\.host-unknown: .*--new-host/);
  expect(await here('rotate', '--issuer', OTHER, '--new-host')).toMatch(/^made +k6$/m);
  expect(await refusedWith('rotate')).toMatch(/^key\.host-unclear: .*--issuer/);
  expect(await refusedWith('retire', 'k6')).toMatch(/^key\.last-to-sign: /);
  expect(await statusOf(await hang(OTHER))).toBe(302);
  expect(gateway.tagSigners.current(null)).toMatchObject({ kid: 5, issuer: ISSUER });
  expect(kidsOf(await publishedAt('q.example.com'))).toEqual(['k1', 'k2', 'k3', 'k4', 'k5']);
  expect(kidsOf(await publishedAt('r.example.com'))).toEqual(['k6']);
  expect(await publishedAt('elsewhere.example.com')).toEqual({ keys: [] });
});

test('a JOSE library that knows nothing of us verifies a label with either set, and refuses one of a revoked key', async () => {
  const jws = async (kid: number, issuer: string) => {
    const tag = await gateway.tagSigners.current(issuer)?.sign(encodeTagPayload({ kid, tagId: 'aa'.repeat(8), issuedDay: 1 }));
    const [payload, signature] = [tag?.subarray(0, 12), tag?.subarray(12)].map((part) =>
      Buffer.from(part ?? []).toString('base64url'),
    );
    const header = Buffer.from(JSON.stringify(tagHeader(kid, issuer))).toString('base64url');
    return { protected: header, payload: payload ?? '', signature: signature ?? '' };
  };
  const remote = createRemoteJWKSet(new URL(`http://127.0.0.1:${gateway.httpPort}/.well-known/jwks.json`));
  const own = createLocalJWKSet(await publishedAt('r.example.com'));
  const tag = await jws(6, OTHER);
  for (const keys of [remote, own]) {
    expect((await flattenedVerify(tag, keys, { algorithms: ['Ed25519'] })).protectedHeader).toMatchObject({
      kid: 'k6',
      iss: OTHER,
    });
  }
  const revoked = { ...tag, protected: Buffer.from(JSON.stringify(tagHeader(4, ISSUER))).toString('base64url') };
  await expect(flattenedVerify(revoked, remote, { algorithms: ['Ed25519'] })).rejects.toThrow('no applicable key');
});

test('every act is in the audit, with who did it; nothing of it says a private key', async () => {
  const rows = await gateway.store.books<{ what: string; subject_id: string; actor_id: string; facts_json: string }>(
    "SELECT what, subject_id, actor_id, facts_json FROM audit_rows WHERE what LIKE 'tag-key-%'",
  );
  const told = rows.map((row) => `${row.subject_id} ${row.what} by ${row.actor_id}`).sort();
  expect(told).toEqual([
    'tag-key-k1 tag-key-made by gateway',
    ...['tag-key-k1 tag-key-retired by ann', 'tag-key-k2 tag-key-made by ann', 'tag-key-k2 tag-key-retired by ann'],
    ...['tag-key-k3 tag-key-made by ann', 'tag-key-k3 tag-key-retired by ann', 'tag-key-k4 tag-key-made by ann'],
    ...['tag-key-k4 tag-key-retired by owner', 'tag-key-k4 tag-key-revoked by owner', 'tag-key-k5 tag-key-made by owner'],
    'tag-key-k6 tag-key-made by owner',
  ]);
  const text = readFileSync(join(folder, 'tag-keys.json'), 'utf8');
  for (const [, d] of text.matchAll(/"d": "([^"]+)"/g)) expect(JSON.stringify(rows)).not.toContain(d);
});

test('another gateway with the same key file changes it: this one goes on with what is there', async () => {
  const [path, publicPath] = ['tag-keys.json', 'tag-keys.public.json'].map((name) => join(folder, name)) as [string, string];
  const files = { path, publicPath, issuer: ISSUER, nowMs: NOW_MS, passphrase: null, passphraseFile: null };
  const other = createSigningProcess(() => files);
  const change = { make: [{ kid: 7, issuer: ISSUER, madeAtMs: NOW_MS }], set: [{ kid: 5, status: 'verify-only' as const }] };
  expect((await other.change(change)).ok).toBe(true);
  await other.close();
  expect(await here('status')).toMatch(/^k7 +sign .*signs what is printed next$/m);
  expect(gateway.tagSigners.current(null)?.kid).toBe(7);
  expect(await statusOf(await hang())).toBe(302);
  expect(await here('rotate', '--issuer', ISSUER)).toMatch(/^made +k8$/m);
});

test('what one gateway noted in the audit another that shares file and database does not note again', async () => {
  const clock = { nowMs: () => NOW_MS };
  const log = createRecordedLog();
  const config = { file: null, passphrase: null, passphraseFile: null };
  const second = await openTagKeys({ dataFolder: folder, config, issuer: ISSUER, clock, log });
  const ids = createIds({ clock, randomBytes: (count) => randomBytes(count) });
  const acts = createTagKeyActs({ store: gateway.store, room: second.room, clock, ids, log });
  await acts.note();
  expect(await here('rotate', '--issuer', ISSUER, '--by', 'ben')).toMatch(/^made +k9$/m);
  await acts.note();
  await second.close();
  const rows = await gateway.store.books<{ what: string; actor_id: string }>(
    "SELECT what, actor_id FROM audit_rows WHERE subject_id IN ('tag-key-k8', 'tag-key-k9') AND actor_id <> 'owner'",
  );
  expect(rows.map((row) => `${row.what} by ${row.actor_id}`).sort()).toEqual(['tag-key-made by ben', 'tag-key-retired by ben']);
});

test('what a key has signed is told by what its labels say, and printed anew by one command', async () => {
  await hang(ISSUER);
  const steps = gateway.core.steps.operator;
  const order = { operatorId: 'olga', tenantId: TENANT, venueId: VENUE, issuer: ISSUER, afterTagNo: 0, limit: 500 };
  const bound = await steps.issueLabels({ ...order, batchId: 'bound', count: null, objectIds: [POD] });
  const loose = await steps.issueLabels({ ...order, batchId: 'loose', count: 1, objectIds: null });
  const [codeOf, looseCode] = [bound, loose].map((made) => (made.ok ? made.value.labels[0]?.shortCode : undefined));
  const shown = (code: string | undefined): string => formatShortCode(code ?? '');
  await here('rotate', '--issuer', ISSUER);
  const reprint = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand('labels', 'reprint', ...words, '--data', folder);
    return code === 0 ? stdout : stderr.trim();
  };

  expect(await here('queue', '--kid', '9', '--limit', '1')).toContain(
    `more      1 of 3 are listed; all: unlatch labels keys queue --kid 9 --limit 3 --data ${folder}`,
  );
  const queue = await here('queue', '--kid', '9');
  expect(queue).toMatch(new RegExp(`^${shown(codeOf)} +printed +Pudong Airport +Hall A +obj_pod_1 +Pod 1$`, 'm'));
  expect(queue).toMatch(new RegExp(`^${shown(looseCode)} +printed +- +- +- +hangs on nothing$`, 'm'));
  expect(queue).toContain(`unlatch labels reprint --kid 9 --data ${folder}`);
  expect(queue).not.toContain('more ');

  expect(await reprint('--kid', '9', '--venue', 'ven_none')).toMatch(/^none: /);
  const said = await reprint('--kid', '9');
  const batchId = /^batch {5}(reprint_\w+), 2 labels$/m.exec(said)?.[1];
  expect(said).toContain(`unlatch labels print --batch ${batchId} --data ${folder} --tenant ${TENANT}`);
  expect(await reprint('--kid', '9')).toMatch(/^none: /);
  const after = await here('queue', '--kid', '9');
  expect(after.match(/new one printed/g)).toHaveLength(2);
  expect(after).not.toContain('labels reprint');
  expect(after).toContain(`unlatch labels revoke <label> --data ${folder}`);

  expect(await reprint('--kid', '9', '--batch', 'june')).toMatch(/^flag\.conflict: /);
  expect(await reprint('--kid', '9', shown(codeOf))).toMatch(/^flag\.conflict: /);
  expect(await reprint()).toMatch(/^flag\.missing: /);
});

test('after a restart the same keys count; a file that others may read stops the start', async () => {
  const digits = await hang();
  await gateway.close();
  chmodSync(join(folder, 'tag-keys.json'), 0o644);
  await expect(openGateway()).rejects.toMatchObject({ code: 'keys.mode' });
  chmodSync(join(folder, 'tag-keys.json'), 0o600);
  await openGateway();
  expect(await statusOf(digits)).toBe(302);
  expect(await here('status')).toMatch(/^k4 +revoked/m);
});

test('a passphrase seals the file at the next start; without the right one scans go on, and labels are not signed', async () => {
  const digits = await hang();
  await gateway.close();
  await openGateway({ UNLATCH_TAG_KEYS_PASSPHRASE: 'correct horse battery' });
  expect(readFileSync(join(folder, 'tag-keys.json'), 'utf8')).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}\n$/);
  expect(await statusOf(await hang())).toBe(302);
  await gateway.close();
  await openGateway({ UNLATCH_TAG_KEYS_PASSPHRASE: 'incorrect horse' });
  expect(await statusOf(digits)).toBe(302);
  expect(await here('status')).toMatch(/^signing +does not work: keys\.passphrase-wrong/m);
  expect(await refusedWith('rotate', '--issuer', ISSUER)).toMatch(/^keys\.passphrase-wrong: .*nothing has changed/);
  await expect(hang()).rejects.toThrow('tag signer is unavailable');
});
