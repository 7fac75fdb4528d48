// Staff identities: a token of staff who signed in here is read from the store, any other is the host app's to vouch for.
import { STAFF_TOKEN_PATTERN } from '../domain/staff/staff.ts';
import type { OperatorIdentity } from '../ports/identity.ts';

/** Told apart by their form alone: neither is ever tried as the other. */
export function createStaffIdentities(own: OperatorIdentity, hostApp: OperatorIdentity): OperatorIdentity {
  const whose = (token: string): OperatorIdentity => (STAFF_TOKEN_PATTERN.test(token) ? own : hostApp);
  return { verify: (token) => whose(token).verify(token), look: (token) => whose(token).look(token) };
}
