// Schemas: what the API takes and gives, as the very values that validate requests and describe answers.

import { z } from '@hono/zod-openapi';
import { ID_PATTERN } from '#protocol';
import { toSafeNumber } from '../../domain/money.ts';
import { PRESENCE_WAYS } from '../../domain/presence/presence-evidence.ts';
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { Offer } from '../../domain/scan/scan.ts';
import { REVIEW_REASONS, SESSION_STATES } from '../../domain/session/session.ts';
import { type SessionView, VIEWER_ROLES } from '../../domain/session/session-view.ts';
import { reservedMinor } from '../../domain/tariff/price-hold.ts';
import { PRICE_LINES } from '../../domain/tariff/price-line.ts';
import { WALLET_REFUSALS } from '../../domain/wallet/wallet-operation.ts';
import { KEY_PATTERN } from '../idempotency.ts';

export const id = z.string().regex(ID_PATTERN);
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** Minor units of the currency: a whole number that JSON readers do not round. */
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/);
export const instant = z.iso.datetime().openapi({ example: '2026-11-21T18:04:05.000Z' });
const localText = z.record(z.string(), z.string());
const controlValue = z.union([z.boolean(), z.int(), z.string().max(64)]);
const state = z.enum(SESSION_STATES);

// ----------------------------------------------------------------------------------------------------------------- asked

export const sessionParams = z.object({ id });
export const keyHeader = z
  .string()
  .regex(KEY_PATTERN)
  .openapi({
    param: {
      ...{ name: 'Idempotency-Key', in: 'header', required: true },
      description:
        'Yours to choose, one for each act. The same key and body are answered with the same bytes for 30 days, and longer while a session runs that you are in.',
    },
  });
export const ticket = z
  .string()
  .max(4_096)
  .regex(/^[A-Za-z0-9._-]+$/);
