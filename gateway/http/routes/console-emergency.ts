// Console emergency: the page of the red button; pressing it and ending it are routes of the operator API.
import { mayRole } from '../../domain/staff/permissions.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { emergencyPage } from '../../web/console/emergency-page.tsx';
import type { App, RouteDeps } from '../context.ts';
import { createConsoleDoor } from './console-door.ts';
import { answerPage } from './page-frame.ts';

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
      const shown = { venueId, atMs, emergency: isOpen ? emergency : null, signals, unreached, occupied, ...may };
      return answerPage(c, emergencyPage(frame, shown));
    }),
  );
}
