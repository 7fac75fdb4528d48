// Receipt check: recomputes every cent of a receipt from its proof, with public facts only.
import { canonicalJson, type Json, LIMITS, sha256 } from '#protocol';
import type { OrderedLine } from './order.ts';
import { priceItems, priceUse } from './price.ts';
import type { ReceiptJson } from './receipt.ts';
import { priceLineToJson } from './receipt-compose.ts';
import { type ReceiptChain, type ReceiptEvidence, readChain } from './receipt-evidence.ts';
import { failed, judged, passed, type ReceiptFinding } from './receipt-finding.ts';
import { hashOffer } from './scan.ts';
import type { EndReason } from './session.ts';
import { type FrozenTariff, freezeTariff, type Tariff } from './tariff.ts';
import { parseTariff } from './tariff-parse.ts';

/** Ends for which there may be no record of the device: it fell silent, and what was proven before is billed (R7). */
const ENDS_WITHOUT_RECORD: readonly string[] = ['stop-unproven', 'lease-lapsed'] satisfies readonly EndReason[];

/** The receipt does not name the binding's version; it is a small count, so the offer's hash is found by trying. */
const MOST_BINDING_VERSIONS = 1_000;

type Terms = { readonly tariff: Tariff | null; readonly findings: readonly ReceiptFinding[] };

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The tariff is the text that the hash names, in its one spelling. */
function readFrozen(receipt: ReceiptJson): { readonly frozen: FrozenTariff | null; readonly finding: ReceiptFinding } {
  const { tariff: text, tariffHash } = receipt.proof;
  const hash = sha256(text);
  const facts = { tariffHash: hash };
  if (hash !== tariffHash) {
    return { frozen: null, finding: failed('tariff', 'receipt.tariff-hash-differs', { ...facts, receipt: tariffHash }) };
  }
  const json = parseJson(text);
  const parsed = json === undefined ? null : parseTariff(json);
  if (!parsed?.ok) {
    const reason = parsed === null ? 'it is not JSON' : `${parsed.error.at} ${parsed.error.problem}`;
    return { frozen: null, finding: failed('tariff', 'receipt.tariff-unreadable', { ...facts, reason }) };
  }
  // Names of the row do not enter the hash.
  const frozen = freezeTariff('', 0, parsed.value);
  if (frozen.json !== text) {
    return { frozen: null, finding: failed('tariff', 'receipt.tariff-unreadable', { ...facts, reason: 'it is not canonical' }) };
  }
  return { frozen, finding: passed('tariff', { name: parsed.value.name, ...facts }) };
}

/** What the receipt repeats of its tariff is what the tariff says. */
function checkTerms(receipt: ReceiptJson, tariff: Tariff): ReceiptFinding {
  const isSame =
    receipt.currency === tariff.currency &&
    receipt.taxPermille === tariff.taxPermille &&
    BigInt(receipt.heldMinor) === tariff.holdMinor;
  const facts = { currency: receipt.currency, heldMinor: receipt.heldMinor, taxPermille: receipt.taxPermille };
  if (isSame) return passed('terms', facts);
  return failed('terms', 'receipt.terms-differ', {
    ...facts,
    tariffCurrency: tariff.currency,
    tariffHoldMinor: Number(tariff.holdMinor),
    tariffTaxPermille: tariff.taxPermille,
  });
}

/** The offer that was accepted named this object, this tariff and this hold (M11). */
function checkOffer(receipt: ReceiptJson, frozen: FrozenTariff): ReceiptFinding {
  const shown = {
    objectId: receipt.object.objectId,
    kind: receipt.object.kind,
    objectName: receipt.object.name,
    placeName: receipt.place,
    venueName: receipt.venue.name,
    zone: receipt.venue.zone,
    currency: receipt.currency,
    tariff: frozen,
    holdMinor: BigInt(receipt.heldMinor),
    pairing: 'none',
  } as const;
  const { offerHash } = receipt.proof;
  for (let bindingVersion = 0; bindingVersion <= MOST_BINDING_VERSIONS; bindingVersion += 1) {
    if (hashOffer({ ...shown, bindingVersion }) === offerHash) return passed('offer', { offerHash, bindingVersion });
  }
  return failed('offer', 'receipt.offer-differs', { offerHash, objectId: shown.objectId, tariffHash: frozen.hash });
}

function readTerms(receipt: ReceiptJson): Terms {
  const { frozen, finding } = readFrozen(receipt);
  if (frozen === null) return { tariff: null, findings: [finding] };
  return { tariff: frozen.tariff, findings: [finding, checkTerms(receipt, frozen.tariff), checkOffer(receipt, frozen)] };
}

/** A session that never started owes nothing, whatever else is in its proof (M7). */
function checkNothingDue(receipt: ReceiptJson): ReceiptFinding {
  const { totalMinor, taxMinor, lines, usage } = receipt;
  const isNothing = totalMinor === 0 && taxMinor === 0 && lines.length === 0 && usage.useMs === 0 && usage.distanceM === 0;
  return judged('nothing-due', isNothing, 'receipt.due-without-start', {
    endReason: receipt.endReason,
    totalMinor,
    taxMinor,
    lines: lines.length,
    useMs: usage.useMs,
  });
}

/** Whatever is due rests on the command, the device's start and, unless it fell silent, the device's end. */
function checkRecordsThere(receipt: ReceiptJson): readonly ReceiptFinding[] {
  const { proof, endReason } = receipt;
  const missing: ReceiptFinding[] = [];
  if (proof.startCommand === null) missing.push(failed('start-command', 'receipt.record-missing', { endReason }));
  if (proof.deviceStart === null) missing.push(failed('device-start', 'receipt.record-missing', { endReason }));
  if (proof.deviceEnd === null && !ENDS_WITHOUT_RECORD.includes(endReason)) {
    missing.push(failed('device-end', 'receipt.record-missing', { endReason }));
  }
  return missing;
}

