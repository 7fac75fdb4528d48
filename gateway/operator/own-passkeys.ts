// Own passkeys: a member of the staff adds another device, names their passkeys, takes one away, and signs out everywhere.
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { Rejection } from '../domain/rejections.ts';
import {
  decideAddStaffPasskey,
  decideNameStaffPasskey,
  decideRemoveStaffPasskey,
  type Holder,
  type StaffPasskey,
} from '../domain/staff/staff-passkeys.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { Operator } from '../ports/identity.ts';
import { readStaffPasskey, readStaffPasskeys, readStaffRoll } from '../storage/queries/staff.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';
import { type StaffContext, unspent, type VerifiedPasskey } from './staff-context.ts';

type OwnAct<R extends OperatorRequest = OperatorRequest> = (request: R) => Promise<Result<ActAnswer, Rejection>>;
type OfOne = OperatorRequest & { readonly credentialId: string };

export type OwnPasskeys = {
  /** The oldest first; a host app's token has none here. */
  list(operator: Operator): Promise<Result<readonly StaffPasskey[], Rejection>>;
  add(request: VerifiedPasskey & { readonly operator: Operator; readonly name: string | null }): Promise<Result<null, Rejection>>;
  readonly rename: OwnAct<OfOne & { readonly name: string }>;
  readonly remove: OwnAct<OfOne>;
  /** This browser too. */
  readonly signOutEverywhere: OwnAct;
};

/** What the list and the answers say of a passkey; its key is nobody's business. */
export function describePasskey({ credentialId, name, isBackedUp, createdAtMs, lastUsedAtMs }: StaffPasskey) {
  return { credentialId, name, isBackedUp, createdAtMs, lastUsedAtMs };
}

/** The roll first: whatever is decided by an older list of passkeys loses by its count. */
export async function loadHolder(
  { books }: Pick<StaffContext, 'books'>,
  tenantId: string,
  staffId: string,
): Promise<Result<Holder, Rejection>> {
  const roll = await readStaffRoll(books, tenantId);
  const isHere = roll.members.some((each) => each.staffId === staffId && each.state === 'active');
  if (!isHere) return refused({ code: 'staff.unknown' });
  return ok({ roll, staffId, passkeys: await readStaffPasskeys(books, staffId) });
}

export function createOwnPasskeys(context: StaffContext): OwnPasskeys {
  const { books, clock, ids } = context;
  const load = ({ tenantId, operatorId }: Operator): Promise<Result<Holder, Rejection>> =>
    loadHolder(context, tenantId, operatorId);
  const audited = (operator: Operator, what: string, atMs: number, facts: { readonly [name: string]: string }): Change =>
    auditedAct(operator, { auditId: ids('aud'), what, subjectId: operator.operatorId, facts, atMs });

  function act(
    request: OperatorRequest,
    what: string,
    facts: { readonly [name: string]: string },
    decide: (holder: Holder) => Result<readonly Change[], Rejection>,
  ): Promise<Result<ActAnswer, Rejection>> {
    const { operator } = request;
    return runKeyedAct<Holder>(context, request, {
      load: () => load(operator),
      decide: (holder, atMs) => {
        const changes = decide(holder);
        if (!changes.ok) return changes;
        const written = changes.value.length === 0 ? [] : [...changes.value, audited(operator, what, atMs, facts)];
        return ok({ status: 200, body: { staffId: operator.operatorId, ...facts }, changes: written });
      },
    });
  }

  return {
    async list(operator) {
      const holder = await load(operator);
      return holder.ok ? ok(holder.value.passkeys) : holder;
    },
    async add({ operator, passkey, spent, name }) {
      return context.runner.run<Holder, null>({
        load: async () => {
          const fresh = await unspent(context, spent);
          if (!fresh.ok) return fresh;
          // Devices draw a new name for each passkey: whoever sends one that is known made it up.
          const known = await readStaffPasskey(books, passkey.credentialId);
          return known ? refused({ code: 'passkey.refused' }) : load(operator);
        },
        decide: (holder) => {
          const changes = decideAddStaffPasskey(holder, { passkey, spent, name });
          if (!changes.ok) return changes;
          const row = audited(operator, 'staff-passkey-added', clock.nowMs(), { credentialId: passkey.credentialId });
          return ok({ changes: [...changes.value, row], value: null });
        },
      });
    },
    rename: (request) =>
      act(request, 'staff-passkey-named', { credentialId: request.credentialId, name: request.name }, (holder) =>
        decideNameStaffPasskey(holder, request.credentialId, request.name),
      ),
    remove: (request) =>
      act(request, 'staff-passkey-removed', { credentialId: request.credentialId }, (holder) =>
        decideRemoveStaffPasskey(holder, request.credentialId),
      ),
    signOutEverywhere: (request) =>
      act(request, 'staff-signed-out', {}, ({ staffId }) => ok([{ change: 'staff-signed-out', staffId, tokenHash: null }])),
  };
}
