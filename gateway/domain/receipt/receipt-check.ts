// Receipt check: recomputes every cent of a receipt from its proof, with public facts only.
import { canonicalJson, LIMITS, sha256 } from '#protocol';
import type { OrderedLine } from '../company/order.ts';
import { hashOffer } from '../scan/scan.ts';
import type { EndReason } from '../session/session.ts';
import { mayEverCost } from '../tariff/free-tariff.ts';
import type { Pricing } from '../tariff/price.ts';
import { reservedMinor } from '../tariff/price-hold.ts';
import { type PeakInstants, resolvePeaks } from '../tariff/price-peaks.ts';
import { type PriceTerms, plainTerms, stitchedMs, termsFromJson, termsToJson } from '../tariff/price-terms.ts';
import { type FrozenTariff, freezeTariff, type Tariff } from '../tariff/tariff.ts';
import { readFrozenTariff } from '../tariff/tariff-read.ts';
import type { ReceiptJson } from './receipt.ts';
import { checkPrice } from './receipt-check-price.ts';
import { type ReceiptChain, type ReceiptEvidence, readChain } from './receipt-evidence.ts';
import { failed, judged, passed, type ReceiptFinding } from './receipt-finding.ts';

/** Ends for which there may be no record of the device: it fell silent, and what was proven before is billed (R7). */
const ENDS_WITHOUT_RECORD: readonly string[] = ['stop-unproven', 'lease-lapsed'] satisfies readonly EndReason[];

/** The receipt does not name the binding's version; it is a small count, so the offer's hash is found by trying. */
const MOST_BINDING_VERSIONS = 1_000;

/** What the price is computed from; null where it could not be believed. */
type Basis = { readonly pricing: Pricing | null; readonly findings: readonly ReceiptFinding[] };

/** The tariff is the text that the hash names, in its one spelling. */
function readFrozen(receipt: ReceiptJson): { readonly frozen: FrozenTariff | null; readonly finding: ReceiptFinding } {
  const { tariff: text, tariffHash } = receipt.proof;
  const hash = sha256(text);
  const facts = { tariffHash: hash };
  if (hash !== tariffHash) {
    return { frozen: null, finding: failed('tariff', 'receipt.tariff-hash-differs', { ...facts, receipt: tariffHash }) };
  }
  const tariff = readFrozenTariff(text);
  if (tariff === null) return { frozen: null, finding: failed('tariff', 'receipt.tariff-unreadable', facts) };
  // Names of the row do not enter the hash.
  return { frozen: freezeTariff('', 0, tariff), finding: passed('tariff', { name: tariff.name, ...facts }) };
}

/** What the receipt repeats of its tariff is what the tariff says; more than its most is never held. */
function checkTerms(receipt: ReceiptJson, tariff: Tariff): ReceiptFinding {
  const { mostMinor } = tariff.hold;
  const heldMinor = BigInt(receipt.heldMinor);
  const isSame =
    receipt.currency === tariff.currency &&
    receipt.taxPermille === tariff.taxPermille &&
    (receipt.v === 1 ? heldMinor === mostMinor : heldMinor <= mostMinor);
  const facts = { currency: receipt.currency, heldMinor: receipt.heldMinor, taxPermille: receipt.taxPermille };
  if (isSame) return passed('terms', facts);
  return failed('terms', 'receipt.terms-differ', {
    ...facts,
    tariffCurrency: tariff.currency,
    tariffMostMinor: Number(mostMinor),
    tariffTaxPermille: tariff.taxPermille,
  });
}

/** The peak hours that the use lay in are those of the tariff in that zone. */
function areOwnHours({ startedAt, usage }: ReceiptJson, tariff: Tariff, terms: PriceTerms): boolean {
  const { zone, peaks } = terms;
  if (startedAt === null) return true;
  const startedAtMs = Date.parse(startedAt);
  const used = { fromMs: startedAtMs - stitchedMs(tariff, terms), untilMs: startedAtMs + usage.useMs + (usage.pausedMs ?? 0) };
  const within = peaks.flatMap(({ peak, fromMs, untilMs }): PeakInstants[] => {
    const cut = { peak, fromMs: Math.max(fromMs, used.fromMs), untilMs: Math.min(untilMs, used.untilMs) };
    return cut.fromMs < cut.untilMs ? [cut] : [];
  });
  return canonicalJson(resolvePeaks(tariff.peaks, zone, used)) === canonicalJson(within);
}