/** Use is at most what the device recorded at its end, and at most the time since it was asked to start (R14). */
function checkUsage(receipt: ReceiptJson, chain: ReceiptChain): ReceiptFinding {
  const { useMs, distanceM } = receipt.usage;
  const recorded = chain.deviceEnd?.record.use ?? null;
  const facts = { useMs, distanceM, recordedMs: recorded?.useMs ?? null, recordedM: recorded?.distanceM ?? null };
  if (recorded !== null && (useMs > recorded.useMs || distanceM > recorded.distanceM)) {
    return failed('usage', 'receipt.usage-above-record', facts);
  }
  if (chain.startCommand === null) return passed('usage', facts);
  const elapsedMs = Math.max(0, Date.parse(receipt.endedAt) - chain.startCommand.record.iat * 1000);
  const toleranceMs = LIMITS.uptimeToleranceMs + Math.ceil((elapsedMs * LIMITS.uptimeTolerancePermille) / 1000);
  return judged('usage', useMs <= elapsedMs + toleranceMs, 'receipt.usage-above-time', { ...facts, elapsedMs });
}

/** Ordered lines that the device's printer proved, once per order. */
function printedLines(chain: ReceiptChain): readonly OrderedLine[] {
  const orders = new Map<string, readonly OrderedLine[]>();
  for (const { record } of chain.tickets) {
    if (record.trigger !== 'ticket_printed' || record.ticket === undefined || orders.has(record.ticket.order)) continue;
    orders.set(
      record.ticket.order,
      record.ticket.lines.map(({ item, qty }) => ({ itemId: item, quantity: qty })),
    );
  }
  return [...orders.values()].flat();
}

function countByItem(lines: readonly OrderedLine[]): string {
  const counts = new Map<string, number>();
  for (const { itemId, quantity } of lines) counts.set(itemId, (counts.get(itemId) ?? 0) + quantity);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([itemId, count]) => `${count} ${itemId}`)
    .join(', ');
}

function checkItems(receipt: ReceiptJson, printed: readonly OrderedLine[]): readonly ReceiptFinding[] {
  const billed = receipt.lines
    .filter(({ line }) => line === 'item')
    .map(({ itemId, units }) => ({ itemId: itemId ?? '', quantity: units ?? 0 }));
  if (billed.length === 0 && printed.length === 0) return [];
  const facts = { billed: countByItem(billed), printed: countByItem(printed) };
  return [judged('items', facts.billed === facts.printed, 'receipt.items-differ', facts)];
}

function checkPrice(receipt: ReceiptJson, tariff: Tariff, printed: readonly OrderedLine[]): readonly ReceiptFinding[] {
  const onMenu = priceItems(tariff, printed);
  if (!onMenu.ok) return [failed('lines', 'receipt.lines-differ', { notOnMenu: onMenu.error.itemId })];
  const price = priceUse(tariff, receipt.usage, printed, receipt.rounding);
  const lines = price.lines.map(priceLineToJson);
  const differing = lines.findIndex((line, index) => canonicalJson(line) !== canonicalJson(receipt.lines[index] ?? null));
  const isSame = differing < 0 && lines.length === receipt.lines.length;
  const at = differing < 0 ? Math.min(lines.length, receipt.lines.length) : differing;
  const sumMinor = receipt.lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
  const totalMinor = BigInt(receipt.totalMinor);
  return [
    judged('lines', isSame, 'receipt.lines-differ', {
      lines: receipt.lines.length,
      ...(!isSame && {
        differsAt: at,
        expected: lines[at] ? canonicalJson(lines[at]) : null,
        receipt: receipt.lines[at] ? canonicalJson(receipt.lines[at]) : null,
      }),
    }),
    judged('total', totalMinor === price.totalMinor && totalMinor === sumMinor, 'receipt.total-differs', {
      totalMinor: receipt.totalMinor,
      computedMinor: Number(price.totalMinor),
      sumOfLinesMinor: Number(sumMinor),
    }),
    judged('tax', BigInt(receipt.taxMinor) === price.taxMinor, 'receipt.tax-differs', {
      taxMinor: receipt.taxMinor,
      computedMinor: Number(price.taxMinor),
      taxPermille: tariff.taxPermille,
    }),
  ];
}

/** What was held is either on the bill or was released. */
function checkReleased({ heldMinor, totalMinor, releasedMinor }: ReceiptJson): ReceiptFinding {
  const isRight = totalMinor <= heldMinor && releasedMinor === heldMinor - totalMinor;
  return judged('released', isRight, 'receipt.released-differs', { heldMinor, totalMinor, releasedMinor });
}

/**
 * Every check of a receipt, in the order of the story: tag, command, device, tariff, cents.
 * @param evidence what the signatures of exactly this receipt's parts came to; sound when no finding failed.
 */
export function checkReceipt(receipt: ReceiptJson, evidence: ReceiptEvidence): readonly ReceiptFinding[] {
  const { value: chain, findings } = readChain(receipt, evidence);
  const terms = readTerms(receipt);
  const before = [...findings, ...terms.findings];
  if (receipt.startedAt === null) return [...before, checkNothingDue(receipt), checkReleased(receipt)];
  const printed = printedLines(chain);
  const priced = terms.tariff === null ? [] : checkPrice(receipt, terms.tariff, printed);
  return [
    ...before,
    ...checkRecordsThere(receipt),
    checkUsage(receipt, chain),
    ...checkItems(receipt, printed),
    ...priced,
    checkReleased(receipt),
  ];
}
