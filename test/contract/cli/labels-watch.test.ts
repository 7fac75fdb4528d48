// The `labels alerts` and `labels round` commands at a gateway as it is served: an old label after its reprint, and a walk through the venue.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { encodeDigits, formatShortCode } from '#qr';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { runCommand } from '../../support/command-line.ts';
import { ask } from '../../support/phone.ts';
import { objectSetup, POD, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const POD_2 = 'obj_pod_2';
let folder: string;
let gateway: Gateway;
type Issued = { readonly shortCode: string; readonly link: string; readonly tagId: string };
let old: Issued;
let fresh: Issued;

const issue = async (batchId: string): Promise<Issued> => {
  const issued = await gateway.core.steps.operator.issueLabels({
    ...{ operatorId: 'olga', tenantId: TENANT, venueId: VENUE, batchId, count: 1, objectIds: null, afterTagNo: 0, limit: 500 },
  });
  const label = issued.ok ? issued.value.labels[0] : undefined;
  if (!label) throw new Error('one label');
  return label;
};
/** What stands on a label, by its row. */
async function findPrinted(tagId: string): Promise<Issued> {
  const label = await gateway.store.label(tagId);
  const [payload, signature] = [Buffer.from(label?.payloadHex ?? '', 'hex'), Buffer.from(label?.signature ?? '', 'base64url')];
  const link = `https://q.example.com/${encodeDigits(Buffer.concat([payload, signature]))}`;
  return { tagId, shortCode: label?.shortCode ?? '', link };
}
async function here(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand('labels', ...words, '--data', folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}
const refusedWith = async (...words: readonly string[]): Promise<string> => {
  const { code, stderr } = await runCommand('labels', ...words, '--data', folder);
  expect(code).toBe(2);
  return stderr.trim();
};
const scan = async ({ link }: Issued): Promise<number> =>
  (await ask(gateway.origin, '/api/v1/scans', { json: { code: link } })).status;
const statusOf = async ({ tagId }: Issued) => (await gateway.store.label(tagId))?.status;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-watch-'));
  const ports = { UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' };
  const config = readConfig({ UNLATCH_DATA: folder, ...ports });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log: createRecordedLog() },
  });
  const objects = [objectSetup(), objectSetup({ objectId: POD_2, name: 'Pod 2' })];
  await gateway.store.setUpVenue(venueSetup({ tags: [], objects }));
  old = await issue('old');
  await here('attach', old.link, POD);
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

test('without anything to tell it says so', async () => {
  expect(await here('alerts')).toBe('no label needs a look\n');
  expect(await here('round')).toBe(`no round yet: unlatch labels round start --data ${folder}\n`);
});

test('a label that is printed anew counts until somebody whom we know scans the new one; then it is replaced, and its next scan is a ticket', async () => {
  await here('reprint', old.tagId);
  const [listed] = JSON.parse(await here('list', '--json', '--batch', `reprint-${old.tagId}`)) as readonly { tagId: string }[];
  fresh = await findPrinted(listed?.tagId ?? '');
  expect(await scan(old)).toBe(200);
  await here('alerts');
  expect(await statusOf(old)).toBe('active');
  // Opened by nobody in particular, on a desk or by a link preview, it hangs nowhere yet.
  expect(await scan(fresh)).toBe(200);
  expect(await here('alerts')).toBe('no label needs a look\n');
  expect(await statusOf(old)).toBe('active');
  const known = { personId: 'ada', binding: 'p:ada', address: '203.0.113.4' };
  expect((await gateway.core.steps.resolveScan({ code: fresh.link, ...known })).ok).toBe(true);
  expect(await here('alerts')).toBe('no label needs a look\n');
  expect([await statusOf(old), await statusOf(fresh)]).toEqual(['replaced', 'active']);
  expect(await scan(old)).toBe(410);
  const said = await here('alerts');
  expect(said).toContain('scanned once although it is replaced');
  expect(said).toContain('Pod 1');
  const alertId = /alr_\S+/.exec(said)?.[0] ?? '';
  expect(await refusedWith('alerts', 'close', 'alr_none', '--note', 'x')).toMatch(/^label-alert\.unknown: /);
  expect(await here('alerts', 'close', alertId, '--note', 'thrown away', '--by', 'olga')).toBe(`closed    ${alertId}\n`);
  expect(await here('alerts')).toBe('no label needs a look\n');
});

