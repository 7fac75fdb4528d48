// Set up operator: the first start's link makes the tenant and its first owner, once per database.
import { ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { staffTokenOf } from '../domain/staff/staff.ts';
import { decideSetUp } from '../domain/staff/staff-decide.ts';
import { readIsSetUp } from '../storage/queries/staff.ts';
import { auditedTouch, type StaffContext, unspent, type VerifiedPasskey } from './staff-context.ts';

export type SetUpOperator = {
  /** Whether there is a tenant. */
  isDone(): Promise<boolean>;
  /** What the link ends with; null once there is a tenant. The same at each start, so that nothing secret is stored. */
  token(): Promise<string | null>;
  /** Whether the link may still be used, for its page. */
  look(token: string): Promise<Result<null, Rejection>>;
  drawOwner(): string;
  /** @returns the owner's staff token: they are signed in. */
  finish(
    request: VerifiedPasskey & { readonly token: string; readonly tenantName: string; readonly ownerName: string },
  ): Promise<Result<string, Rejection>>;
};

export function createSetUpOperator(context: StaffContext): SetUpOperator {
  const { books, mac, installation, ids, clock, randomBytes } = context;
  /** Another database, or one that was put back, has another link. */
  const right = (): string => mac(`set-up ${installation}`);

  async function look(token: string): Promise<Result<null, Rejection>> {
    if (await readIsSetUp(books)) return refused({ code: 'set-up.done' });
    // As hashes of one length: the time taken tells nothing of the link.
    return sha256(token) === sha256(right()) ? ok(null) : refused({ code: 'set-up.link-wrong' });
  }

  return {
    isDone: () => readIsSetUp(books),
    look,
    token: async () => ((await readIsSetUp(books)) ? null : right()),
    drawOwner: () => ids('stf'),
    async finish({ token, tenantName, ownerName, passkey, spent }) {
      const staffToken = staffTokenOf(randomBytes(32));
      const done = await context.runner.run<null, null>({
        load: async () => {
          const isOpen = await look(token);
          return isOpen.ok ? unspent(context, spent) : isOpen;
        },
        decide: () => {
          const tenantId = ids('ten');
          const first = { passkey, spent, tokenHash: sha256(staffToken), tenantId, tenantName, ownerName };
          const changes = decideSetUp(false, first, clock.nowMs());
          if (!changes.ok) return changes;
          const audited = auditedTouch(context, { staffId: passkey.ownerId, tenantId, what: 'operator-set-up' }, { tenantName });
          return ok({ changes: [...changes.value, audited], value: null });
        },
      });
      return done.ok ? ok(staffToken) : done;
    },
  };
}
