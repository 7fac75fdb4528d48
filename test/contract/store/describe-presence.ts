// The store's contract, presence: what was shown and spent, starts that showed nothing, and displays with their used values.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { DisplayCodeUse, DisplayRecord } from '../../../gateway/domain/presence/display.ts';
import type { PresenceRecord } from '../../../gateway/domain/presence/presence-evidence.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { PERSON, POD, POD_DEVICE, START_MS, sessionRecord, TENANT, venueSetup } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const shown = (changes: Partial<PresenceRecord> = {}): PresenceRecord => ({
  ...{ evidenceId: 'prs_1', tenantId: TENANT, personId: PERSON, objectId: POD, by: 'button' },
  ...{ atMs: START_MS, untilMs: START_MS + 100 },
  ...changes,
});
const show = (changes: Partial<PresenceRecord> = {}): Change => ({ change: 'presence-shown', shown: shown(changes) });
const display = (changes: Partial<DisplayRecord> = {}): DisplayRecord => ({
  ...{ tagId: '0102030405060708', tenantId: TENANT, objectId: POD, deviceId: POD_DEVICE },
  ...{ secretHex: 'ab'.repeat(32), madeAtMs: START_MS },
  ...changes,
});
const use = (changes: Partial<DisplayCodeUse> = {}): Change => ({
  change: 'display-code-used',
  use: {
    ...{ tagId: '0102030405060708', counter: 4_294_967_295, personId: PERSON, sessionId: 'ses_1' },
    ...{ isExclusive: false, atMs: START_MS },
    ...changes,
  },
});
const without: Change = { change: 'start-without-presence', sessionId: 'ses_1', personId: PERSON, objectId: POD, atMs: START_MS };

