// Change tag keys: the owner rotates, retires or revokes a key of labels; one act at a time, each in the audit of every tenant.
import { type Clock, DAY_MS, type Ids, ok, type Result, refused } from '#protocol';
import type { AuditRow } from '../domain/audit/audit.ts';
import type { Change } from '../domain/changes.ts';
import {
  isRotationDue,
  planTagKeyAct,
  type TagKeyAct,
  type TagKeyFacts,
  type TagKeyRefusal,
  type TagKeyStatus,
} from '../domain/tag-key/tag-key-life.ts';
import type { Log } from '../ports/log.ts';
import type { OwnedStore } from '../ports/store.ts';
import type { TagKeyRoom } from '../ports/tag-signer.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { readHangingLabels, readKeyNotes, readTenants } from '../storage/queries/tag-keys.ts';

export type ChangeTagKeys = (request: {
  readonly act: TagKeyAct;
  readonly operatorId: string;
}) => Promise<Result<{ readonly made: readonly number[] }, TagKeyRefusal>>;

export type TagKeyActs = {
  readonly change: ChangeTagKeys;
  /** Takes up changes by others, and writes into the audit what it does not know yet: first keys, changes by hand, an act that a crash cut short. What has changed since its last look waits for the next. */
  note(): Promise<void>;
  /** Says once a day that a key is due to be changed. */
  remind(): void;
};

export type TagKeyActDeps = {
  readonly store: Pick<OwnedStore, 'commit' | 'books'>;
  readonly room: TagKeyRoom;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
};

const WHAT: Readonly<Record<TagKeyStatus, string>> = {
  sign: 'tag-key-made',
  'verify-only': 'tag-key-retired',
  revoked: 'tag-key-revoked',
};

const subjectOf = ({ kid }: TagKeyFacts): string => `tag-key-k${kid}`;
const noteOf = (key: TagKeyFacts): string => `${subjectOf(key)} ${WHAT[key.status]}`;

/** Another gateway notes the same keys: what is there by now is read again. */
const MOST_TRIES = 4;

export function createTagKeyActs({ store, room, clock, ids, log }: TagKeyActDeps): TagKeyActs {
  /** What the audit said when it was read, as `tenant subject what`; another gateway may have written more since. */
  let noted: Set<string> | null = null;
  /** Keys as the last look of `note` found them, as `subject what`; null before the first. */
  let looked: Set<string> | null = null;
  let remindedDay = -1;
  let turn: Promise<unknown> = Promise.resolve();

  /** Acts and notes never overlap: a second one would plan with keys that are just being changed. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  async function readNoted(): Promise<Set<string>> {
    const known = await readKeyNotes(store.books, room.facts().map(subjectOf));
    return new Set(known.map(({ tenantId, subjectId, what }) => `${tenantId} ${subjectId} ${what}`));
  }

  const isAllNoted = (tenants: readonly string[]): boolean =>
    tenants.every((tenantId) =>
      room.facts().every((key) => noted?.has(`${tenantId} ${subjectOf(key)} ${WHAT[key.status]}`) === true),
    );

  async function noteAs(actor: AuditRow['actor'], isToNote: (key: TagKeyFacts) => boolean = () => true): Promise<void> {
    const tenants = await readTenants(store.books);
    for (let tries = 1; !isAllNoted(tenants); tries += 1) {
      noted = await readNoted();
      const changes: Change[] = [];
      for (const tenantId of tenants) {
        for (const key of room.facts().filter(isToNote)) {
          const [subjectId, what] = [subjectOf(key), WHAT[key.status]];
          if (noted.has(`${tenantId} ${subjectId} ${what}`)) continue;
          const facts = { issuer: key.issuer, x: key.publicX };
          const row = { auditId: ids('aud'), tenantId, atMs: clock.nowMs(), actor, what, subjectId, facts };
          changes.push({ change: 'audited', row });
        }
      }
      if (changes.length === 0) return;
      const outcome = await store.commit(changes);
      if (outcome.ok) return;
      // Another gateway noted some of it in between: what is there now is read again.
      if (tries >= MOST_TRIES) throw new Unavailable('store', new Error(`lost the race for ${outcome.constraint}`));
    }
  }

  /** Who changes a key notes it right after: what another look did not find is left to them until the next one. */
  async function noteWhatStayed(): Promise<void> {
    const before = looked;
    looked = new Set(room.facts().map(noteOf));
    await noteAs({ kind: 'gateway', id: 'gateway' }, (key) => before === null || before.has(noteOf(key)));
  }

  return {
    change: ({ act, operatorId }) =>
      inTurn(async () => {
        await room.refresh();
        const hanging = await readHangingLabels(store.books);
        const facts = room.facts();
        const plan = planTagKeyAct(facts, act, (kid) => hanging.get(kid) ?? 0);
        if (!plan.ok) return refused(plan.error);
        // What was true before the act is not this operator's doing.
        await noteAs({ kind: 'gateway', id: 'gateway' });
        if (!(await room.apply(plan.value, facts))) return refused({ code: 'key.changed-meanwhile' });
        await noteAs({ kind: 'operator', id: operatorId });
        return ok({ made: plan.value.make.map(({ kid }) => kid) });
      }),
    note: () =>
      inTurn(async () => {
        await room.refresh();
        await noteWhatStayed();
      }),
    remind() {
      const nowMs = clock.nowMs();
      const day = Math.floor(nowMs / DAY_MS);
      if (day === remindedDay) return;
      remindedDay = day;
      const kids = room.facts().filter((key) => isRotationDue(key, nowMs));
      if (kids.length === 0) return;
      log.warn("tag keys are older than a year: change them with 'unlatch labels keys rotate'", {
        kids: kids.map(({ kid }) => `k${kid}`).join(' '),
      });
    },
  };
}
