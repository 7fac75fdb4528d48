// The `labels` commands at a gateway as it is served: print, look, attach, move, lose, print anew, and take over what hangs there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { runCommand } from '../../support/command-line.ts';
import { objectSetup, POD, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const POD_2 = 'obj_pod_2';
let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-labels-'));
  const config = readConfig({
    UNLATCH_DATA: folder,
    UNLATCH_HTTP_PORT: '0',
    UNLATCH_MQTTS_PORT: '0',
    UNLATCH_MQTT_PORT: '0',
    UNLATCH_PUBLIC_ORIGIN: 'https://go.example.com',
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log: createRecordedLog() },
  });
  const objects = [objectSetup(), objectSetup({ objectId: POD_2, name: '舱 2' })];
  await gateway.store.setUpVenue(venueSetup({ tags: [], objects }));
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

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
type Listed = { readonly tagId: string; readonly shortCode: string; readonly status: string; readonly objectId: string | null };
const listed = async (...words: readonly string[]): Promise<readonly Listed[]> =>
  JSON.parse(await here('list', '--json', ...words));
const issue = (batchId: string, count: number) =>
  gateway.core.steps.operator.issueLabels({
    ...{ operatorId: 'olga', tenantId: TENANT, venueId: VENUE, batchId, count, objectIds: null, afterTagNo: 0, limit: 500 },
  });
async function fresh(batchId: string): Promise<{ readonly shortCode: string; readonly link: string; readonly tagId: string }> {
  const issued = await issue(batchId, 1);
  const label = issued.ok ? issued.value.labels[0] : undefined;
  if (!label) throw new Error('one label');
  return label;
}

test('an empty inventory says how labels come to be', async () => {
  expect(await here('list')).toBe(`no labels: print some with unlatch labels print --data ${folder}\n`);
  expect(await here('list', '--tenant', TENANT)).toContain(`unlatch labels print --data ${folder} --tenant ${TENANT}\n`);
});

test('links open where people reach the gateway, whatever its issuer is called', async () => {
  expect((await fresh('links')).link).toMatch(/^https:\/\/go\.example\.com\/\d{185}$/);
});

test('a label is attached by what is typed, shown, moved, and a double is told', async () => {
  const { shortCode, link, tagId } = await fresh('first');
  expect(await here('show', shortCode)).toMatch(/^label {5}[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z] {2}printed\n[\s\S]*object {4}none\n/);
  expect(await here('attach', shortCode.toUpperCase(), POD)).toMatch(/^attached {2}\S+ to Pod 1, Hall A\n$/);
  const second = await fresh('second');
  expect(await refusedWith('attach', second.link, POD)).toMatch(
    /^code\.second-label: Pod 1 has a label that people can scan\. Nothing was changed\. Next: --keep-others .* --replace-others /,
  );
  expect(await here('attach', second.link, POD, '--keep-others')).toContain('labels    2 lead to this object now\n');
  expect(await refusedWith('attach', link, POD_2)).toMatch(
    /^label\.attached-elsewhere: It leads to Pod 1 now\. .* Next: --move /,
  );
  expect(await here('attach', link, POD_2, '--move')).toContain('舱 2');
  expect(await here('show', tagId)).toContain(`object    舱 2, Hall A (${POD_2}, sleep-pod)`);
  expect(await refusedWith('attach', link, POD_2, '--keep-others', '--replace-others')).toContain('flags.both');
  expect(await refusedWith('attach', '0000000000000000', POD)).toMatch(/^label\.unknown: /);
  expect(await refusedWith('attach', link, 'obj_none')).toBe(
    `object.unknown: There is no object obj_none here. Next: 'unlatch labels objects --data ${folder}' lists them.`,
  );
});

test('what labels can hang on is listed by its id, with how many labels it has; a list of labels names that id too', async () => {
  const { shortCode } = await fresh('named');
  await here('attach', shortCode, POD, '--keep-others');
  expect(await here('objects', 'pod')).toMatch(
    new RegExp(`^object +labels +name +where\n${POD} +[1-9] +Pod 1 +\\S.*, Hall A\n$`),
  );
  expect(await here('objects')).toContain(`${POD_2} `);
  expect(await here('objects', 'nothing of ours')).toBe('no object is called like that\n');
  expect(await here('list', '--batch', 'named')).toMatch(
    new RegExp(`^label +status +object +name .*\n\\S+ +active +${POD} +Pod 1, Hall A`),
  );
});

