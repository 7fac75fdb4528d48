// In-memory steps: one object, one tariff and a few sessions, so that the edge can be tested without what lies behind it.
import { ok, type Result, refused } from '#protocol';
import type { ReceiptRecord } from '../../gateway/domain/receipt/receipt.ts';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import type { Offer } from '../../gateway/domain/scan/scan.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import type { ExpenseFacts } from '../../gateway/during/expense-receipt.ts';
import type { HttpSteps } from '../../gateway/http/steps.ts';
import { holdOnce, perTime } from '../support/pricing.ts';
import { frozenTariff } from '../support/records.ts';
import { type InMemoryContact, inMemoryContact } from './in-memory-contact.ts';
import { inMemoryPeople, inMemoryStaff } from './in-memory-people.ts';
import type { RecordStep, StepName } from './record-step.ts';

export const GOOD_CODE = '1'.repeat(185);
/** Nine letters as they are stored; typed in any case, with or without hyphens. */
export const GOOD_SHORT_CODE = '7k3mq9tx8';
export const REPLACED_CODE = '2'.repeat(185);
export const BADLY_SIGNED_CODE = '3'.repeat(185);
export const UNKNOWN_CODE = '4'.repeat(185);
export const START_MS = Date.UTC(2026, 10, 21, 18, 0, 0);
const TICKET_LIFETIME_MS = 180_000;

export const tariff = frozenTariff({
  name: 'Pod',
  currency: 'CNY',
  baseMinor: 500n,
  freeMs: 0,
  steps: [perTime(60_000, 100n)],
  capMinor: 9_000n,
  hold: holdOnce(10_000n),
  items: [{ itemId: 'tea', amountMinor: 1_200n, name: { en: 'Tea', 'zh-Hans': '茶' } }],
  taxPermille: 60,
});

const offer: Offer = {
  objectId: 'obj_1',
  kind: 'sleep-pod',
  objectName: 'Pod 1',
  placeName: 'Row A',
  venueName: 'Hall',
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  tariff,
  holdMinor: 10_000n,
  mostMinor: 10_000n,
  availability: 'free',
  liveSessionId: null,
  joinMinor: null,
  lastSeenAtMs: START_MS,
  pairing: 'none',
  bindingVersion: 1,
  offerHash: 'o'.repeat(43),
};

export function sampleView(sessionId: string, changes: Partial<SessionView> = {}): SessionView {
  return {
    role: 'host',
    guests: [],
    asksMinor: null,
    may: { order: true, control: true, stop: true },
    sessionId,
    version: 1,
    state: 'active',
    kind: 'sleep-pod',
    objectId: 'obj_1',
    objectName: 'Pod 1',
    placeName: 'Row A',
    venueName: 'Hall',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    tariffHash: tariff.hash,
    createdAt: new Date(START_MS).toISOString(),
    startedAt: new Date(START_MS).toISOString(),
    progress: { reserved: true, sent: true, proven: true },
    givesUpAt: null,
    useMs: 60_000,
    distanceM: 0,
    pausedMs: 0,
    useAt: new Date(START_MS + 60_000).toISOString(),
    costMinor: 600,
    heldMinor: 10_000,
    capMinor: 9_000,
    mostMinor: 10_000,
    runsOut: null,
    endsSoon: null,
    nextRise: { at: new Date(START_MS + 120_000).toISOString(), amountMinor: 100 },
    online: true,
    lastContactAt: new Date(START_MS).toISOString(),
    stopRequest: null,
    reportedVer: 3,
    controls: [
      { name: 'light', spec: { type: 'switch' }, reported: false },
      { name: 'fan', spec: { type: 'range', min: 0, max: 5, step: 1, unit: 'level' }, reported: 2 },
      { name: 'mode', spec: { type: 'choice', values: ['1', '2'] }, reported: '1' },
    ],
    reported: { door: 'closed' },
    menu: [{ itemId: 'tea', name: { en: 'Tea' }, amountMinor: 1_200 }],
    orders: [{ orderId: 'ord_1', state: 'printed', mine: true, lines: [{ itemId: 'tea', quantity: 1 }], amountMinor: 1_200 }],
    mayCallStaff: true,
    pause: null,
    payerAction: null,
    declined: null,
    review: null,
    end: null,
    receiptId: null,
    ...changes,
  };
}

const TAG_HEADER = { alg: 'Ed25519', kid: 'k7', typ: 'o2o-tag+v1', iss: 'https://q.example.com' };
const NOTHING_NEEDED = { isNeeded: false, ways: [], shownBy: null } as const;
const TAG_PROOF = {
  protectedHeader: Buffer.from(JSON.stringify(TAG_HEADER)).toString('base64url'),
  payload: 'b',
  signature: 'c',
};

