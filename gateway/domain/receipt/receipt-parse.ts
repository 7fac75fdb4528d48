// Receipt parsing: a receipt as it comes back from a stranger's hands, read strictly before anything is believed.
import { type Json, ok, type Result, refused } from '#protocol';
import { createJsonReader, type JsonProblem, type JsonReader, type JsonValue, memberAt } from '../json-reader.ts';
import { END_REASONS } from '../session/session.ts';
import { PRICE_LINES } from '../tariff/price-line.ts';
import type { PriceLineJson, ReceiptJson, ReceiptProof } from './receipt.ts';

export type ReceiptRefusal = { readonly code: 'receipt.malformed' } & JsonProblem;

const ANY_COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const SIGNED_AMOUNT = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } as const;
const WORD = { maxLength: 256 } as const;
/** A compact JWS of the largest message, with room for its header and signature. */
const SIGNED_TEXT = { maxLength: 16_384 } as const;
/** ISO 8601 in UTC with milliseconds, the one spelling that is issued. */
const INSTANT = { maxLength: 24, pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ } as const;

function readInstant(reader: JsonReader, json: JsonValue, at: string): string {
  const text = reader.text(json, at, INSTANT);
  if (INSTANT.pattern.test(text) && Number.isNaN(Date.parse(text))) reader.note(at, 'is not a moment');
  return text;
}

function readTextOrNull(reader: JsonReader, json: JsonValue, at: string): string | null {
  return json === null ? null : reader.text(json, at, SIGNED_TEXT);
}

const LINE_MEMBERS = ['line', 'quantity', 'units', 'per', 'unitMinor', 'itemId', 'permille', 'amountMinor'] as const;

function readLine(reader: JsonReader, json: JsonValue, at: string): PriceLineJson {
  const line = reader.object(json, at, LINE_MEMBERS);
  const place = (name: string): string => memberAt(at, name);
  return {
    line: reader.oneOf(line.line, place('line'), PRICE_LINES),
    ...(line.quantity !== undefined && {
      quantity: reader.oneOf(line.quantity, place('quantity'), ['useMs', 'distanceM', 'pausedMs', 'count']),
    }),
    ...(line.units !== undefined && { units: reader.whole(line.units, place('units'), ANY_COUNT) }),
    ...(line.per !== undefined && { per: reader.whole(line.per, place('per'), ANY_COUNT) }),
    ...(line.unitMinor !== undefined && { unitMinor: reader.whole(line.unitMinor, place('unitMinor'), ANY_COUNT) }),
    ...(line.itemId !== undefined && { itemId: reader.text(line.itemId, place('itemId'), WORD) }),
    ...(line.permille !== undefined && { permille: reader.whole(line.permille, place('permille'), ANY_COUNT) }),
    amountMinor: reader.whole(line.amountMinor, place('amountMinor'), SIGNED_AMOUNT),
  };
}

function readUsage(reader: JsonReader, json: JsonValue): ReceiptJson['usage'] {
  const usage = reader.object(json, 'usage');
  return {
    useMs: reader.whole(usage.useMs, 'usage.useMs', ANY_COUNT),
    distanceM: reader.whole(usage.distanceM, 'usage.distanceM', ANY_COUNT),
    ...(usage.pausedMs !== undefined && { pausedMs: reader.whole(usage.pausedMs, 'usage.pausedMs', ANY_COUNT) }),
  };
}

function readProof(reader: JsonReader, json: JsonValue, version: ReceiptJson['v']): ReceiptProof {
  const at = 'proof';
  const proof = reader.object(json, at);
  const place = (name: string): string => memberAt(at, name);
  const tag = reader.object(proof.tag, place('tag'));
  const tagText = (name: string): string => reader.text(tag[name], memberAt(place('tag'), name), { maxLength: 1_024 });
  return {
    tag: {
      protectedHeader: tagText('protectedHeader'),
      payload: tagText('payload'),
      // Empty where the object was named without the label's signature.
      signature: tag.signature === '' ? '' : tagText('signature'),
    },
    tariff: reader.text(proof.tariff, place('tariff'), { maxLength: 1_000_000 }),
    tariffHash: reader.text(proof.tariffHash, place('tariffHash'), WORD),
    terms: version === 1 ? null : reader.text(proof.terms, place('terms'), { maxLength: 1_000_000 }),
    offerHash: reader.text(proof.offerHash, place('offerHash'), WORD),
    startCommand: readTextOrNull(reader, proof.startCommand, place('startCommand')),
    deviceStart: readTextOrNull(reader, proof.deviceStart, place('deviceStart')),
    deviceEnd: readTextOrNull(reader, proof.deviceEnd, place('deviceEnd')),
    deviceTickets: reader
      .list(proof.deviceTickets, place('deviceTickets'))
      .map((ticket, index) => reader.text(ticket, memberAt(place('deviceTickets'), index), SIGNED_TEXT)),
    transferId: reader.text(proof.transferId, place('transferId'), WORD),
  };
}

/** Parses a receipt of either version; members that it does not know are left out, as no check covers them. */
export function parseReceipt(json: Json): Result<ReceiptJson, ReceiptRefusal> {
  const reader = createJsonReader();
  const root = reader.object(json, '');
  const word = (name: string): string => reader.text(root[name], name, WORD);
  const amount = (name: string): number => reader.whole(root[name], name, ANY_COUNT);
  const venue = reader.object(root.venue, 'venue');
  const object = reader.object(root.object, 'object');
  if (root.v !== 1 && root.v !== 2) reader.note('v', root.v === undefined ? 'is missing' : 'is not 1 or 2');
  const v = root.v === 1 ? 1 : 2;
  const receipt: ReceiptJson = {
    v,
    receiptId: word('receiptId'),
    sessionId: word('sessionId'),
    payerId: word('payerId'),
    // Version 1 knew one payer.
    role: v === 1 ? 'host' : reader.oneOf(root.role, 'role', ['host', 'guest']),
    venue: {
      venueId: reader.text(venue.venueId, 'venue.venueId', WORD),
      name: reader.text(venue.name, 'venue.name', WORD),
      zone: reader.text(venue.zone, 'venue.zone', WORD),
    },
    place: word('place'),
    object: {
      objectId: reader.text(object.objectId, 'object.objectId', WORD),
      name: reader.text(object.name, 'object.name', WORD),
      kind: reader.text(object.kind, 'object.kind', WORD),
    },
    currency: reader.text(root.currency, 'currency', { maxLength: 3, pattern: /^[A-Z]{3}$/ }),
    startedAt: root.startedAt === null ? null : readInstant(reader, root.startedAt, 'startedAt'),
    endedAt: readInstant(reader, root.endedAt, 'endedAt'),
    endReason: reader.oneOf(root.endReason, 'endReason', END_REASONS),
    usage: readUsage(reader, root.usage),
    rounding: reader.oneOf(root.rounding, 'rounding', ['started', 'exact']),
    lines: reader.list(root.lines, 'lines').map((line, index) => readLine(reader, line, memberAt('lines', index))),
    totalMinor: amount('totalMinor'),
    taxMinor: amount('taxMinor'),
    taxPermille: amount('taxPermille'),
    heldMinor: amount('heldMinor'),
    releasedMinor: amount('releasedMinor'),
    proof: readProof(reader, root.proof, v),
  };
  const [first] = reader.problems;
  return first === undefined ? ok(receipt) : refused({ code: 'receipt.malformed', ...first });
}