test('a mistyped short code is told as such, and what is wrong with it', async () => {
  const { shortCode } = await fresh('typed');
  const wrong = `${shortCode.slice(0, -1)}${shortCode.endsWith('0') ? '1' : '0'}`;
  expect(await refusedWith('show', wrong)).toMatch(/^label\.mistyped: One letter or digit in it is wrong\. /);
  expect(await refusedWith('show', shortCode.slice(1))).toMatch(/^label\.mistyped: A short code has nine letters and digits\. /);
  expect(await refusedWith('show', `u${shortCode.slice(1)}`)).toMatch(
    /^label\.mistyped: One sign in it is never on our labels\. /,
  );
  expect(await refusedWith('show', 'https://evil.example/pay')).toMatch(/^code\.not-ours: /);
});

test('a list is narrowed by each word, and told by pages', async () => {
  await issue('many', 5);
  expect(await listed('--batch', 'many', '--unattached')).toHaveLength(5);
  expect((await listed('--object', POD_2)).map(({ objectId }) => objectId)).toEqual([POD_2]);
  expect(await listed('--status', 'lost')).toEqual([]);
  expect(await refusedWith('list', '--status', 'new')).toContain('status is one of printed, active, replaced, lost, revoked');
  const page = await here('list', '--batch', 'many', '--limit', '2');
  const after = /more: --after (\S+)/.exec(page)?.[1] ?? '';
  expect(await listed('--batch', 'many', '--after', after)).toHaveLength(3);
  expect(await refusedWith('list', '--tenant', 'tnt_none', '--status', 'new')).toContain('request.malformed');
  expect(await refusedWith('list', '--object', 'obj_none')).toMatch(/^object\.unknown: /);
  expect(await refusedWith('list', '--batch', 'nobodys')).toMatch(/^label\.batch-unknown: /);
  expect(await refusedWith('list', '--limit', 'many')).toMatch(/^flag\.malformed: --limit 'many' /);
  expect(await here('list', '--tenant', 'tnt_none')).toContain('no labels');
});

test('as many are listed as were asked for, however many come at once', async () => {
  for (const batch of ['roll-1', 'roll-2', 'roll-3']) await issue(batch, 500);
  expect(await listed('--limit', '1400')).toHaveLength(1_400);
  expect((await listed('--limit', '5000', '--unattached')).length).toBeGreaterThanOrEqual(1_500);
}, 60_000);

test('a label that was attached is not said to be seen before somebody has scanned it', async () => {
  const { shortCode } = await fresh('unseen');
  await here('attach', shortCode, POD_2, '--keep-others');
  const shown = await here('show', shortCode);
  expect(shown).toMatch(/^attached {2}\S+$/m);
  expect(shown).not.toMatch(/^seen /m);
});

test('a lost label ends, and is printed anew for its object as a batch', async () => {
  const { shortCode, tagId } = await fresh('torn');
  await here('attach', shortCode, POD, '--keep-others');
  expect(await here('lose', shortCode, '--reason', 'torn off')).toBe(
    `lost      ${(await listed('--batch', 'torn'))[0]?.shortCode}\nnext      a new one for its object: unlatch labels reprint ${tagId} --data ${folder}\n`,
  );
  expect(await refusedWith('revoke', tagId)).toMatch(/^label\.ended: /);
  expect(await here('reprint', tagId)).toBe(
    `batch     reprint-${tagId}, 1 label\nnext      unlatch labels print --batch reprint-${tagId} --data ${folder}\n`,
  );
  expect(await listed('--batch', `reprint-${tagId}`)).toMatchObject([{ status: 'printed', objectId: POD, replaces: tagId }]);
});

test('a label that hung on nothing is given up without a new one', async () => {
  const { shortCode, tagId } = await fresh('spare');
  expect(await here('revoke', shortCode)).toMatch(/^revoked +\S+\n$/);
  expect(await refusedWith('reprint', tagId)).toMatch(/^label\.ended: /);
});

test('a list of old addresses is taken over whole, and every wrong line is named', async () => {
  const file = join(folder, 'old.csv');
  writeFileSync(file, `url,object\nhttps://m.example.cn/1,${POD}\nhttps://m.example.cn/2,${POD_2}\n`);
  expect(await here('take-over', file)).toBe('taken over  2 new, 0 changed, 0 as before\n');
  expect(await here('taken-over')).toBe(`https://m.example.cn/1  ${POD}\nhttps://m.example.cn/2  ${POD_2}\n`);
  writeFileSync(file, `url,object\nhttps://m.example.cn/1,\nm.example.cn/3,${POD}\nhttps://m.example.cn/4,obj_none\n`);
  expect(await refusedWith('take-over', file)).toBe(
    'take-over.refused: nothing was taken over. line 3: this is no http or https address; line 4: there is no such object',
  );
  writeFileSync(file, 'https://m.example.cn/1,\n');
  expect(await here('take-over', file)).toBe('taken over  0 new, 1 changed, 0 as before\n');
  expect(await here('taken-over')).toContain('https://m.example.cn/1  let go\n');
  expect(await refusedWith('take-over', join(folder, 'none.csv'))).toContain('file.unreadable');
});
