// Installation: the name of this gateway towards wallets that serve several; drawn once, and kept as long as its database.
import type { RandomBytes } from '#protocol';
import type { OwnedStore } from '../ports/store.ts';

/** A copy of the database is the same installation: after a restore it knows its own holds by it (row 27). */
export function readInstallation(store: Pick<OwnedStore, 'keepStamp'>, randomBytes: RandomBytes): Promise<string> {
  return store.keepStamp('installation', `ins_${Buffer.from(randomBytes(12)).toString('hex')}`);
}
