// Staff link: for a member who lost every device, written on the gateway's own machine; whoever holds it makes another passkey, once.
import { ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { STAFF_LIMITS, type StaffLink, type StaffRecord, staffTokenOf } from '../domain/staff/staff.ts';
import { decideUseStaffLink, type Holder, type StaffPasskey, staffLinkRefusal } from '../domain/staff/staff-passkeys.ts';
import { readMember, readStaffLink, readStaffPasskey, readStaffPasskeys, readTenantName } from '../storage/queries/staff.ts';
import { auditedAct } from './operator-act.ts';
import { loadHolder } from './own-passkeys.ts';
import { auditedTouch, type StaffContext, unspent, type VerifiedPasskey } from './staff-context.ts';

export type WrittenStaffLink = { readonly token: string; readonly untilMs: number; readonly member: StaffRecord };
export type StaffLinkView = Pick<StaffLink, 'staffId' | 'untilMs' | 'doesReplace'> & {
  readonly name: string;
  readonly tenantName: string | null;
  /** Those that stay: a device that holds one of them makes no second. */
  readonly kept: readonly StaffPasskey[];
};

export type StaffLinks = {
  /** Another one takes the place of the member's link before it. */
  write(request: {
    readonly staffId: string;
    readonly doesReplace: boolean;
    /** Who has the data folder, as they call themselves. */
    readonly by: string;
  }): Promise<Result<WrittenStaffLink, Rejection>>;
  look(token: string): Promise<Result<StaffLinkView, Rejection>>;
  /** @returns the member's staff token: they are signed in. */
  use(request: VerifiedPasskey & { readonly token: string; readonly name: string | null }): Promise<Result<string, Rejection>>;
};

const UNKNOWN = refused({ code: 'staff-link.unknown' } as const);

type Found = { readonly link: StaffLink; readonly holder: Holder };

export function createStaffLinks(context: StaffContext): StaffLinks {
  const { books, clock, ids, randomBytes } = context;

  async function find(token: string): Promise<Result<{ readonly link: StaffLink; readonly member: StaffRecord }, Rejection>> {
    const link = await readStaffLink(books, sha256(token));
    const member = link && (await readMember(books, link.staffId));
    return link && member?.state === 'active' ? ok({ link, member }) : UNKNOWN;
  }

  async function load(token: string, { passkey, spent }: VerifiedPasskey): Promise<Result<Found, Rejection>> {
    const found = await find(token);
    if (!found.ok) return found;
    const { link, member } = found.value;
    const holder = await loadHolder(context, member.tenantId, member.staffId);
    if (!holder.ok) return UNKNOWN;
    // A second touch of the same page finds its link used, which says more than that its answer is.
    if (link.usedAtMs !== null) return refused({ code: 'staff-link.used' });
    const fresh = await unspent(context, spent);
    if (!fresh.ok) return fresh;
    const known = await readStaffPasskey(books, passkey.credentialId);
    return known ? refused({ code: 'passkey.refused' }) : ok({ link, holder: holder.value });
  }

  return {
    async write({ staffId, doesReplace, by }) {
      const token = Buffer.from(randomBytes(32)).toString('base64url');
      return context.runner.run<StaffRecord, WrittenStaffLink>({
        load: async () => {
          const member = await readMember(books, staffId);
          return member?.state === 'active' ? ok(member) : refused({ code: 'staff.unknown' });
        },
        decide: (member) => {
          const createdAtMs = clock.nowMs();
          const untilMs = createdAtMs + STAFF_LIMITS.linkLifeMs;
          const link = { staffId, tokenHash: sha256(token), createdAtMs, untilMs, doesReplace, usedAtMs: null };
          const audited = auditedAct(
            { operatorId: by, tenantId: member.tenantId },
            {
              ...{ auditId: ids('aud'), what: 'staff-link-written', subjectId: staffId, atMs: createdAtMs },
              facts: { passkeys: doesReplace ? 'replaced' : 'kept' },
            },
          );
          return ok({ changes: [{ change: 'staff-link-written', link }, audited], value: { token, untilMs, member } });
        },
      });
    },
    async look(token) {
      const found = await find(token);
      if (!found.ok) return found;
      const { link, member } = found.value;
      const refusal = staffLinkRefusal(link, clock.nowMs());
      if (refusal) return refused(refusal);
      const { staffId, untilMs, doesReplace } = link;
      const kept = doesReplace ? [] : await readStaffPasskeys(books, staffId);
      const tenantName = await readTenantName(books, member.tenantId);
      return ok({ staffId, untilMs, doesReplace, name: member.name, tenantName, kept });
    },
    async use({ token, name, ...verified }) {
      const staffToken = staffTokenOf(randomBytes(32));
      const done = await context.runner.run<Found, null>({
        load: () => load(token, verified),
        decide: ({ link, holder }) => {
          const touch = { ...verified, tokenHash: sha256(staffToken), name };
          const changes = decideUseStaffLink(holder, link, touch, clock.nowMs());
          if (!changes.ok) return changes;
          const by = { staffId: link.staffId, tenantId: holder.roll.tenantId, what: 'staff-link-used' };
          const facts = { credentialId: verified.passkey.credentialId, passkeys: link.doesReplace ? 'replaced' : 'kept' };
          return ok({ changes: [...changes.value, auditedTouch(context, by, facts)], value: null });
        },
      });
      return done.ok ? ok(staffToken) : done;
    },
  };
}
