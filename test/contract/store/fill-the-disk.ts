// A process whose files may not grow: commits until the disk refuses, then tells what still works.
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { clock, furnishWithSession } from './opened-store.ts';

const path = process.argv[2];
if (!path) throw new Error('give the path of the database');
const store = openSqliteStore({ path, clock });
await furnishWithSession(store);

async function commitMany(): Promise<string> {
  const payload = 'x'.repeat(8_000);
  for (let atMs = 0; atMs < 2_000; atMs += 1) {
    try {
      await store.commit([{ change: 'quarantined', deviceId: `dev_${atMs}`, reason: 'flood', payload, atMs }]);
    } catch (error) {
      return error instanceof Unavailable ? `unavailable:${error.system}` : String(error);
    }
  }
  return 'never refused';
}

const first = await commitMany();
const second = await commitMany();
const session = await store.session('ses_1');
process.stdout.write(JSON.stringify({ first, second, read: session?.sessionId ?? null }));
