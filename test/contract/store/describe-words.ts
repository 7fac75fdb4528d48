// Contract of the store, words: the database accepts every word of the domain's closed lists, and no other.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import { CLAIM_RULES } from '../../../gateway/domain/correction/claim.ts';
import { TRANSFER_KINDS } from '../../../gateway/domain/ledger/ledger.ts';
import { OUTBOX_KINDS } from '../../../gateway/domain/outbox/outbox.ts';
import { END_REASONS, REVIEW_REASONS, SESSION_STATES, type SessionRecord } from '../../../gateway/domain/session/session.ts';
import { OPERATION_KINDS, WALLET_NAMES, WALLET_REFUSALS } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { claimRecord, operationRecord, outboxEvent } from '../../support/money-records.ts';
import { holdRecord, START_MS, sessionRecord, startChanges, topUp } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';

/** Whatever the list, a word that nobody knows. */
const UNKNOWN = 'unheard-of';

type Words = {
  readonly what: string;
  readonly words: readonly string[];
  readonly change: (word: string) => Change;
  readonly refusal: string;
};

const lists: readonly Words[] = [
  {
    what: 'transfers',
    words: TRANSFER_KINDS,
    change: (word) => {
      const transfer = { ...topUp(word, 1n), kind: word } as ReturnType<typeof topUp>;
      return { change: 'transfer-posted', transfer };
    },
    refusal: 'transfer_kind',
  },
  {
    what: 'operations',
    words: OPERATION_KINDS,
    change: (word) => {
      const amountMinor = word === 'void' ? 0n : 1n;
      const operation = { ...operationRecord({ opKey: word, amountMinor }), kind: word } as ReturnType<typeof operationRecord>;
      return { change: 'operation-added', operation };
    },
    refusal: 'operation_kind',
  },
  {
    what: 'refusals of wallets',
    words: WALLET_REFUSALS,
    change: (word) => {
      const over = { opKey: word, state: 'refused', grant: null, resolvedAtMs: START_MS } as const;
      const operation = { ...operationRecord(over), refusal: word } as ReturnType<typeof operationRecord>;
      return { change: 'operation-added', operation };
    },
    refusal: 'operation_refusal',
  },
  {
    what: 'wallets',
    words: WALLET_NAMES,
    change: (word) => {
      const hold = { ...holdRecord({ holdId: `hld_${word}` }), wallet: word } as ReturnType<typeof holdRecord>;
      return { change: 'hold-placed', hold };
    },
    refusal: 'hold_wallet',
  },
  {
    what: 'claims',
    words: CLAIM_RULES,
    change: (word) => {
      const claim = { ...claimRecord({ claimId: `clm_${word}` }), rule: word } as ReturnType<typeof claimRecord>;
      return { change: 'claim-decided', claim };
    },
    refusal: 'claim_rule',
  },
  {
    what: 'events to the host app',
    words: OUTBOX_KINDS,
    change: (word) => {
      const event = { ...outboxEvent({ eventId: word }), kind: word } as ReturnType<typeof outboxEvent>;
      return { change: 'event-queued', event };
    },
    refusal: 'outbox_event_kind',
  },
];

export function describeWords(name: string, open: OpenStore): void {
  describe(`${name}: words`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ store, dispose } = await open());
      await furnishWithSession(store);
    });
    afterEach(() => dispose());

    test.each(lists)('knows every word of $what', async ({ words, change, refusal }) => {
      for (const word of words) expect(await store.commit([change(word)]), word).toEqual({ ok: true });
      await expect(store.commit([change(UNKNOWN)])).rejects.toThrow(refusal);
    });

    /** One session after the other on the same object, each with its own end. */
    async function endAs(at: number, end: SessionRecord['end'], state: SessionRecord['state']): Promise<SessionRecord> {
      const names = { sessionId: `ses_x${at}`, holdId: `hld_x${at}`, deviceId: 'dev_pod_1' };
      const begun = sessionRecord({ ...names, state: 'settling', heldMinor: 1n });
      await mustCommit(
        store,
        startChanges(begun).filter(({ change }) => change !== 'command-added'),
      );
      const over = { ...begun, version: 2, state, end };
      await mustCommit(store, [{ change: 'session-changed', session: over }]);
      return over;
    }

    test('knows every reason of an end (M6)', async () => {
      for (const [at, reason] of END_REASONS.entries()) {
        const over = await endAs(at, { reason, atMs: START_MS + at, finalMinor: 0n }, 'closed');
        expect(await store.session(over.sessionId)).toEqual(over);
      }
      const unknown = { reason: UNKNOWN as 'left', atMs: START_MS, finalMinor: 0n };
      await expect(endAs(99, unknown, 'closed')).rejects.toThrow('session_end_reason');
    });

    test('knows every state of a session, and every reason of a review', async () => {
      // As the states follow each other: what is over stays over, so the one that fails is a session of its own.
      const walk = ['active', 'suspended', 'active', 'stopping', 'settling', 'review', 'closed'] as const;
      let last = sessionRecord();
      const become = async (next: Partial<SessionRecord>): Promise<void> => {
        last = { ...last, ...next, version: last.version + 1 };
        await mustCommit(store, [{ change: 'session-changed', session: last }]);
        expect(await store.session(last.sessionId)).toEqual(last);
      };
      const end = { reason: 'stopped', atMs: START_MS, finalMinor: 0n } as const;
      const reviewOf = (reason: (typeof REVIEW_REASONS)[number]) =>
        ({ reason, sinceMs: START_MS, dueAtMs: START_MS + 1, opKey: 'k', saidMinor: 5n }) as const;
      for (const state of walk) {
        if (state === 'review') for (const reason of REVIEW_REASONS) await become({ state, review: reviewOf(reason) });
        await become({ state, end });
      }
      last = sessionRecord({ sessionId: 'ses_no', holdId: 'hld_no', state: 'authorizing' });
      await mustCommit(store, [{ change: 'session-created', session: last }]);
      await become({ state: 'failed', end });
      expect([...new Set(['starting', 'authorizing', 'failed', ...walk])].sort()).toEqual([...SESSION_STATES].sort());
      const unknown = sessionRecord({ sessionId: 'ses_un', holdId: 'hld_un', state: UNKNOWN as 'closed' });
      await expect(store.commit([{ change: 'session-created', session: unknown }])).rejects.toThrow('session_state');
    });

    test('a session that is over has an end, and one in review has a reason', async () => {
      const over = (state: SessionRecord['state']): Change => ({
        change: 'session-changed',
        session: sessionRecord({ version: 2, state }),
      });
      await expect(store.commit([over('closed')])).rejects.toThrow('session_over_has_end');
      await expect(store.commit([over('failed')])).rejects.toThrow('session_moves_on');
      await expect(store.commit([over('review')])).rejects.toThrow('session_review_has_reason');
    });
  });
}
