// The Start: why it is refused, and everything that becomes true in its one commit.
import { describe, expect, test } from 'vitest';
import type { ObjectScene } from '../../../../../gateway/domain/object.ts';
import { composeOffer, type Ticket } from '../../../../../gateway/domain/scan/scan.ts';
import { decideStart, type StartFacts, type StartRequest } from '../../../../../gateway/domain/session/session-start.ts';
import { frozenTariff, PERSON, POD } from '../../../../support/records.ts';
import { changesIn, compose, deviceRecord, factsOf, GIVEN, NOW_MS, profileOf, standingOf } from './session-facts.ts';

const { object, place, venue } = factsOf(GIVEN.active);

function startOf(overrides: Partial<ObjectScene> = {}, availableMinor = 10_000n, currency = 'CNY') {
  const scene: ObjectScene = {
    ...{ object, place, venue, device: deviceRecord(), tariff: frozenTariff(), live: null, stay: null },
    ...overrides,
  };
  const composed = composeOffer(scene, { personId: PERSON, pairing: 'none', guests: null, nowMs: NOW_MS });
  if (!composed.ok) throw new Error(composed.error.code);
  const offer = composed.value;
  const facts: StartFacts = {
    scene,
    offer,
    profile: profileOf('sleep-pod'),
    funds: { wallet: 'ledger', balance: { currency, availableMinor, heldMinor: 0n } },
    standing: standingOf(),
    presence: {
      ...{ policy: { presence: 'advisory', evidence: [] }, trust: 'signed', shown: null, isExclusive: true, waysHere: [] },
      standing: { evidence: [], startsWithout: [], startsWithoutHere: [] },
    },
    liveLimit: 5,
    recentUses: [],
  };
  const ticket: Ticket = {
    tagId: '00112233445566aa',
    objectId: object.objectId,
    bindingVersion: 1,
    offerHash: offer.offerHash,
    nonce: 'tkt_1',
    binding: `p:${PERSON}`,
    expiresAtMs: NOW_MS + 1,
    tag: { protectedHeader: 'a', payload: 'b', signature: 'c' },
    trust: 'signed',
  };
  const request: StartRequest = {
    personId: PERSON,
    ticket,
    tariffHash: offer.tariff.hash,
    packageId: null,
    renewTicket: ({ offerHash }) => `ticket for ${offerHash}`,
    ids: { sessionId: 'ses_new', holdId: 'hld_new', commandId: 'cmd_new', transferId: 'trf_new' },
    composeAnswer: ({ sessionId }) => ({
      ...{ personId: PERSON, route: 'sessions', key: 'tap', bodyHash: 'b', status: 201, location: `/${sessionId}` },
      ...{ body: '{}', atMs: NOW_MS },
    }),
  };
  return { facts, request };
}

