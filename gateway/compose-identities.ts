// Compose identities: whose tokens say who a person or a member of staff is.
import { readFile } from 'node:fs/promises';
import type { Clock, RandomBytes } from '#protocol';
import type { Config } from './config.ts';
import type { Mac } from './domain/mac.ts';
import { createJwtIdentity } from './http/identity.ts';
import { createOperatorIdentity } from './http/operator-identity.ts';
import { passkeyOrigin } from './http/passkeys/passkey-origin.ts';
import { createPasskeys, type Passkeys } from './http/passkeys/webauthn.ts';
import { createPersonIdentity, type ReadSignIn } from './http/person-identity.ts';
import type { Persons } from './http/person-tokens.ts';
import { createStaffIdentities } from './http/staff-identities.ts';
import type { TokenTrust } from './http/token-claims.ts';
import type { Identity, OperatorIdentity } from './ports/identity.ts';
import { consolePaths } from './web/console/console-paths.ts';

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
  around: {
    readonly clock: Clock;
    readonly mac: Mac;
    /** Where people reach us; asked late, since the port is known only once it is bound. */
    readonly origin: () => string;
    readonly randomBytes: RandomBytes;
    /** Staff who signed in at this gateway itself, by passkey. */
    readonly ownStaff: OperatorIdentity;
    /** Where persons sign in at this gateway itself; null where a host app knows them. */
    readonly persons: (Persons & { readonly readSignIn: ReadSignIn }) | null;
  },
): { readonly identity: Identity; readonly operators: OperatorIdentity; readonly passkeys: Passkeys } {
  const { clock } = around;
  const trust = tokenTrust(config, clock);
  const { persons } = around;
  const ownIdentity = persons && createPersonIdentity({ ...persons, audience: config.tokenAudience, clock });
  return {
    identity:
      ownIdentity ??
      createJwtIdentity({
        ...trust,
        audience: config.tokenAudience,
        recognise: given.recognise ?? (async () => null),
        signInPath: given.signInPath ?? config.signInPath,
      }),
    operators: createStaffIdentities(around.ownStaff, createOperatorIdentity(trust)),
    passkeys: createPasskeys({ ...around, rpName: 'Unlatch' }),
  };
}

/** Where the first owner makes their passkey; null once there is a tenant. */
export async function readFirstLink(
  setUp: { readonly token: () => Promise<string | null> },
  origin: string,
): Promise<string | null> {
  const token = await setUp.token();
  return token === null ? null : `${passkeyOrigin(origin)}${consolePaths.first(token)}`;
}
