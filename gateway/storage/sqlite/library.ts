// Library: better-sqlite3 in the release that this Node can run (gateway/decisions/0003).
import { createRequire } from 'node:module';
import type SqliteLibrary from 'better-sqlite3';

/** Release 13 is built on Node-API and needs Node 22; release 12 is for Node 20, and aborts on newer ones. */
const FIRST_NODE_OF_13 = 22;

function packageName(nodeVersion: string): string {
  return Number.parseInt(nodeVersion, 10) >= FIRST_NODE_OF_13 ? 'better-sqlite3-node22' : 'better-sqlite3';
}

export const SqliteDatabase = createRequire(import.meta.url)(packageName(process.versions.node)) as typeof SqliteLibrary;
