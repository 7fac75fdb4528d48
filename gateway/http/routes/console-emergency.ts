// Console emergency: the page of the red button; pressing it and ending it are routes of the operator API.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { Operator } from '../../ports/identity.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { emergencyPage } from '../../web/console/emergency-page.tsx';
import type { App, RouteDeps } from '../context.ts';
import { createConsoleDoor } from './console-door.ts';
import { answerPage } from './page-frame.ts';
import { readStaffNames } from './staff-names.ts';

/** A host app's people are not on the list: of them nothing is known. */
async function isOnlyEnder({ steps }: RouteDeps, operator: Operator): Promise<boolean> {
  const { members } = await steps.operator.staff.list(operator);
  const enders = members.filter(({ role }) => mayRole(role, 'emergency.end'));
  return enders.length === 1 && enders[0]?.staffId === operator.operatorId;
}

export function addConsoleEmergency(app: App, deps: RouteDeps): void {
  const door = createConsoleDoor(deps);
  app.get(consolePaths.emergency, (c) =>
    door.page(c, { section: 'emergency', act: 'emergency.see' }, async (visit) => {
      const { operator, frame } = visit;
      const venueId = frame.venue?.venueId ?? '';
      const found = await deps.steps.operator.listOccupied({ operator, venueId });
      if (!found.ok) return door.refuse(visit, found.error);
      const { emergency, isOpen, signals, unreached, occupied, atMs } = found.value;
      const isOther = emergency?.raisedBy !== operator.operatorId;
      const may = {
        mayRaise: mayRole(operator.role, 'emergency.raise'),
        mayEnd: isOther && mayRole(operator.role, 'emergency.end'),
      };
      const isAlone = !isOpen && may.mayRaise && (await isOnlyEnder(deps, operator));
      const names = await readStaffNames(deps, operator);
      const raisedBy = emergency && (names.get(emergency.raisedBy) ?? emergency.raisedBy);
      const shown = {
        venueId,
        atMs,
        raisedBy,
        emergency: isOpen ? emergency : null,
        signals,
        unreached,
        occupied,
        ...may,
        isAlone,
      };
      return answerPage(c, emergencyPage(frame, shown));
    }),
  );
}
