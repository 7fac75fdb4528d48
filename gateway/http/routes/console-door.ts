// Console door: who is signed in, whether their role may see a page, what its frame says, and a refusal as a page.
//
//   const door = createConsoleDoor(deps);
//   app.get('/console/x', (c) => door.page(c, { section: 'tariffs', act: 'tariff.see' }, async (visit) => {
//     const found = await deps.steps.operator...({ operator: visit.operator });
//     return found.ok ? answerPage(c, xPage(visit.frame, found.value)) : door.refuse(visit, found.error);
//   }));
//
// Pages are GETs only: every act goes to its route of the operator API, which checks the role anew.
import type { Rejection } from '../../domain/rejections.ts';
import { mayRole, type OperatorAct } from '../../domain/staff/permissions.ts';
import type { StaffMember } from '../../ports/identity.ts';
import { consolePaths, withQuery } from '../../web/console/console-paths.ts';
import type { ConsoleFrame } from '../../web/console/frame.tsx';
import type { ConsoleSection } from '../../web/console/navigation.ts';
import { consoleRefusedPage } from '../../web/console/refused-page.tsx';
import type { Asking, RouteDeps } from '../context.ts';
import { readStaff } from '../staff-session.ts';
import { answerPage, frameOf, seeOther } from './page-frame.ts';
import { statusFor } from './staff-visit.ts';

export type ConsoleVisit = {
  readonly c: Asking;
  readonly operator: StaffMember;
  readonly frame: ConsoleFrame;
};

type Wanted = {
  /** What the navigation marks; null for a page that it does not list. */
  readonly section: ConsoleSection | null;
  readonly act: OperatorAct;
};

export type ConsoleDoor = {
  /** Leads to the sign-in, refuses by role, or lets the page answer. */
  page(c: Asking, wanted: Wanted, answer: (visit: ConsoleVisit) => Promise<Response>): Promise<Response>;
  /** A refusal with its status, in the console's frame. */
  refuse(visit: ConsoleVisit, rejection: Rejection): Response;
};

/** The query as it came, without what only the page's own making needs. */
function pathOf(c: Asking): string {
  return withQuery(c.req.path, { ...c.req.query(), lang: null });
}

export function createConsoleDoor(deps: RouteDeps): ConsoleDoor {
  async function frameFor(c: Asking, operator: StaffMember, section: ConsoleSection | null): Promise<ConsoleFrame> {
    const { operatorId, role, tenantId } = operator;
    const { name, tenantName } = await deps.steps.operator.staff.self(operator, role);
    const venues = await deps.steps.operator.console.venues(tenantId);
    const alarmed = await deps.steps.operator.console.venuesInEmergency(tenantId);
    const asked = c.req.query('venue');
    const venue = venues.find(({ venueId }) => venueId === asked) ?? venues[0] ?? null;
    const place = { tenantId, venueId: venue?.venueId ?? null };
    return {
      ...frameOf(c, deps, pathOf(c)),
      setUp: mayRole(role, 'venue.change') ? await deps.steps.operator.setUp.guide.sign(place) : null,
      section,
      staff: { name: name ?? operatorId, role, tenantName: tenantName ?? tenantId },
      venues,
      venue,
      inEmergency: venues.filter(({ venueId }) => alarmed.includes(venueId)),
      walletCurrency: deps.config.walletCurrency,
      isWithoutPayIn: deps.config.isWithoutPayIn === true && mayRole(role, 'venue.change'),
    };
  }

  function refuse({ c, frame }: ConsoleVisit, rejection: Rejection): Response {
    return answerPage(c, consoleRefusedPage(frame, rejection), statusFor(c, rejection));
  }

  return {
    refuse,
    async page(c, { section, act }, answer) {
      c.header('Referrer-Policy', 'same-origin');
      const staff = await readStaff(c, deps);
      if (!staff.ok) return seeOther(c, withQuery(consolePaths.signIn, { return: pathOf(c) }));
      const operator = staff.value;
      const visit = { c, operator, frame: await frameFor(c, operator, section) };
      if (mayRole(operator.role, act)) return answer(visit);
      return refuse(visit, { code: 'operator.role-refused', role: operator.role, act });
    },
  };
}
