// Console devices: the pages about devices; every act on them is a route of the operator API.
import { mayRole } from '../../domain/staff/permissions.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { devicePage } from '../../web/console/device-page.tsx';
import { claimPage, devicesPage } from '../../web/console/devices-page.tsx';
import type { App, RouteDeps } from '../context.ts';
import { createConsoleDoor } from './console-door.ts';
import { claimQr } from './device-acts.ts';
import { answerPage } from './page-frame.ts';

export function addConsoleDevices(app: App, deps: RouteDeps): void {
  const { deviceDesk } = deps;
  if (!deviceDesk) return;
  const door = createConsoleDoor(deps);
  const wanted = { section: 'devices', act: 'device.see' } as const;

  app.get(consolePaths.devices, (c) =>
    door.page(c, wanted, async ({ frame, operator }) => {
      const { tenantId } = operator;
      const [devices, claims] = await Promise.all([deviceDesk.list(tenantId, ''), deviceDesk.listClaims(tenantId)]);
      return answerPage(c, devicesPage(frame, { devices, claims, kinds: deviceDesk.kinds }));
    }),
  );

  app.get(`${consolePaths.devices}/claims/:id`, (c) =>
    door.page(c, wanted, async (visit) => {
      const { role, tenantId } = visit.operator;
      const found = await deviceDesk.readClaim(tenantId, c.req.param('id'));
      if (!found.ok) return door.refuse(visit, found.error);
      const { claim, token } = found.value;
      const isShown = token !== null && mayRole(role, 'device.enrol');
      return answerPage(c, claimPage(visit.frame, { claim, shown: isShown ? { token, ...claimQr(claim, token) } : null }));
    }),
  );

  app.get(`${consolePaths.devices}/:id`, (c) =>
    door.page(c, wanted, async (visit) => {
      const found = await deviceDesk.read(visit.operator.tenantId, c.req.param('id'));
      if (!found.ok) return door.refuse(visit, found.error);
      const { setAside, refused, ...view } = found.value;
      const troubles = [...setAside, ...refused].toSorted((one, other) => other.atMs - one.atMs);
      return answerPage(c, devicePage(visit.frame, { ...view, troubles }));
    }),
  );
}
