// A whole gateway on PostgreSQL: chosen by one variable, not ready while the server is gone, and ready again by itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { hasPostgres, inSql, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

describe.skipIf(!hasPostgres)('a gateway on PostgreSQL (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'unlatch-serve-'));
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function open(purpose: 'serve' | 'demo'): Promise<Gateway> {
    const ports = { UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0' };
    const config = readConfig({ UNLATCH_DATA: folder, UNLATCH_DATABASE: url, ...ports });
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    const options = { kinds: KIND_CATALOGUE, purpose, tagIssuer: 'https://test.unlatch.example', log: createRecordedLog() };
    return composeGateway(config.value, options);
  }

  test('is not ready while the server is gone, is ready when it is back, and ends cleanly', async () => {
    const gateway = await open('serve');
    const ready = async (): Promise<number> => (await fetch(`${gateway.origin}/readyz`)).status;
    expect(await ready()).toBe(200);
    expect(await inSql(url, 'SELECT name, value FROM stamps')).toContainEqual({ name: 'purpose', value: 'serve' });
    await postgres.killImmediate();
    await expect(gateway.store.session('ses_1')).rejects.toThrow(Unavailable);
    expect(await ready()).toBe(503);
    await postgres.restart();
    expect(await gateway.store.session('ses_1')).toBeNull();
    while ((await ready()) !== 200);
    await gateway.close();
    while ((await inSql(url, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'unlatch'")).length > 0);
  });

  test('refuses a database that was made for another purpose', async () => {
    await (await open('serve')).close();
    await expect(open('demo')).rejects.toMatchObject({ code: 'data.wrong-purpose' });
  });

  test.each(['mysql://host/unlatch', 'postgres://', 'unlatch'])('a setting such as %j is refused by its name', (value) => {
    const config = readConfig({ UNLATCH_DATABASE: value });
    expect(config).toMatchObject({ ok: false, error: [{ name: 'UNLATCH_DATABASE' }] });
  });
});