export const scanBody = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(2_048)
    .openapi({ description: 'The scanned link or its digits, or the short code of the label as it was typed.' }),
});
export const startBody = z.strictObject({
  ticket,
  tariffHash: hash.openapi({ description: 'Hash of the tariff that the person saw.' }),
  packageId: id
    .nullable()
    .optional()
    .openapi({ description: "One of the tariff's packages; null to pay by the tariff's steps." }),
});
export const controlBody = z.strictObject({
  control: z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/),
  value: controlValue,
  seen: z.int().min(0).openapi({ description: '`reportedVer` of the view that the person looked at.' }),
});
export const orderBody = z.strictObject({
  lines: z
    .array(z.strictObject({ itemId: id, quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(20),
});
export const pairingBody = z.strictObject({
  ticket,
  code: z
    .string()
    .regex(/^[0-9A-Za-z ]{1,16}$/)
    .openapi({ description: 'What the screen of the room shows.' }),
});
export const waitQuery = z.strictObject({
  after: z.coerce.number().pipe(z.int().min(-1)).optional().openapi({ description: 'Version already known; -1 for none.' }),
  wait: z.coerce
    .number()
    .pipe(z.int().min(0).max(8))
    .optional()
    .openapi({ description: 'Seconds to wait for a later version, at most 8.' }),
});
export const walletQuery = z.strictObject({ currency: currency.optional() });

// ---------------------------------------------------------------------------------------------------------------- answered

const timeRate = { per: z.int(), amountMinor: minor };
const tariffStep = z.object({
  quantity: z.enum(['useMs', 'distanceM']),
  from: z.int().exactOptional().openapi({ description: 'In force from here on, up to the next larger; 0 where it is left out.' }),
  ...timeRate,
});
const tariffPeak = z.object({
  days: z.array(z.int().min(1).max(7)).openapi({ description: 'ISO 8601: 1 is Monday.' }),
  from: z.string().openapi({ example: '17:00' }),
  until: z.string().openapi({ example: '20:00' }),
  permille: z.int().exactOptional(),
  steps: z.array(tariffStep).exactOptional(),
});
const holdRule = z.object({ atStartMinor: minor, stepMinor: minor, mostMinor: minor });

/** Members that a tariff does not use are left out, so that its hash names what it says. */
const tariff = z
  .object({
    name: z.string(),
    currency,
    zone: z.string().exactOptional(),
    baseMinor: minor,
    freeMs: z.int(),
    freeEveryMs: z.int().exactOptional(),
    steps: z.array(tariffStep),
    packages: z.array(z.object({ packageId: id, lengthMs: z.int(), amountMinor: minor })).exactOptional(),
    peaks: z.array(tariffPeak).exactOptional(),
    pause: z.object(timeRate).exactOptional(),
    overdue: z.object({ after: z.enum(['package', 'longest']), ...timeRate }).exactOptional(),
    capMinor: minor.nullable(),
    dayCap: z.object({ amountMinor: minor, calendar: z.boolean() }).exactOptional(),
    holdMinor: minor.exactOptional(),
    hold: holdRule.exactOptional(),
    items: z.array(z.object({ itemId: id, amountMinor: minor, name: localText })),
    minimumMinor: minor.exactOptional(),
    service: z.object({ permille: z.int(), on: z.enum(['items', 'all']) }).exactOptional(),
    taxPermille: z.int(),
    taxMode: z.enum(['included', 'added']).exactOptional(),
  })
  .openapi('Tariff');

const offer = z
  .object({
    objectId: id,
    kind: z.string(),
    objectName: z.string(),
    placeName: z.string(),
    venueName: z.string(),
    zone: z.string(),
    currency,
    tariffHash: hash,
    tariff,
    holdMinor: minor.openapi({ description: 'Reserved at Start.' }),
    mostMinor: minor.openapi({ description: 'The most that it may cost without another tap.' }),
    packages: z
      .array(z.object({ packageId: id, lengthMs: z.int(), amountMinor: minor, holdMinor: minor }))
      .openapi({ description: 'Lengths to choose from, and what is reserved at Start with each.' }),
    availability: z.enum([
      ...['free', 'yours', 'joinable', 'busy', 'reserved'],
      ...['offline', 'out-of-service', 'needs-cleaning', 'not-paired', 'taken'],
    ] as const),
    reservation: z
      .object({
        isMine: z.boolean(),
        until: instant,
        isAsking: z.boolean().openapi({ description: 'It has blinked, and the person has not told yet how often.' }),
      })
      .nullable()
      .openapi({ description: 'For whom the object is kept while they look at its offer; null where it is kept for nobody.' }),
    joinMinor: minor
      .nullable()
      .openapi({ description: 'What joining reserves, 0 where the host pays; null where nobody can join now.' }),
    liveSessionId: id.nullable(),
    lastSeenAt: instant.nullable(),
    pairing: z.enum(['none', 'stay']),
    front: z
      .array(z.enum(['blink', 'button']))
      .openapi({ description: 'What the object has for whoever stands before it: a light to be found by, a button (FP-33).' }),
    hasPosition: z.boolean().openapi({ description: "A phone's position can be compared with where the place is." }),
    emergencySince: instant
      .optional()
      .openapi({ description: 'The red button of the venue was pressed then: nothing starts; leave the building.' }),
    offerHash: hash,
  })
  .openapi('Offer');

export const presenceWay = z.enum(PRESENCE_WAYS);
export const keeping = z
  .object({
    number: z.string().openapi({ description: 'To show to staff, who vouch for whoever says it (`for`).', example: '0417' }),
    presses: z.int().openapi({ description: 'So often its button is to be pressed, about two seconds apart.', example: 3 }),
  })
  .openapi('Keeping');
const presence = z.object({
  isNeeded: z.boolean().openapi({ description: 'A Start is refused with `presence.required` until something is shown.' }),
  ways: z.array(presenceWay).openapi({ description: 'What would be enough at this object.' }),
  shownBy: presenceWay.nullable().openapi({ description: 'What was shown already.' }),
  keeping: keeping.optional().openapi({ description: 'Where it is kept for this person; for their eyes.' }),
});
export const scanAnswer = z.object({ offer, presence, ticket, expiresAt: instant }).openapi('Scan');

const controlSpec = z.discriminatedUnion('type', [
  z.object({ type: z.literal('switch') }),
  z.object({
    type: z.literal('range'),
    min: z.number(),
    max: z.number(),
    step: z.number(),
    unit: z.enum(['percent', 'tenth_celsius', 'level']),
  }),
  z.object({ type: z.literal('choice'), values: z.array(z.string()) }),
]);

export const sessionView = z
  .object({
    role: z
      .enum(VIEWER_ROLES)
      .openapi({ description: 'Whose picture it is: cost, reserved amount and orders are the own ones of whoever asks.' }),
    guests: z.array(z.object({ guestId: id, number: z.int(), state: z.enum(['asked', 'joining', 'joined']) })),
    asksMinor: minor
      .nullable()
      .openapi({ description: 'What starting or joining reserves; null once it is reserved, or when nothing is.' }),
    may: z.object({ order: z.boolean(), control: z.boolean(), stop: z.boolean() }),
    sessionId: id,
    version: z.int(),
    state,
    kind: z.string(),
    objectId: id,
    objectName: z.string(),
    placeName: z.string(),
    venueName: z.string(),
    zone: z.string(),
    currency,
    tariffHash: hash,
    createdAt: instant,
    startedAt: instant.nullable(),
    progress: z.object({ reserved: z.boolean(), sent: z.boolean(), proven: z.boolean() }),
    givesUpAt: instant.nullable(),
    useMs: z.int(),
    distanceM: z.int(),
    pausedMs: z.int(),
    useAt: instant.nullable(),
    costMinor: minor,
    heldMinor: minor,
    capMinor: minor.nullable(),
    mostMinor: minor,
    runsOut: z.object({ at: instant, because: z.enum(['most-reached', 'declined']) }).nullable(),
    endsSoon: z.object({ at: instant, because: z.enum(['longest', 'package']) }).nullable(),
    nextRise: z.object({ at: instant, amountMinor: minor }).nullable(),
    online: z.boolean(),
    lastContactAt: instant.nullable(),
    stopRequest: z.object({ at: instant, advice: z.string().nullable() }).nullable(),
    reportedVer: z.int(),
    controls: z.array(z.object({ name: z.string(), spec: controlSpec, reported: controlValue.nullable() })),
    reported: z.record(z.string(), controlValue),
    menu: z.array(z.object({ itemId: id, name: localText, amountMinor: minor })),
    orders: z.array(
      z.object({
        orderId: id,
        state: z.enum(['sent', 'printed', 'refused']),
        mine: z.boolean(),
        lines: z.array(z.object({ itemId: id, quantity: z.int() })),
        amountMinor: minor,
      }),
    ),
    mayCallStaff: z.boolean(),
    pause: z
      .object({
        wish: z
          .enum(['pause', 'resume'])
          .nullable()
          .openapi({ description: 'Asked of the object and not proven yet; the pause itself is `state` suspended.' }),
        taken: z.boolean().openapi({ description: 'The object has taken the wish and waits for a hand.' }),
        refused: z
          .string()
          .nullable()
          .openapi({ description: 'The code of its last refusal; `unanswered` when it said nothing.' }),
        rate: z.object(timeRate).nullable().openapi({ description: 'null: paused time costs what use costs.' }),
        longestMs: z.int(),
        endsAt: instant.nullable(),
      })
      .nullable()
      .openapi({ description: 'null where there is no pause, or it is not for whoever asks.' }),
    payerAction: z.object({ url: z.string() }).nullable(),
    declined: z.enum(WALLET_REFUSALS).nullable(),
    review: z.object({ reason: z.enum(REVIEW_REASONS), decidedBy: instant }).nullable(),
    end: z.object({ reason: z.string(), at: instant, finalMinor: minor }).nullable(),
    receiptId: id.nullable(),
    emergencySince: instant
      .optional()
      .openapi({ description: 'The red button of the venue was pressed then, and goes on: use costs nothing.' }),
  })
  .openapi('Session') satisfies z.ZodType<SessionView>;

export const sessionList = z.object({ sessions: z.array(sessionView) }).openapi('Sessions');
export const stopAnswer = z.object({ sessionId: id, version: z.int() }).openapi('StopRequested');
/** What an act answers is the step's own document, stored under the key byte for byte. */
export const actAnswer = z.record(z.string(), z.unknown()).openapi('Accepted');

const tagProof = z.object({ protectedHeader: z.string(), payload: z.string(), signature: z.string() });
export const receipt = z
  .object({
    v: z.union([z.literal(1), z.literal(2)]),
    receiptId: id,
    sessionId: id,
    payerId: z.string(),
    role: z.enum(['host', 'guest']).default('host').openapi({ description: 'Version 1 leaves it out: there was one payer.' }),
    venue: z.object({ venueId: id, name: z.string(), zone: z.string() }),
    place: z.string(),
    object: z.object({ objectId: id, name: z.string(), kind: z.string() }),
    currency,
    startedAt: instant.nullable(),
    endedAt: instant,
    endReason: z.string(),
    usage: z.object({ useMs: z.int(), distanceM: z.int(), pausedMs: z.int().exactOptional() }),
    rounding: z.enum(['started', 'exact']),
    lines: z.array(
      z.object({
        line: z.enum(PRICE_LINES),
        quantity: z.enum(['useMs', 'distanceM', 'pausedMs', 'count']).exactOptional(),
        units: z.int().exactOptional(),
        per: z.int().exactOptional(),
        unitMinor: minor.exactOptional(),
        itemId: id.exactOptional(),
        permille: z.int().exactOptional(),
        amountMinor: minor,
      }),
    ),
    totalMinor: minor,
    taxMinor: minor,
    taxPermille: z.int(),
    heldMinor: minor,
    releasedMinor: minor,
    proof: z.object({
      tag: tagProof,
      tariff: z.string(),
      tariffHash: hash,
      terms: z.string().nullable().default(null).openapi({ description: 'Version 1 leaves it out.' }),
      offerHash: hash,
      startCommand: z.string().nullable(),
      deviceStart: z.string().nullable(),
      deviceEnd: z.string().nullable(),
      deviceTickets: z.array(z.string()),
      transferId: id,
    }),
  })
  .openapi('Receipt') satisfies z.ZodType<ReceiptJson>;

export const jwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).openapi('JwkSet');

export const problem = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:unlatch:object.busy' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    nextStep: z.object({ label: z.string(), href: z.string().nullable() }),
  })
  .openapi('Problem', { description: 'RFC 9457; the facts of the refusal are further members.' });