/** With spaces and an odd order of members: whoever rewrites it is found out. */
export const RECEIPT_TEXT = `{ "v": 2, "receiptId": "rcp_1", "sessionId": "ses_1", "payerId": "ann", "role": "host",
 "venue": { "venueId": "ven_1", "name": "Hall", "zone": "Asia/Shanghai" }, "place": "Row A",
 "object": { "objectId": "obj_1", "name": "Pod 1", "kind": "sleep-pod" }, "currency": "CNY",
 "startedAt": "2026-11-21T18:00:00.000Z", "endedAt": "2026-11-21T18:01:00.000Z", "endReason": "stopped",
 "usage": { "useMs": 60000, "distanceM": 0 }, "rounding": "started",
 "lines": [{ "line": "base", "amountMinor": 500 }, { "line": "step", "quantity": "useMs", "units": 1, "per": 60000, "unitMinor": 100, "amountMinor": 100 }],
 "totalMinor": 600, "taxMinor": 34, "taxPermille": 60, "heldMinor": 10000, "releasedMinor": 9400,
 "proof": { "tag": { "protectedHeader": "${TAG_PROOF.protectedHeader}", "payload": "b", "signature": "c" }, "tariff": "{}", "tariffHash": "${tariff.hash}", "terms": "{}",
  "offerHash": "${'o'.repeat(43)}", "startCommand": null, "deviceStart": null, "deviceEnd": null, "deviceTickets": [], "transferId": "trf_9" } }`;

export const EXPENSE: ExpenseFacts = {
  number: 'HALL-2026-000007',
  seller: { name: 'Hall Ltd', vatNumber: '91310000MA1K35P76X', address: '1 Hall Street' },
  company: null,
};

export type InMemorySteps = {
  readonly steps: HttpSteps;
  /** What the steps were asked, in order: the name and the request. */
  readonly asked: { readonly step: StepName; readonly request: unknown }[];
  /** The next call of this step is refused, or throws when it is given an Error. */
  fail(step: StepName, failure: Rejection | Error): void;
  put(payerId: string, view: SessionView): void;
  readonly contact: InMemoryContact;
};

type Owned = { readonly payerId: string; readonly view: SessionView };