test('a round says of each scan what to do, and at its end what is missing', async () => {
  const roundId = /rnd_\S+/.exec(await here('round', 'start', '--by', 'olga'))?.[0] ?? '';
  expect(await here('round', 'start')).toContain(roundId);
  const see = (code: string, ...more: readonly string[]) => here('round', 'see', roundId, code, ...more);
  const code = formatShortCode(fresh.shortCode);
  expect(await see(code)).toBe(
    `in-place  ${code} of Pod 1 (${POD}) noted as in place: look whether that is what you stand at, or say it with --at <object>\n`,
  );
  expect(await see(code, '--at', POD)).toBe(`in-place  ${code} of Pod 1 (${POD}) noted as in place\n`);
  const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
  expect(await refusedWith('round', 'see', roundId, wrong)).toMatch(/^label\.mistyped: One letter or digit in it is wrong\. /);
  expect(await see(fresh.link, '--at', POD_2)).toContain('on-another-object');
  expect(await see(old.link)).toContain('is out of use: take it off');
  expect(await see('https://evil.example/pay', '--at', POD_2)).toContain('is not one of ours');
  expect(await refusedWith('round', 'see', roundId, fresh.link, '--at', 'nowhere')).toMatch(
    /^object\.unknown: There is no object nowhere here\. /,
  );
  expect(await refusedWith('round', 'report', 'rnd_none')).toMatch(
    /^label-round\.unknown: .* Next: 'unlatch labels round --data \S+' lists them\.$/,
  );
  const report = [
    'in place  1 of 1',
    `no label  Pod 2 (${POD_2})`,
    `elsewhere ${code} of Pod 1 (${POD}) hangs on Pod 2 (${POD_2})`,
    `foreign   a code that is not ours on Pod 2 (${POD_2})`,
    `ended     ${formatShortCode(old.shortCode)} is out of use`,
  ].join('\n');
  expect(await here('round', 'report', roundId)).toBe(`round     ${roundId} goes on\n${report}\n`);
  expect((await here('round', 'end', roundId)).replace(/ended \S+Z\n/, 'ended\n')).toBe(
    `round     ${roundId} ended\n${report}\n`,
  );
  expect(await refusedWith('round', 'see', roundId, fresh.link)).toMatch(/^label-round\.ended: /);
  expect(await here('round')).toContain(roundId);
});

test('a label that is only printed is no missing one: a round says that it is to be hung', async () => {
  await here('reprint', fresh.tagId);
  const [successor] = JSON.parse(await here('list', '--json', '--batch', `reprint-${fresh.tagId}`)) as readonly {
    shortCode: string;
  }[];
  const roundId = /rnd_\S+/.exec(await here('round', 'start'))?.[0] ?? '';
  const report = await here('round', 'report', roundId);
  expect(report).toContain('in place  0 of 1\n');
  expect(report).toContain(`to hang   ${successor?.shortCode} is printed for Pod 1 (${POD}), and not seen there yet\n`);
  await here('round', 'end', roundId);
});

test('where there are several venues a round takes none by itself; what names its venue by itself asks for none', async () => {
  const annex = venueSetup();
  await gateway.store.setUpVenue({
    ...annex,
    venue: { ...annex.venue, venueId: 'ven_annex', name: 'Annex' },
    ...{ places: [], tariffs: [], devices: [], objects: [], tags: [] },
  });
  const refusal = await refusedWith('round', 'start');
  expect(refusal).toMatch(/^venue\.unknown: there are several\. Next: Give --tenant and --venue: one of /);
  for (const venueId of [VENUE, 'ven_annex']) expect(refusal).toContain(`${venueId} of ${TENANT} (`);
  expect(await here('round')).not.toContain('goes on');
  expect(await here('round', 'start', '--venue', 'ven_annex')).toMatch(/^round {5}rnd_\S+ in ven_annex\n/);
  expect(await refusedWith('round', 'start', '--venue', 'ven_none')).toMatch(/^venue\.unknown: there is no venue 'ven_none'\. /);
  expect(await refusedWith('print', '--count', '1', '--as', 'csv')).toMatch(/^venue\.unknown: there are several\. /);
  expect(await here('alerts')).toBe('no label needs a look\n');
});