// --------------------------------------------------------------------------------------------------------------- to JSON

/** The offer as the API shows it: the frozen tariff as the JSON that its hash names. */
export function offerJson(shown: Offer): z.input<typeof offer> {
  return {
    objectId: shown.objectId,
    kind: shown.kind,
    objectName: shown.objectName,
    placeName: shown.placeName,
    venueName: shown.venueName,
    zone: shown.zone,
    currency: shown.currency,
    tariffHash: shown.tariff.hash,
    tariff: JSON.parse(shown.tariff.json) as z.input<typeof tariff>,
    holdMinor: toSafeNumber(shown.holdMinor),
    mostMinor: toSafeNumber(shown.mostMinor),
    packages: shown.tariff.tariff.packages.map(({ packageId, lengthMs, amountMinor }) => ({
      packageId,
      lengthMs,
      amountMinor: toSafeNumber(amountMinor),
      holdMinor: toSafeNumber(reservedMinor(shown.tariff.tariff, packageId)),
    })),
    availability: shown.availability,
    reservation: shown.reservation
      ? {
          isMine: shown.reservation.isMine,
          until: new Date(shown.reservation.untilMs).toISOString(),
          isAsking: shown.reservation.isAsking,
        }
      : null,
    joinMinor: shown.joinMinor === null ? null : toSafeNumber(shown.joinMinor),
    liveSessionId: shown.liveSessionId,
    lastSeenAt: shown.lastSeenAtMs === null ? null : new Date(shown.lastSeenAtMs).toISOString(),
    pairing: shown.pairing,
    front: [...(shown.front ?? [])],
    hasPosition: shown.hasPosition ?? false,
    ...(shown.emergencySinceMs !== undefined && { emergencySince: new Date(shown.emergencySinceMs).toISOString() }),
    offerHash: shown.offerHash,
  };
}
