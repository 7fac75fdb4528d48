// Sign in staff: a member's passkey opens a sign-in of its own, whose token is verified at each request and ends by time, by hand or with the member.
import { ok, type Result, refused, sha256 } from '#protocol';
import type { PasskeyRecord } from '../domain/passkey/passkey.ts';
import type { Rejection } from '../domain/rejections.ts';
import {
  isSignInOver,
  STAFF_LIMITS,
  STAFF_TOKEN_PATTERN,
  type StaffRecord,
  type StaffSignIn,
  staffTokenOf,
} from '../domain/staff/staff.ts';
import { decideStaffSignIn } from '../domain/staff/staff-decide.ts';
import type { StaffMember } from '../ports/identity.ts';
import { readMember, readStaffPasskey, readStaffSignIn } from '../storage/queries/staff.ts';
import { auditedTouch, type StaffContext, unspent, type VerifiedPasskey } from './staff-context.ts';

export type SignInStaff = {
  findPasskey(credentialId: string): Promise<PasskeyRecord | null>;
  /** @returns the staff token of this sign-in. */
  signIn(request: VerifiedPasskey): Promise<Result<string, Rejection>>;
  /** Of a token that is none of ours, nothing is done. */
  signOut(token: string): Promise<void>;
  /** Read anew each time: a role that changed, or a member that left, is met at once. */
  verify(token: string): Promise<Result<StaffMember, Rejection>>;
  /** The same, and does not count as use. */
  look(token: string): Promise<Result<StaffMember, Rejection>>;
};

const staffMemberOf = ({ staffId, tenantId, role }: StaffRecord): StaffMember => ({ operatorId: staffId, tenantId, role });

type Found = { readonly member: StaffRecord; readonly stored: PasskeyRecord | null };

export function createSignInStaff(context: StaffContext): SignInStaff {
  const { books, store, clock, randomBytes } = context;

  async function find({ passkey, spent }: VerifiedPasskey): Promise<Result<Found, Rejection>> {
    const fresh = await unspent(context, spent);
    if (!fresh.ok) return fresh;
    const member = await readMember(books, passkey.ownerId);
    if (!member) return refused({ code: 'passkey.unknown' });
    return ok({ member, stored: await readStaffPasskey(books, passkey.credentialId) });
  }

  async function read(token: string): Promise<Result<{ readonly member: StaffRecord; readonly signIn: StaffSignIn }, Rejection>> {
    const signIn = STAFF_TOKEN_PATTERN.test(token) ? await readStaffSignIn(books, sha256(token)) : null;
    const member = signIn && (await readMember(books, signIn.staffId));
    if (!signIn || member?.state !== 'active') return refused({ code: 'identity.invalid' });
    return isSignInOver(signIn, clock.nowMs()) ? refused({ code: 'identity.expired' }) : ok({ member, signIn });
  }

  return {
    findPasskey: (credentialId) => readStaffPasskey(books, credentialId),
    async signIn(request) {
      const token = staffTokenOf(randomBytes(32));
      const done = await context.runner.run<Found, null>({
        load: () => find(request),
        decide: ({ member, stored }) => {
          const touch = { ...request, tokenHash: sha256(token) };
          const changes = decideStaffSignIn(member, stored, touch, clock.nowMs());
          if (!changes.ok) return changes;
          const { staffId, tenantId } = member;
          const audited = auditedTouch(context, { staffId, tenantId, what: 'staff-signed-in' });
          return ok({ changes: [...changes.value, audited], value: null });
        },
      });
      return done.ok ? ok(token) : done;
    },
    async signOut(token) {
      const tokenHash = sha256(token);
      const signIn = STAFF_TOKEN_PATTERN.test(token) ? await readStaffSignIn(books, tokenHash) : null;
      if (signIn) await store.commit([{ change: 'staff-signed-out', staffId: signIn.staffId, tokenHash }]);
    },
    async verify(token) {
      const found = await read(token);
      if (!found.ok) return found;
      const { member, signIn } = found.value;
      const nowMs = clock.nowMs();
      if (nowMs >= signIn.seenAtMs + STAFF_LIMITS.seenEveryMs) {
        await store.commit([{ change: 'staff-seen', tokenHash: signIn.tokenHash, atMs: nowMs }]);
      }
      return ok(staffMemberOf(member));
    },
    async look(token) {
      const found = await read(token);
      return found.ok ? ok(staffMemberOf(found.value.member)) : found;
    },
  };
}
