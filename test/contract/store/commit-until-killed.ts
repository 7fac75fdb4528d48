// A process that owns a store, commits one session, says so, and lives on until it is killed.
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { clock, furnishWithSession } from './opened-store.ts';

const path = process.argv[2];
if (!path) throw new Error('give the path of the database');
const store = openSqliteStore({ path, clock });
await furnishWithSession(store);
process.stdout.write('committed\n');
// Open input keeps it alive without a timer; end of input would be the parent's own end.
process.stdin.resume();
