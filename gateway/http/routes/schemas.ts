// Schemas: what the API takes and gives, as the very values that validate requests and describe answers.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN } from '#protocol';
import type { ReceiptJson } from '../../domain/receipt.ts';
import type { Offer } from '../../domain/scan.ts';
import type { SessionView } from '../../domain/session-view.ts';
import { KEY_PATTERN } from '../idempotency.ts';

const id = z.string().regex(ID_PATTERN);
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** Minor units of the currency: a whole number that JSON readers do not round. */
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/);
const instant = z.iso.datetime().openapi({ example: '2026-11-21T18:04:05.000Z' });
const localText = z.record(z.string(), z.string());
const controlValue = z.union([z.boolean(), z.int(), z.string().max(64)]);
const state = z.enum(['starting', 'active', 'stopping', 'settling', 'closed']);

// ----------------------------------------------------------------------------------------------------------------- asked

export const sessionParams = z.object({ id });
export const keyHeader = z.string().regex(KEY_PATTERN);
const ticket = z
  .string()
  .max(4_096)
  .regex(/^[A-Za-z0-9._-]+$/);
export const scanBody = z.strictObject({
  code: z.string().min(1).max(2_048).openapi({ description: 'The scanned link, or its digits.' }),
});
export const startBody = z.strictObject({
  ticket,
  tariffHash: hash.openapi({ description: 'Hash of the tariff that the person saw.' }),
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

const tariff = z
  .object({
    name: z.string(),
    currency,
    baseMinor: minor,
    freeMs: z.int(),
    steps: z.array(z.object({ quantity: z.enum(['useMs', 'distanceM']), per: z.int(), amountMinor: minor })),
    capMinor: minor.nullable(),
    holdMinor: minor,
    items: z.array(z.object({ itemId: id, amountMinor: minor, name: localText })),
    taxPermille: z.int(),
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
    holdMinor: minor,
    availability: z.enum(['free', 'yours', 'busy', 'offline', 'out-of-service', 'not-paired', 'taken']),
    liveSessionId: id.nullable(),
    lastSeenAt: instant.nullable(),
    pairing: z.enum(['none', 'stay']),
    offerHash: hash,
  })
  .openapi('Offer');

export const scanAnswer = z.object({ offer, ticket, expiresAt: instant }).openapi('Scan');

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
    useAt: instant.nullable(),
    costMinor: minor,
    heldMinor: minor,
    capMinor: minor.nullable(),
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
        lines: z.array(z.object({ itemId: id, quantity: z.int() })),
        amountMinor: minor,
      }),
    ),
    mayCallStaff: z.boolean(),
    end: z.object({ reason: z.string(), at: instant, finalMinor: minor }).nullable(),
    receiptId: id.nullable(),
  })
  .openapi('Session') satisfies z.ZodType<SessionView>;

export const sessionList = z.object({ sessions: z.array(sessionView) }).openapi('Sessions');
export const stopAnswer = z.object({ sessionId: id, version: z.int() }).openapi('StopRequested');
/** What an act answers is the step's own document, stored under the key byte for byte. */
export const actAnswer = z.record(z.string(), z.unknown()).openapi('Accepted');
export const walletAnswer = z.object({ currency, availableMinor: minor, heldMinor: minor }).openapi('Wallet');

const tagProof = z.object({ protectedHeader: z.string(), payload: z.string(), signature: z.string() });
export const receipt = z
  .object({
    v: z.literal(1),
    receiptId: id,
    sessionId: id,
    payerId: z.string(),
    venue: z.object({ venueId: id, name: z.string(), zone: z.string() }),
    place: z.string(),
    object: z.object({ objectId: id, name: z.string(), kind: z.string() }),
    currency,
    startedAt: instant.nullable(),
    endedAt: instant,
    endReason: z.string(),
    usage: z.object({ useMs: z.int(), distanceM: z.int() }),
    rounding: z.enum(['started', 'exact']),
    lines: z.array(
      z.object({
        line: z.enum(['base', 'step', 'item', 'cap', 'free']),
        quantity: z.enum(['useMs', 'distanceM', 'count']).exactOptional(),
        units: z.int().exactOptional(),
        per: z.int().exactOptional(),
        unitMinor: minor.exactOptional(),
        itemId: id.exactOptional(),
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
    holdMinor: Number(shown.holdMinor),
    availability: shown.availability,
    liveSessionId: shown.liveSessionId,
    lastSeenAt: shown.lastSeenAtMs === null ? null : new Date(shown.lastSeenAtMs).toISOString(),
    pairing: shown.pairing,
    offerHash: shown.offerHash,
  };
}