/** Free time and cap left are the person's own; package, zone and peak hours follow from the tariff, and are worked out again. */
function checkPriceTerms(
  receipt: ReceiptJson,
  tariff: Tariff,
): { readonly terms: PriceTerms | null; readonly finding: ReceiptFinding } {
  const text = receipt.proof.terms;
  const terms = text === null ? null : termsFromJson(text);
  if (terms === null || termsToJson(terms) !== text) {
    return { terms: null, finding: failed('price-terms', 'receipt.price-terms-unreadable', {}) };
  }
  const { zone, packageId, freeLeftMs, stitch, day } = terms;
  const facts = {
    zone,
    packageId,
    freeLeftMs,
    ...(stitch && { stitchedMinor: Number(stitch.paidMinor) }),
    ...(day && { dayLeftMinor: Number(day.leftMinor) }),
  };
  const isOwn =
    zone === (tariff.zone ?? receipt.venue.zone) &&
    (packageId === null || tariff.packages.some((each) => each.packageId === packageId)) &&
    freeLeftMs <= tariff.freeMs &&
    (day === null) === (tariff.dayCap === null) &&
    areOwnHours(receipt, tariff, terms);
  return { terms, finding: judged('price-terms', isOwn, 'receipt.price-terms-differ', facts) };
}

/** The offer that was accepted named this object, this tariff and this hold (M11). */
function checkOffer(receipt: ReceiptJson, frozen: FrozenTariff): ReceiptFinding {
  const shown = {
    objectId: receipt.object.objectId,
    currency: receipt.currency,
    tariff: frozen,
    holdMinor: reservedMinor(frozen.tariff, null),
  } as const;
  const { offerHash } = receipt.proof;
  for (let bindingVersion = 0; bindingVersion <= MOST_BINDING_VERSIONS; bindingVersion += 1) {
    if (hashOffer({ ...shown, bindingVersion }) === offerHash) return passed('offer', { offerHash, bindingVersion });
  }
  return failed('offer', 'receipt.offer-differs', { offerHash, objectId: shown.objectId, tariffHash: frozen.hash });
}

function readBasis(receipt: ReceiptJson): Basis {
  const { frozen, finding } = readFrozen(receipt);
  if (frozen === null) return { pricing: null, findings: [finding] };
  const { tariff } = frozen;
  const findings = [finding, checkTerms(receipt, tariff), checkOffer(receipt, frozen)];
  const startedAtMs = Date.parse(receipt.startedAt ?? receipt.endedAt);
  if (receipt.v === 1) {
    return { pricing: { tariff, terms: plainTerms(tariff, receipt.venue.zone), startedAtMs }, findings };
  }
  const { terms, finding: ofTerms } = checkPriceTerms(receipt, tariff);
  return { pricing: terms && { tariff, terms, startedAtMs }, findings: [...findings, ofTerms] };
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
  const { useMs, distanceM, pausedMs = 0 } = receipt.usage;
  const recorded = chain.deviceEnd?.record.use ?? null;
  const recordedPausedMs = recorded?.pausedMs ?? 0;
  const facts = {
    ...{ useMs, distanceM, recordedMs: recorded?.useMs ?? null, recordedM: recorded?.distanceM ?? null },
    ...(pausedMs > 0 && { pausedMs, recordedPausedMs }),
  };
  if (recorded !== null && (useMs > recorded.useMs || distanceM > recorded.distanceM || pausedMs > recordedPausedMs)) {
    return failed('usage', 'receipt.usage-above-record', facts);
  }
  if (chain.startCommand === null) return passed('usage', facts);
  const elapsedMs = Math.max(0, Date.parse(receipt.endedAt) - chain.startCommand.record.iat * 1000);
  const toleranceMs = LIMITS.uptimeToleranceMs + Math.ceil((elapsedMs * LIMITS.uptimeTolerancePermille) / 1000);
  return judged('usage', useMs + pausedMs <= elapsedMs + toleranceMs, 'receipt.usage-above-time', { ...facts, elapsedMs });
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

function billedItems({ lines }: ReceiptJson): readonly OrderedLine[] {
  return lines.filter(({ line }) => line === 'item').map(({ itemId, units }) => ({ itemId: itemId ?? '', quantity: units ?? 0 }));
}

function checkItems(receipt: ReceiptJson, printed: readonly OrderedLine[]): readonly ReceiptFinding[] {
  const billed = billedItems(receipt);
  if (billed.length === 0 && printed.length === 0) return [];
  const facts = { billed: countByItem(billed), printed: countByItem(printed) };
  return [judged('items', facts.billed === facts.printed, 'receipt.items-differ', facts)];
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
  const basis = readBasis(receipt);
  const before = [...findings, ...basis.findings];
  if (receipt.startedAt === null) return [...before, checkNothingDue(receipt), checkReleased(receipt)];
  // A tariff under which nothing can ever be due needs no proof: its object may be one that signs nothing (FP-32).
  const isFree = basis.pricing !== null && !mayEverCost(basis.pricing.tariff);
  const printed = isFree ? billedItems(receipt) : printedLines(chain);
  const priced = basis.pricing === null ? [] : checkPrice(receipt, basis.pricing, printed);
  return [
    ...before,
    ...(isFree ? [] : checkRecordsThere(receipt)),
    checkUsage(receipt, chain),
    ...checkItems(receipt, printed),
    ...priced,
    checkReleased(receipt),
  ];
}
