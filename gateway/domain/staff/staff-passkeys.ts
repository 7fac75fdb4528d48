// Staff passkeys: what a member does with their own - another one, names, taking one away - and the link for whoever lost every device.
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { PasskeyRecord } from '../passkey/passkey.ts';
import type { Rejection } from '../rejections.ts';
import { STAFF_LIMITS, type StaffLink, type StaffRecord } from './staff.ts';
import { counted, type StaffRoll, signIn, type Touch } from './staff-decide.ts';

/** Null where nobody named it. */
export type StaffPasskey = PasskeyRecord & { readonly name: string | null };

/** A member, and what they hold now; the roll's count serializes what is decided by it (R10). */
export type Holder = { readonly roll: StaffRoll; readonly staffId: string; readonly passkeys: readonly StaffPasskey[] };

type Decided = Result<readonly Change[], Rejection>;
type New = Pick<Touch, 'passkey' | 'spent'> & { readonly name: string | null };

const activeOf = ({ roll, staffId }: Holder): StaffRecord | null =>
  roll.members.find((each) => each.staffId === staffId && each.state === 'active') ?? null;

function adding(holder: Holder, { passkey, spent, name }: New): readonly Change[] {
  const { credentialId } = passkey;
  return [
    counted(holder.roll),
    { change: 'staff-passkey-added', passkey },
    { change: 'staff-passkey-named', staffId: holder.staffId, credentialId, name },
    { change: 'passkey-challenge-spent', spent },
  ];
}

export function decideAddStaffPasskey(holder: Holder, added: New): Decided {
  const { passkeys: most } = STAFF_LIMITS;
  if (!activeOf(holder) || added.passkey.ownerId !== holder.staffId) return refused({ code: 'staff.unknown' });
  if (holder.passkeys.length >= most) return refused({ code: 'passkey.too-many', most });
  return ok(adding(holder, added));
}

/** One that is gone stays gone; the last one stays, or nobody could sign in as this member. */
export function decideRemoveStaffPasskey(holder: Holder, credentialId: string): Decided {
  const { passkeys, roll, staffId } = holder;
  if (!activeOf(holder)) return refused({ code: 'staff.unknown' });
  if (!passkeys.some((each) => each.credentialId === credentialId)) return ok([]);
  if (passkeys.length === 1) return refused({ code: 'passkey.last' });
  return ok([counted(roll), { change: 'staff-passkey-removed', staffId, credentialId }]);
}

export function decideNameStaffPasskey(holder: Holder, credentialId: string, name: string): Decided {
  const { passkeys, staffId } = holder;
  const known = passkeys.find((each) => each.credentialId === credentialId);
  if (!activeOf(holder) || !known) return refused({ code: 'passkey.unknown' });
  return ok(known.name === name ? [] : [{ change: 'staff-passkey-named', staffId, credentialId, name }]);
}

/** Why a link opens nothing; null: it does. */
export function staffLinkRefusal(link: StaffLink, nowMs: number): Rejection | null {
  if (link.usedAtMs !== null) return { code: 'staff-link.used' };
  return nowMs < link.untilMs ? null : { code: 'staff-link.expired' };
}

/** The link stands for all that was lost: where it replaces, nothing of before opens anything any more. */
export function decideUseStaffLink(holder: Holder, link: StaffLink, added: Touch & New, nowMs: number): Decided {
  const refusal = staffLinkRefusal(link, nowMs);
  if (refusal) return refused(refusal);
  const { staffId, passkeys } = holder;
  const { passkeys: most } = STAFF_LIMITS;
  if (!activeOf(holder) || added.passkey.ownerId !== staffId) return refused({ code: 'staff-link.unknown' });
  if (!link.doesReplace && passkeys.length >= most) return refused({ code: 'passkey.too-many', most });
  const ending: readonly Change[] = [
    { change: 'staff-passkeys-removed', staffId },
    { change: 'staff-signed-out', staffId, tokenHash: null },
  ];
  const [started] = signIn(added, nowMs);
  return ok([
    { change: 'staff-link-used', tokenHash: link.tokenHash, atMs: nowMs },
    ...(link.doesReplace ? ending : []),
    ...adding(holder, added),
    ...(started ? [started] : []),
  ]);
}