export function createInMemorySteps(nowMs: () => number): InMemorySteps {
  const asked: { step: StepName; request: unknown }[] = [];
  const failures = new Map<StepName, Rejection | Error>();
  const sessions = new Map<string, Owned>();
  const tickets = new Map<string, { readonly binding: string; readonly expiresAtMs: number }>();
  const listeners = new Set<() => void>();
  let company: string | null = null;

  function own(request: { sessionId: string; personId: string }): Result<SessionView, Rejection> {
    const found = sessions.get(request.sessionId);
    return found?.payerId === request.personId ? ok(found.view) : refused({ code: 'session.unknown' });
  }

  function receiptOf(request: { sessionId: string; personId: string }): Result<ReceiptRecord, Rejection> {
    const session = own(request);
    if (!session.ok) return session;
    if (session.value.state !== 'closed') return refused({ code: 'receipt.not-yet', state: session.value.state });
    const { sessionId, personId } = request;
    const ids = { receiptId: 'rcp_1', sessionId, payerId: personId, tenantId: 'ten_1' };
    return ok({ ...ids, json: RECEIPT_TEXT, issuedAtMs: START_MS });
  }

  function openTicket(request: { ticket: string; binding: string; personId: string | null }): Result<null, Rejection> {
    const ticket = tickets.get(request.ticket);
    const owners = [request.binding, `p:${request.personId}`];
    if (!ticket || !owners.includes(ticket.binding)) return refused({ code: 'ticket.invalid' });
    return nowMs() < ticket.expiresAtMs ? ok(null) : refused({ code: 'ticket.expired' });
  }

  const step: RecordStep = (name, act) => {
    const recorded = async (request: never, ...more: never[]): Promise<unknown> => {
      asked.push({ step: name, request });
      const failure = failures.get(name);
      failures.delete(name);
      if (failure instanceof Error) throw failure;
      return failure ? refused(failure) : (act as (...words: never[]) => unknown)(request, ...more);
    };
    return recorded as typeof act;
  };

  const wished = (
    request: { sessionId: string; personId: string },
    status: number,
  ): Result<{ status: number; body: string }, Rejection> => {
    const session = own(request);
    return session.ok ? ok({ status, body: `{ "accepted":true }` }) : session;
  };

  const contact = inMemoryContact(nowMs);
  const steps: HttpSteps = {
    contact,
    takenOverHosts: async () => ['old.example'],
    resolveScan: step('resolveScan', async ({ code, binding }) => {
      if (code === REPLACED_CODE) return refused({ code: 'code.replaced' });
      if (code !== GOOD_CODE && code !== GOOD_SHORT_CODE) return refused({ code: 'code.not-ours' });
      const ticket = `ticket-${tickets.size + 1}.mac`;
      const expiresAtMs = nowMs() + TICKET_LIFETIME_MS;
      tickets.set(ticket, { binding, expiresAtMs });
      return ok({ offer, presence: NOTHING_NEEDED, ticket, expiresAtMs });
    }),
    readTicket: step('readTicket', async (request) => {
      const opened = openTicket(request);
      return opened.ok ? ok({ offer, presence: NOTHING_NEEDED, ticketExpiresAtMs: nowMs() + 1, tag: TAG_PROOF }) : opened;
    }),
    findOthers: async () => [],
    authorizeSession: step('authorizeSession', async (request) => {
      const opened = openTicket(request);
      if (!opened.ok) return opened;
      const view = sampleView('ses_1', { state: 'starting' });
      sessions.set('ses_1', { payerId: request.personId, view });
      return ok({ status: 201, location: '/api/v1/sessions/ses_1', body: JSON.stringify(view, null, 1), sessionId: 'ses_1' });
    }),
    requestStop: step('requestStop', async (request) => {
      const session = own(request);
      return session.ok ? ok({ version: session.value.version + 1 }) : session;
    }),
    readSession: step('readSession', async (request) => own(request)),
    waitForSession: step('waitForSession', async (request) => {
      for (;;) {
        const session = own(request);
        if (!session.ok || session.value.version > request.afterVersion || request.signal.aborted) return session;
        if (session.value.state === 'closed') return session;
        await new Promise<void>((resolve) => {
          listeners.add(resolve);
          request.signal.addEventListener('abort', () => resolve());
        });
      }
    }),
    listSessions: step('listSessions', async ({ personId }) =>
      ok([...sessions.values()].filter(({ payerId }) => payerId === personId).map(({ view }) => view)),
    ),
    setControl: step('setControl', async (request) => wished(request, 202)),
    placeOrder: step('placeOrder', async (request) => wished(request, 201)),
    callStaff: step('callStaff', async (request) => wished(request, 202)),
    pauseSession: step('pauseSession', async (request) => wished(request, 202)),
    pairStay: step('pairStay', async (request) => {
      const opened = openTicket(request);
      return opened.ok ? ok({ status: 200, body: '{"paired":true}' }) : opened;
    }),
    reserveObject: step('reserveObject', async (request) => {
      const opened = openTicket(request);
      if (!opened.ok) return opened;
      const { objectId } = offer;
      return ok({
        reservationId: 'rsv_1',
        objectId,
        untilMs: nowMs() + 90_000,
        blink: 'asked',
        groups: 3,
        keeping: { number: '0417', presses: 3 },
      });
    }),
    answerBlinks: step('answerBlinks', async (request) => {
      const opened = openTicket(request);
      if (!opened.ok) return opened;
      return request.blinks.join() === '3,5,2'
        ? ok({ by: 'blink', untilMs: nowMs() + 180_000 })
        : refused({ code: 'blink.wrong' });
    }),
    compareWhereabouts: step('compareWhereabouts', async (request) => {
      const opened = openTicket(request);
      if (!opened.ok) return opened;
      return ok({ whereabouts: request.position === null ? 'unknown' : 'elsewhere', offer });
    }),
    readReceipt: step('readReceipt', async (request) => receiptOf(request)),
    readExpenseReceipt: step('readExpenseReceipt', async (request) => {
      const receipt = receiptOf(request);
      return receipt.ok ? ok({ receipt: receipt.value, expense: { ...EXPENSE, company } }) : receipt;
    }),
    addressReceipt: step('addressReceipt', async (request) => {
      const receipt = receiptOf(request);
      if (!receipt.ok) return receipt;
      if (company !== null && company !== request.company) return refused({ code: 'receipt.made-out-already' });
      company = request.company;
      return ok({ ...EXPENSE, company });
    }),
    receiptKeys: step('receiptKeys', async (request) => {
      const session = own(request);
      return session.ok ? ok('{ "keys": [ { "kty": "OKP" } ] }') : session;
    }),
    ...inMemoryPeople(step, own, openTicket),
    operator: inMemoryStaff(step),
  };

  return {
    steps,
    contact,
    asked,
    fail: (name, failure) => void failures.set(name, failure),
    put(payerId, view) {
      sessions.set(view.sessionId, { payerId, view });
      for (const wake of listeners) wake();
      listeners.clear();
    },
  };
}
