// Staff names: what the members of a tenant's staff are called, by their ids, where a page says who did something.
import type { StaffMember } from '../../ports/identity.ts';
import type { StaffNames } from '../../web/console/audit-page.tsx';
import type { RouteDeps } from '../context.ts';

/** Of those who are there; whoever has left is known by their id alone. */
export async function readStaffNames(deps: RouteDeps, operator: StaffMember): Promise<StaffNames> {
  const { members } = await deps.steps.operator.staff.list(operator);
  return new Map(members.map(({ staffId, name }) => [staffId, name]));
}
