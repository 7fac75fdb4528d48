// Claim evidence: what device-signed facts and the gateway's own clock say to each of the four claims, and to nothing else (R16).
import { decodeMessage, type KindProfile, SCHEMAS, unreachable } from '#protocol';
import type { OrderRecord } from '../company/order.ts';
import type { CommandRecord } from '../device/command.ts';
import { type DeviceRecord, deviceTimeMs } from '../device/device.ts';
import type { JournalRecord } from '../device/journal.ts';
import { lesserOf, type Minor } from '../money.ts';
import type { TagRecord } from '../scan/tag.ts';
import { printedLines } from '../session/metering.ts';
import type { SessionRecord, Settlement } from '../session/session.ts';
import { type Price, type Pricing, priceUse } from '../tariff/price.ts';
import type { ClaimReason, ClaimRule } from './claim.ts';
import { CLAIM_LIMITS } from './claim-limits.ts';

/** Nothing of it comes from the phone: the tap is dated by the gateway, all else is signed by the device or stored by us. */
export type ClaimEvidence = {
  readonly session: SessionRecord;
  readonly settlement: Settlement;
  readonly claimantId: string;
  /** What the claimant paid, over all of their holds. */
  readonly bill: Price;
  readonly pricing: Pricing;
  readonly device: DeviceRecord;
  readonly profile: KindProfile;
  readonly commands: readonly CommandRecord[];
  /** Proofs of the session's journal: start, end, tickets. */
  readonly journal: readonly JournalRecord[];
  readonly orders: readonly OrderRecord[];
  /** The scanned label as it is now; null when it is gone. */
  readonly tag: TagRecord | null;
};

/** @param targetMinor what has been given back to the claimant in all, once this is granted: absolute, never a delta. */
export type ClaimFinding =
  | { readonly verdict: 'granted'; readonly because: ClaimReason; readonly targetMinor: Minor }
  | { readonly verdict: 'refused' | 'for-a-person'; readonly because: ClaimReason };

const granted = (because: ClaimReason, targetMinor: Minor): ClaimFinding => ({ verdict: 'granted', because, targetMinor });
const refusedFor = (because: ClaimReason): ClaimFinding => ({ verdict: 'refused', because });
const unclear = (because: ClaimReason): ClaimFinding => ({ verdict: 'for-a-person', because });

/** A pause is a proof too: whoever paused it had it open. */
function isLittleUse({ settlement }: ClaimEvidence): boolean {
  const { useMs, pausedMs = 0, distanceM } = settlement.usage;
  return useMs + pausedMs <= CLAIM_LIMITS.littleUseMs && distanceM <= CLAIM_LIMITS.littleDistanceM;
}

/** A bill without the device's signed end rests on our own reckoning: it cannot speak against the person. */
function hasSignedEnd({ journal }: ClaimEvidence): boolean {
  return journal.some(({ entry }) => entry.ev === 'ended');
}

/** What use cost beyond what it would have cost so: with less time, or without what opening it costs. */
function overpaid(evidence: ClaimEvidence, instead: { readonly useMs: number; readonly withBase: boolean }): Minor {
  const { pricing, settlement, bill, orders, claimantId } = evidence;
  const free = { tariff: { ...pricing.tariff, baseMinor: 0n }, terms: { ...pricing.terms, isMinimumDue: false } };
  const wanted = instead.withBase ? pricing : { ...pricing, ...free };
  const usage = { ...settlement.usage, useMs: Math.max(0, instead.useMs) };
  const own = printedLines(orders.filter(({ payerId }) => payerId === claimantId));
  const wouldCostMinor = priceUse(wanted, usage, own, settlement.rounding).totalMinor;
  return wouldCostMinor < bill.totalMinor ? bill.totalMinor - wouldCostMinor : 0n;
}

/** Shut, or not the one in front of the person: hardly any use is proven, and nothing was served. */
function findNoUse(evidence: ClaimEvidence, otherwise: ClaimFinding): ClaimFinding {
  if (!hasSignedEnd(evidence)) return unclear('evidence-missing');
  if (!isLittleUse(evidence)) return otherwise;
  if (evidence.bill.lines.some(({ line }) => line === 'item')) return unclear('items-on-bill');
  return granted('no-use-proven', evidence.bill.totalMinor);
}

/** From when the object could have opened: until the money was held, the wait was the payer's and their bank's. */
function sentAtMs({ commands }: ClaimEvidence): number | null {
  return commands.find(({ intent }) => intent.act === 'start')?.createdAtMs ?? null;
}

/**
 * When the actuator had moved, by the device's own clock: the signed answer to the start. Foil on the antenna delays its
 * arrival and not its date; a door that the person opens late is another matter and does not count.
 */
