// The `device display` command against a running gateway: a table's display gets a secret that nobody is shown.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { drawSecrets, planVenue } from '../../../gateway/cli/demo/venue.ts';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';

import { runCommand } from '../../support/command-line.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-display-'));
  mkdirSync(folder, { recursive: true });
  const config = readConfig({ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off' });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const options = { kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://test.unlatch.example' } as const;
  gateway = await composeGateway(config.value, { ...options, log: createRecordedLog() });
  const signer = gateway.tagSigners.current(null);
  if (!signer) throw new Error('a new key ring signs');
  const secrets = await drawSecrets(signer, (size) => Buffer.alloc(size, size), Date.now());
  const setup = await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword: async () => 'scrypt$none', nowMs: Date.now() });
  await gateway.store.setUpVenue({ ...setup, tags: [] });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const device = (...words: readonly string[]) => runCommand('device', ...words, '--data', folder);

test('gives a table a secret, tells its id alone, and audits who did it', async () => {
  const { code, stdout } = await device('display', 'table-7', '--link', 'https://q.example.com', '--by', 'ann');
  const display = await gateway.store.displayOf('table-7');
  expect([code, stdout]).toEqual([0, expect.stringContaining(`codes ${display?.tagId} at device table-7`)]);
  const shown = await device('config', 'table-7');
  expect(shown.stdout).toContain('displayLink=https://q.example.com/');
  expect(shown.stdout).toContain('displayKey=(secret)');
  const [row] = await gateway.store.books<{ actor_id: string; facts_json: string }>(
    "SELECT actor_id, facts_json FROM audit_rows WHERE what = 'display-set'",
  );
  expect(row?.actor_id).toBe('ann');
  for (const text of [stdout, shown.stdout, row?.facts_json]) {
    expect(text).not.toContain(Buffer.from(display?.secretHex ?? '', 'hex').toString('base64url'));
  }
}, 60_000);

test.each([
  ['an object that there is not', ['table-9', '--link', 'https://q.example.com'], 'object.unknown'],
  ['an object without a display', ['pod-1', '--link', 'https://q.example.com'], 'display.not-offered'],
  ['a link that is more than an address', ['table-7', '--link', 'https://q.example.com/x'], 'link.malformed'],
])(
  '%s is refused',
  async (_what, words, code) => {
    const refused = await device('display', ...words);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(code)]);
  },
  60_000,
);