describe('a Start', () => {
  test('is one commit of session, hold, transfer, command, ticket, answer and deadlines', () => {
    const { facts, request } = startOf();
    const decided = decideStart(facts, request, compose);
    if (!decided.ok) throw new Error(decided.error.code);
    const decision = decided.value;
    expect(decision.changes.map(({ change }) => change)).toEqual([
      ...['session-created', 'person-counted', 'ticket-used', 'hold-placed', 'transfer-posted', 'command-added'],
      ...['deadline-set', 'deadline-set', 'event-queued', 'deadline-set', 'answer-stored', 'session-event'],
    ]);
    const [created] = changesIn(decision, 'session-created');
    expect(created?.session).toMatchObject({
      ...{ sessionId: 'ses_new', state: 'starting', version: 1, payerId: PERSON, holdId: 'hld_new', heldMinor: 6_000n },
      ...{ createdAtMs: NOW_MS, startedAtMs: null, costMinor: 0n, journalUpTo: -1, offerHash: facts.offer.offerHash },
      lease: { leaseUpMs: 290_000, endsAtMs: NOW_MS + 90_000 },
    });
    expect(changesIn(decision, 'transfer-posted')[0]?.transfer).toMatchObject({
      kind: 'authorize',
      opKey: 'ses_new:hld_new:authorize',
      postings: [
        { account: `available:${PERSON}`, deltaMinor: -6_000n },
        { account: `held:${PERSON}`, deltaMinor: 6_000n },
      ],
    });
    const [added] = changesIn(decision, 'command-added');
    // An unlock lives ten seconds, in the uptime of the boot that it names (FP-08).
    expect(added?.command).toMatchObject({ state: 'composed', intentKey: 'ses_new:start:1' });
    expect(added?.command.composed).toMatchObject({ ctr: 8, expUpMs: 210_000, expiresAtMs: NOW_MS + 10_000 });
    expect(JSON.parse(added?.command.composed?.payload ?? '{}')).toMatchObject({
      ...{ act: 'start', ses: 'ses_new', cid: 'cmd_new', ctr: 8, expUp: 210_000, iss: 'unlatch' },
      arg: { limits: { leaseUp: 290_000, maxS: 43_200 } },
    });
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => [deadline.kind, deadline.dueAtMs - NOW_MS])).toEqual([
      ['chase-command', 2_000],
      ['start-unseen', 12_000],
      ['deliver-event', 0],
    ]);
    expect(changesIn(decision, 'person-counted')).toEqual([{ change: 'person-counted', personId: PERSON, fromVersion: 3 }]);
  });

  test('of exactly the hold is enough money', () => {
    const { facts, request } = startOf({}, 6_000n);
    expect(decideStart(facts, request, compose).ok).toBe(true);
  });

  const away = deviceRecord({ presence: { online: false, conn: 'conn-1', lastSeenAtMs: 5 } });
  test.each<[string, ReturnType<typeof startOf>, object]>([
    ['one cent short', startOf({}, 5_999n), { code: 'wallet.funds-insufficient', shortfallMinor: 1n, currency: 'CNY' }],
    ['in another currency', startOf({}, 10_000n, 'EUR'), { code: 'wallet.currency-mismatch', currency: 'EUR' }],
    ['of a busy object', startOf({ live: { ...GIVEN.active, payerId: 'person-2' } }), { code: 'object.busy' }],
    [
      'of an object out of service',
      startOf({ object: { ...object, status: 'out_of_service' } }),
      { code: 'object.out-of-service' },
    ],
    ['of an object that is away', startOf({ device: away }), { code: 'device.offline', lastSeenAtMs: 5 }],
  ])('%s is refused', (_what, { facts, request }, error) => {
    expect(decideStart(facts, request, compose)).toEqual({ ok: false, error });
  });

  test('of an offer other than the one that was shown is refused first of all', () => {
    const { facts, request } = startOf({ device: away }, 0n);
    const { offerHash, tariff } = facts.offer;
    const offer = { offerHash, tariffHash: tariff.hash, holdMinor: 6_000, mostMinor: 6_000, availability: 'offline' };
    const changed = { ok: false, error: { code: 'offer.changed', offer, ticket: `ticket for ${offerHash}` } };
    expect(decideStart(facts, { ...request, tariffHash: 'other' }, compose)).toMatchObject(changed);
    expect(decideStart(facts, { ...request, ticket: { ...request.ticket, offerHash: 'other' } }, compose)).toMatchObject(changed);
  });

  test.each<[string, Partial<StartFacts>, object]>([
    [
      'who owes for an earlier use',
      { standing: standingOf({ owed: [{ currency: 'CNY', minor: 400n }] }) },
      { code: 'wallet.owed', owedMinor: 400n, currency: 'CNY' },
    ],
    [
      'who uses as much as one may',
      { standing: standingOf({ liveSessions: 2 }), liveLimit: 2 },
      { code: 'person.too-many-sessions', most: 2 },
    ],
    [
      'who used nothing of what they started here',
      { standing: standingOf({ unusedStarts: { total: 3, byObject: { [POD]: 3 } } }) },
      { code: 'object.starts-unused' },
    ],
    [
      'who used nothing of what they started anywhere',
      { standing: standingOf({ unusedStarts: { total: 6, byObject: { other: 6 } } }) },
      { code: 'person.starts-unused' },
    ],
  ])('of a person %s is refused (R10, R19)', (_what, standing, error) => {
    const { facts, request } = startOf();
    expect(decideStart({ ...facts, ...standing }, request, compose)).toEqual({ ok: false, error });
  });

  test('at a wallet elsewhere asks it in the same commit, and leaves the device alone (R1, row 2)', () => {
    const { facts, request } = startOf();
    const asked = { ...facts, funds: { wallet: 'host', grant: 'narrowed' } } as const;
    const decided = decideStart(asked, request, compose);
    if (!decided.ok) throw new Error(decided.error.code);
    const decision = decided.value;
    expect(changesIn(decision, 'session-created')[0]?.session).toMatchObject({
      ...{ state: 'authorizing', heldMinor: 0n, mostMinor: 6_000n, lease: null },
    });
    expect(changesIn(decision, 'hold-placed')[0]?.hold).toMatchObject({
      ...{ state: 'pending_authorize', heldMinor: 0n, wallet: 'host', role: 'host' },
    });
    expect(changesIn(decision, 'operation-added')[0]?.operation).toMatchObject({
      ...{ opKey: 'ses_new:hld_new:authorize', kind: 'authorize', amountMinor: 6_000n, grant: 'narrowed', attempts: 0 },
    });
    expect(changesIn(decision, 'command-added')).toEqual([]);
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => [deadline.kind, deadline.dueAtMs - NOW_MS])).toEqual([
      ['chase-operation', 0],
      ['authorize-unknown', 20_000],
    ]);
    expect(changesIn(decision, 'answer-stored')).toHaveLength(1);
  });
});
