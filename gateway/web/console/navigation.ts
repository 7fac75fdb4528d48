// Navigation: the console's pages in their order, each with the act that it takes to see it; a page is added by one line here.
import { mayRole, type OperatorAct, type Role } from '../../domain/staff/permissions.ts';
import { consolePaths } from './console-paths.ts';
import type { SignName } from './signs.tsx';
import type { ConsoleTexts } from './text/en.ts';

/** A page that the navigation lists; `texts.nav` has its word. */
export type ConsoleSection = keyof ConsoleTexts['nav'];

type Entry = {
  readonly section: ConsoleSection;
  readonly href: string;
  readonly act: OperatorAct;
  readonly sign: SignName;
  readonly isOfSetUp?: true;
};

const NAVIGATION: readonly Entry[] = [
  { section: 'setUp', href: consolePaths.setUp, act: 'venue.change', sign: 'setUp', isOfSetUp: true },
  { section: 'overview', href: consolePaths.overview, act: 'venue.see', sign: 'overview' },
  { section: 'venues', href: consolePaths.venues, act: 'venue.see', sign: 'venues' },
  { section: 'objects', href: consolePaths.objects, act: 'object.see', sign: 'objects' },
  { section: 'sessions', href: consolePaths.sessions, act: 'session.see', sign: 'sessions' },
  { section: 'matters', href: consolePaths.matters, act: 'matter.see', sign: 'matters' },
  { section: 'money', href: consolePaths.money, act: 'money.see', sign: 'money' },
  { section: 'tariffs', href: consolePaths.tariffs, act: 'tariff.see', sign: 'tariffs' },
  { section: 'devices', href: consolePaths.devices, act: 'device.see', sign: 'devices' },
  { section: 'labels', href: consolePaths.labels, act: 'label.see', sign: 'labels' },
  { section: 'attach', href: '/attach', act: 'label.attach', sign: 'attach' },
  { section: 'staff', href: consolePaths.staff, act: 'staff.see', sign: 'staff' },
  { section: 'emergency', href: consolePaths.emergency, act: 'emergency.see', sign: 'emergency' },
  { section: 'audit', href: consolePaths.audit, act: 'audit.see', sign: 'audit' },
];

/** What a role may do is shown; the rest is not there. The set-up is, until it is over. */
export function navigationOf(role: Role, isSettingUp: boolean): readonly Entry[] {
  return NAVIGATION.filter(({ act, isOfSetUp }) => mayRole(role, act) && (isSettingUp || !isOfSetUp));
}