function unlockedAtMs({ device, commands }: ClaimEvidence): number | null {
  const start = commands.find(({ intent, outcome }) => intent.act === 'start' && outcome?.status === 'succeeded');
  const payload = start?.outcome?.jws?.split('.')[1];
  if (!start?.outcome || payload === undefined) return null;
  const result = decodeMessage(SCHEMAS.result, Buffer.from(payload, 'base64url').toString('utf8'));
  // Of an earlier boot nobody can tell any more when it was.
  if (!result.ok || result.value.boot !== device.boot?.boot) return null;
  return deviceTimeMs(device, result.value, { fromMs: start.createdAtMs, untilMs: start.outcome.atMs });
}

/** The start record's own date is no earlier than the unlocking. */
function startedAtLatestMs({ device, journal }: ClaimEvidence, fromMs: number): number | null {
  const record = journal.find(({ entry }) => entry.ev === 'started');
  if (!record || record.entry.boot !== device.boot?.boot) return null;
  return deviceTimeMs(device, record.entry, { fromMs, untilMs: record.receivedAtMs });
}

/** The wait counts as if it had been use, and what opening costs is given back. */
function findLate(evidence: ClaimEvidence): ClaimFinding {
  const { settlement, bill } = evidence;
  const sentMs = sentAtMs(evidence);
  if (sentMs === null) return unclear('evidence-missing');
  const unlockedMs = unlockedAtMs(evidence);
  const latestMs = unlockedMs ?? startedAtLatestMs(evidence, sentMs);
  if (latestMs === null) return unclear('evidence-missing');
  const waitedMs = latestMs - sentMs;
  if (waitedMs <= CLAIM_LIMITS.lateAfterMs) return refusedFor('unlocked-in-time');
  if (unlockedMs === null) return unclear('evidence-missing');
  const targetMinor = overpaid(evidence, { useMs: settlement.usage.useMs - waitedMs, withBase: false });
  return targetMinor === 0n ? refusedFor('wait-not-billed') : granted('unlocked-late', lesserOf(targetMinor, bill.totalMinor));
}

function wasStopHeard({ commands }: ClaimEvidence, tapAtMs: number): boolean {
  return commands.some(
    ({ intent, outcome }) =>
      intent.act === 'stop' && outcome?.jws != null && outcome.atMs <= tapAtMs + CLAIM_LIMITS.stopHeardWithinMs,
  );
}

/**
 * Time that was billed after the tap because the object did not hear it. Where the object ends by itself that is our
 * fault; where the person ends it, signed use after the tap may be theirs, and somebody has to look.
 */
function findOfflineAtStop(evidence: ClaimEvidence): ClaimFinding {
  const { session, settlement, profile } = evidence;
  const tap = session.stopRequest;
  if (tap?.by !== 'person') return refusedFor('no-stop-pressed');
  if (wasStopHeard(evidence, tap.atMs)) return refusedFor('object-answered-stop');
  const targetMinor = overpaid(evidence, { useMs: Math.min(tap.useAtTap.useMs, settlement.usage.useMs), withBase: true });
  if (targetMinor === 0n) return refusedFor('ended-at-stop');
  return profile.stopBy === 'device' ? granted('billed-past-stop', targetMinor) : unclear('used-after-stop');
}

/**
 * A label that leads to another object now may have been on the wrong one, or be moved since for any reason: it explains
 * hardly any use, and of an object that was used it tells whoever decides, but gives nothing back by itself.
 */
function findNotMine(evidence: ClaimEvidence): ClaimFinding {
  const { session, tag } = evidence;
  const isMoved = tag !== null && tag.objectId !== session.objectId;
  const found = findNoUse(evidence, unclear(isMoved ? 'label-moved' : 'used-by-somebody'));
  return isMoved && found.verdict === 'granted' ? granted('label-moved', found.targetMinor) : found;
}

/** What the facts say, before anybody's limits are looked at. */
export function examineClaim(rule: ClaimRule, evidence: ClaimEvidence): ClaimFinding {
  if (evidence.bill.totalMinor === 0n) return refusedFor('nothing-paid');
  // A guest pays for what was served to them, and no object's word tells about that.
  if (evidence.claimantId !== evidence.session.payerId) return unclear('items-on-bill');
  switch (rule) {
    case 'never-opened':
      return findNoUse(evidence, refusedFor('use-proven'));
    case 'opened-late':
      return findLate(evidence);
    case 'offline-at-stop':
      return findOfflineAtStop(evidence);
    case 'not-my-object':
      return findNotMine(evidence);
    default:
      return unreachable(rule);
  }
}
