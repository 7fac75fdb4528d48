// Compose identities: whose tokens say who a person or a member of staff is.
import { readFile } from 'node:fs/promises';
import type { Clock } from '#protocol';
import type { Config } from './config.ts';
import { createJwtIdentity } from './http/identity.ts';
import { createOperatorIdentity } from './http/operator-identity.ts';
import type { TokenTrust } from './http/token-claims.ts';
import type { Identity, OperatorIdentity } from './ports/identity.ts';

/** One issuer vouches for persons and for staff; what a token is for is in the token. */
function tokenTrust({ tokens }: Config, clock: Clock): Omit<TokenTrust, 'audience'> {
  return {
    jwks: async () => (tokens ? JSON.parse(await readFile(tokens.keysFile, 'utf8')) : { keys: [] }),
    issuer: tokens?.issuer ?? 'urn:unlatch:nobody',
    clock,
  };
}

/** @param given instead of what the config says: who is recognised without a token, and where a person signs in. */
export function composeIdentities(
  config: Config,
  given: { readonly recognise?: Identity['recognise']; readonly signInPath?: string | null },
  clock: Clock,
): { readonly identity: Identity; readonly operators: OperatorIdentity } {
  const trust = tokenTrust(config, clock);
  return {
    identity: createJwtIdentity({
      ...trust,
      audience: config.tokens?.audience ?? 'unlatch',
      recognise: given.recognise ?? (async () => null),
      signInPath: given.signInPath ?? config.signInPath,
    }),
    operators: createOperatorIdentity(trust),
  };
}