export function describePresence(name: string, open: OpenStore): void {
  describe(`${name}: presence`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    const at = (nowMs: number, sinceMs = 0, personId = PERSON) => store.presence(personId, POD, { nowMs, sinceMs });
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await furnishWithSession(store);
    });
    afterEach(() => opened.dispose());

    test('what was shown counts for its person and object until its moment, the longest first', async () => {
      await mustCommit(store, [show(), show({ evidenceId: 'prs_2', by: 'staff', untilMs: START_MS + 200 })]);
      expect((await at(START_MS + 99)).evidence).toEqual([
        shown({ evidenceId: 'prs_2', by: 'staff', untilMs: START_MS + 200 }),
        shown(),
      ]);
      expect((await at(START_MS + 100)).evidence.map(({ by }) => by)).toEqual(['staff']);
      expect((await at(START_MS, 0, 'somebody')).evidence).toEqual([]);
      expect((await store.presence(PERSON, 'elsewhere', { nowMs: START_MS, sinceMs: 0 })).evidence).toEqual([]);
    });

    test('what was shown is forgotten by time alone, spent or not, like starts that showed nothing and used values', async () => {
      await mustCommit(store, [show(), show({ evidenceId: 'prs_2' }), show({ evidenceId: 'prs_3', untilMs: START_MS + 101 })]);
      await mustCommit(store, [{ change: 'presence-spent', evidenceId: 'prs_2', sessionId: 'ses_1' }, without, use()]);
      const before = { evidenceMs: START_MS + 100, reservationsMs: 0, displayUsesMs: START_MS - 1, startsMs: START_MS - 1 };
      await mustCommit(store, [{ change: 'presence-forgotten', before }]);
      const rows = await store.books<{ evidence_id: string }>('SELECT evidence_id FROM presence_evidence ORDER BY evidence_id');
      expect(rows.map((row) => row.evidence_id)).toEqual(['prs_3']);
      const counts = async (): Promise<readonly number[]> =>
        Promise.all(
          ['starts_without_presence', 'display_code_uses'].map(async (table) =>
            Number((await store.books<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n),
          ),
        );
      expect(await counts()).toEqual([1, 1]);
      const later = { ...before, displayUsesMs: START_MS, startsMs: START_MS };
      await mustCommit(store, [{ change: 'presence-forgotten', before: later }]);
      expect(await counts()).toEqual([0, 0]);
    });

    test('is spent on one Start', async () => {
      await mustCommit(store, [show()]);
      const spent: Change = { change: 'presence-spent', evidenceId: 'prs_1', sessionId: 'ses_1' };
      await mustCommit(store, [spent]);
      expect((await at(START_MS)).evidence).toEqual([]);
      expect(await store.commit([spent])).toEqual(refusedBy('presence_spent'));
      expect(await store.commit([{ ...spent, evidenceId: 'prs_9' }])).toEqual(refusedBy('presence_spent'));
    });

    test('a start that showed nothing is used while it goes on, and once it was proven', async () => {
      await mustCommit(store, [without]);
      expect((await at(0, START_MS - 1)).startsWithout).toEqual([{ atMs: START_MS, isUsed: true }]);
      expect((await at(0, START_MS)).startsWithout).toEqual([]);
      const end = { reason: 'left', atMs: START_MS + 5, finalMinor: 0n } as const;
      const session = sessionRecord({ version: 2, state: 'closed', startedAtMs: null, end });
      await mustCommit(store, [{ change: 'session-changed', session }]);
      expect((await at(0, START_MS - 1)).startsWithout).toEqual([{ atMs: START_MS, isUsed: false }]);
      const bySomebody = await at(0, START_MS - 1, 'somebody');
      expect(bySomebody).toMatchObject({ startsWithout: [], startsWithoutHere: [{ atMs: START_MS, isUsed: false }] });
    });

    test('an object has one display; another secret takes its place', async () => {
      expect([await store.displayOf(POD), await store.display(display().tagId)]).toEqual([null, null]);
      await mustCommit(store, [{ change: 'display-set', display: display() }]);
      expect([await store.displayOf(POD), await store.display(display().tagId)]).toEqual([display(), display()]);
      const next = display({ tagId: 'ffffffffffffffff', secretHex: 'cd'.repeat(32), madeAtMs: START_MS + 1 });
      await mustCommit(store, [{ change: 'display-set', display: next }]);
      expect([await store.displayOf(POD), await store.display(display().tagId)]).toEqual([next, null]);
    });

    test('a value counts once per person, and once in all where it is exclusive', async () => {
      await mustCommit(store, [use()]);
      expect(await store.displayCodeUsers('0102030405060708', 4_294_967_295)).toEqual([PERSON]);
      expect(await store.commit([use()])).toEqual(refusedBy('display_code'));
      await mustCommit(store, [use({ personId: 'ben' }), use({ counter: 1, isExclusive: true })]);
      expect(await store.commit([use({ counter: 1, personId: 'ben', isExclusive: true })])).toEqual(refusedBy('display_code'));
      expect(await store.displayCodeUsers('0102030405060708', 2)).toEqual([]);
    });

    const ofDisplay = async () => [await store.displayOf(POD), await store.display(display().tagId)];
    const secrets = () => store.books<{ secret_hex: string }>('SELECT secret_hex FROM displays');
    const setAgain = async (given: ReturnType<typeof venueSetup>): Promise<void> => {
      await mustCommit(store, [{ change: 'display-set', display: display() }]);
      await store.setUpVenue(given);
    };

    test('a venue that is set up again keeps its displays', async () => {
      await setAgain(venueSetup());
      expect(await ofDisplay()).toEqual([display(), display()]);
    });

    test('a display ends with its device, and no other does', async () => {
      await mustCommit(store, [
        { change: 'display-set', display: display() },
        { change: 'display-ended', deviceId: 'dev_of_another' },
      ]);
      expect(await ofDisplay()).toEqual([display(), display()]);
      await mustCommit(store, [{ change: 'display-ended', deviceId: POD_DEVICE }]);
      expect(await ofDisplay()).toEqual([null, null]);
      expect(await secrets()).toEqual([]);
    });

    test('a display ends where another machine takes the place of its device, or the object is moved by another one', async () => {
      const given = venueSetup();
      await setAgain({ ...given, devices: given.devices.map((each) => ({ ...each, publicX: 'another-machine' })) });
      expect(await secrets()).toEqual([]);
      const spare = given.devices.map((each) => ({ ...each, deviceId: `${each.deviceId}_spare` }));
      const objects = given.objects.map((each) => ({ ...each, deviceId: `${each.deviceId}_spare` }));
      await setAgain({ ...given, devices: [...given.devices, ...spare], objects });
      expect(await secrets()).toEqual([]);
    });

    test('a display of a device that does not move its object is none', async () => {
      const given = venueSetup();
      const spare = given.devices.map((each) => ({ ...each, deviceId: `${each.deviceId}_spare` }));
      await store.setUpVenue({ ...given, devices: [...given.devices, ...spare] });
      await mustCommit(store, [{ change: 'display-set', display: display({ deviceId: `${POD_DEVICE}_spare` }) }]);
      expect(await ofDisplay()).toEqual([null, null]);
    });
  });
}
