// Use credential: what was shown is right; whether it still counts is decided and written in one go, before the connection is let in (FP-29).
import { type Clock, ok, type Result, refused } from '#protocol';
import { type CredentialRefusal, LIVE_CREDENTIALS, type Shown, useCredential } from '../domain/device/credential.ts';
import type { Store } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** @throws Unavailable when the store cannot be read or written. */
export type UseCredential = (deviceId: string, credentialId: string, shown: Shown) => Promise<Result<null, CredentialRefusal>>;

const MOST_TRIES = 4;

export function createUseCredential({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'credentialsOf' | 'commit'>;
  readonly clock: Clock;
}): UseCredential {
  return async (deviceId, credentialId, shown) => {
    // Two connects at once race for the row: whoever loses decides again on what the other one wrote.
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const all = await store.credentialsOf(deviceId, LIVE_CREDENTIALS);
      const use = useCredential(all, credentialId, shown, clock.nowMs());
      if (!use.ok) return refused(use.error);
      if (use.changed.length === 0) return ok(null);
      const outcome = await store.commit(use.changed.map((credential) => ({ change: 'credential-changed', credential })));
      if (outcome.ok) return ok(null);
    }
    throw new Unavailable('store', new Error('lost the race for credential_version'));
  };
}
