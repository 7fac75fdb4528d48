// Permissions: which role of the staff may do what, in one table; a new act does not compile until it says who may.

export const ROLES = ['owner', 'staff', 'installer'] as const;
/** An owner runs the business, staff look after guests and objects, an installer hangs labels and connects devices. */
export type Role = (typeof ROLES)[number];

const OWNER = ['owner'] as const;
const DESK = ['owner', 'staff'] as const;
const WORKSHOP = ['owner', 'installer'] as const;
const ALL = ROLES;

/** Every act and look that `/api/v1/operator` offers, by what it is about. */
export const PERMISSIONS = {
  'venue.see': ALL,
  'venue.change': OWNER,
  'object.see': ALL,
  'object.create': OWNER,
  'object.retire': OWNER,
  /** Out of service, and in service again. */
  'object.serve': ALL,
  /** Opened without a price, for whoever repairs it. */
  'object.open-free': ALL,
  /** Cleaners are staff; a technician is staff or an installer. */
  'object.clean': DESK,
  'object.position': WORKSHOP,
  'tariff.see': DESK,
  'tariff.publish': OWNER,
  'session.see': DESK,
  'session.stop': DESK,
  'session.review': OWNER,
  'person.vouch': DESK,
  'stay.unlock': DESK,
  'money.see': OWNER,
  'money.refund': DESK,
  'money.waive': OWNER,
  'money.pay-out': OWNER,
  'claim.answer': DESK,
  'matter.see': DESK,
  'label.see': ALL,
  'label.issue': OWNER,
  'label.print': WORKSHOP,
  'label.attach': ALL,
  'label.end': ALL,
  'label.take-over': OWNER,
  'label.inspect': ALL,
  'device.see': WORKSHOP,
  'device.enrol': WORKSHOP,
  'device.configure': WORKSHOP,
  /** Who one is, and what one may do. */
  'self.see': ALL,
  /** One's own passkeys and sign-ins. */
  'self.change': ALL,
  'staff.see': OWNER,
  'staff.change': OWNER,
  'audit.see': OWNER,
  'emergency.see': ALL,
  'emergency.raise': DESK,
  'emergency.end': DESK,
} as const satisfies { readonly [act: string]: readonly Role[] };

export type OperatorAct = keyof typeof PERMISSIONS;

export const OPERATOR_ACTS = Object.keys(PERMISSIONS) as readonly OperatorAct[];

export function mayRole(role: Role, act: OperatorAct): boolean {
  const roles: readonly Role[] = PERMISSIONS[act];
  return roles.includes(role);
}

/** Null for a word that names no role. */
export function parseRole(word: unknown): Role | null {
  return ROLES.find((role) => role === word) ?? null;
}
