// Operator identity: whose token may act for a tenant - its own audience, the scope `operator`, the tenant by name, and the role.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { parseRole } from '../domain/staff/permissions.ts';
import type { OperatorIdentity, StaffMember } from '../ports/identity.ts';
import { SUBJECT_PATTERN } from './identity.ts';
import { createReadClaims, LONGEST_TOKEN, type TokenClaims, type TokenTrust } from './token-claims.ts';

/** A person's token says another audience, so that no phone page can be led into an operator's act. */
export const OPERATOR_AUDIENCE = 'unlatch-operator';
const OPERATOR_SCOPE = 'operator';
const TENANT_PATTERN = /^[a-z0-9_-]{1,64}$/;

/** RFC 8693 §4.2: words with a space between them. */
function hasScope({ scope }: TokenClaims): boolean {
  return typeof scope === 'string' && scope.split(' ').includes(OPERATOR_SCOPE);
}

/** A token of the host app without a role is an owner's, as before there were roles; one with an unknown role is nobody's. */
function memberOf(claims: TokenClaims): StaffMember | null {
  const { sub, tenant, role: word = 'owner' } = claims;
  if (typeof sub !== 'string' || !SUBJECT_PATTERN.test(sub)) return null;
  const role = parseRole(word);
  const isTenant = typeof tenant === 'string' && TENANT_PATTERN.test(tenant);
  return isTenant && role !== null ? { operatorId: sub, tenantId: tenant, role } : null;
}

/** Nothing is remembered: staff act seldom, and a withdrawn key must end their rights at once. */
export function createOperatorIdentity(trust: Omit<TokenTrust, 'audience'>): OperatorIdentity {
  const readClaims = createReadClaims({ ...trust, audience: OPERATOR_AUDIENCE });
  async function verify(token: string): Promise<Result<StaffMember, Rejection>> {
    const claims = token.length > LONGEST_TOKEN ? null : await readClaims(token);
    if (!claims) return refused({ code: 'identity.invalid' });
    const isExpired = typeof claims.exp !== 'number' || trust.clock.nowMs() >= claims.exp * SECOND_MS;
    if (isExpired) return refused({ code: 'identity.expired' });
    const member = hasScope(claims) ? memberOf(claims) : null;
    return member ? ok(member) : refused({ code: 'operator.not-allowed' });
  }
  return { verify, look: verify };
}
