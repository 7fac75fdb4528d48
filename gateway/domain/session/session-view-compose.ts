// Composes the session view: the one picture of a session that API, page and event stream share.

import { type ControlValue, type KindProfile, LIMITS } from '#protocol';
import type { OrderRecord } from '../company/order.ts';
import type { ParticipantRecord } from '../company/participant.ts';
import type { CommandRecord } from '../device/command.ts';
import { type DeviceRecord, isReachable } from '../device/device.ts';
import { openSpared, type Spared, usageBeside } from '../emergency/spared.ts';
import { priceHostSpared } from '../emergency/spared-price.ts';
import type { KindPolicy } from '../kind-policy.ts';
import { comingEndOf, warnAtMsOf } from '../message/session-end.ts';
import { toSafeNumber } from '../money.ts';
import type { ObjectRecord } from '../object.ts';
import type { Place, Venue } from '../place.ts';
import { nextRise, pricingOf } from '../tariff/price.ts';
import { reservedMinor } from '../tariff/price-hold.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';
import { moneyRunsOutAtMs } from './lease.ts';
import { usageAt, wantedLines } from './metering.ts';
import { isLive, type SessionRecord } from './session.ts';
import type { SessionView } from './session-view.ts';
import { askedOf, guestViews } from './session-view-guest.ts';
import { composePauseView } from './session-view-pause.ts';

export type ViewFacts = {
  readonly session: SessionRecord;
  readonly device: DeviceRecord;
  readonly object: ObjectRecord;
  readonly place: Place;
  readonly venue: Venue;
  readonly commands: readonly CommandRecord[];
  readonly orders: readonly OrderRecord[];
  readonly profile: KindProfile;
  readonly policy: KindPolicy;
  readonly participants?: readonly ParticipantRecord[];
  readonly operations?: readonly OperationRecord[];
  /** When use last went on after a pause, where the commands leave it in doubt. */
  readonly resumedAtMs?: number | null;
  /** Emergencies of the venue that it saw. */
  readonly spared?: readonly Spared[];
};

function iso(atMs: number | null | undefined): string | null {
  return atMs === null || atMs === undefined ? null : new Date(atMs).toISOString();
}

/** Once the tap has come, time stands at it until the device says more. */
function usageWhileStopping({ usage, stopRequest }: SessionRecord): SessionRecord['usage'] {
  if (stopRequest === null) return usage;
  const { useMs, pausedMs = 0 } = stopRequest.useAtTap;
  const most = { ...usage, useMs: Math.max(usage.useMs, useMs) };
  return pausedMs === 0 ? most : { ...most, pausedMs: Math.max(usage.pausedMs ?? 0, pausedMs) };
}

/** Tapped in the midst of a pause that the device has not ended since: nobody uses it (FP-27). */
function wasPausedAtTap({ usage, stopRequest }: SessionRecord): boolean {
  return (stopRequest?.useAtTap.pausedMs ?? 0) > (usage.pausedMs ?? 0);
}

/** A refusal names what the object saw then; once it reports otherwise there is nothing left to do about it. */
function stopAdvice({ session, device }: ViewFacts): string | null {
  const { stopAdvice: word } = session;
  return word !== null && device.state?.reported[word] === false ? null : word;
}

/** While it runs, time since the last reading counts as used: the page shows what it costs now. */
function costNow(facts: ViewFacts, nowMs: number): { usage: SessionRecord['usage']; costMinor: number } {
  const { session } = facts;
  const isPriced = session.settlement !== null || session.end !== null;
  if (isPriced || session.startedAtMs === null) return { usage: session.usage, costMinor: toSafeNumber(session.costMinor) };
  const isStopRunning = session.state === 'stopping' && facts.profile.stopBy !== 'device' && !wasPausedAtTap(session);
  const isRunning = session.state === 'active' || session.state === 'suspended' || isStopRunning;
  const usage = isRunning ? usageAt(session, nowMs) : usageWhileStopping(session);
  const own = facts.orders.filter(({ payerId }) => payerId === session.payerId);
  const price = priceHostSpared(pricingOf(session), usage, { orders: own, spared: facts.spared ?? [] }, 'started');
  return { usage, costMinor: toSafeNumber(price.totalMinor) };
}

/** Told while somebody can still do something about it. */
function runsOutOf(facts: ViewFacts, nowMs: number): SessionView['runsOut'] {
  const { session, profile } = facts;
  if (session.state !== 'active' && session.state !== 'suspended') return null;
  const { spared = [] } = facts;
  if (openSpared(spared)) return null;
  const paid = { ...session, usage: usageBeside(session.usage, spared) };
  const billable = wantedLines(facts.orders.filter(({ payerId }) => payerId === session.payerId));
  const atMs = moneyRunsOutAtMs({ session: paid, profile, holds: [], billable, heldMinor: session.heldMinor }, nowMs);
  if (atMs === null) return null;
  const because = session.heldMinor >= session.mostMinor ? 'most-reached' : 'declined';
  return { at: new Date(atMs).toISOString(), because };
}

/** From the moment on at which its person gets a message of it, too. */
function endsSoonOf({ session, profile, spared = [] }: ViewFacts, nowMs: number): SessionView['endsSoon'] {
  if (session.startedAtMs === null || (session.state !== 'active' && session.state !== 'suspended')) return null;
  const end = comingEndOf(session, profile.longestSessionS, nowMs);
  const warnAtMs = warnAtMsOf(session, end);
  if (warnAtMs === null || nowMs < warnAtMs || nowMs >= end.endsAtMs || openSpared(spared)) return null;
  return { at: new Date(end.endsAtMs).toISOString(), because: end.because };
}

function reportedPublicly(facts: ViewFacts): { [name: string]: ControlValue } {
  const shown: { [name: string]: ControlValue } = {};
  const reported = facts.device.state?.reported ?? {};
  for (const [name, spec] of Object.entries(facts.profile.reported)) {
    const value = reported[name];
    if (spec.public && value !== undefined) shown[name] = value;
  }
  return shown;
}

/** Controls show what the device reported, never what was wished. */
function controlsOf(facts: ViewFacts): SessionView['controls'] {
  const reported = facts.device.state?.reported ?? {};
  return Object.entries(facts.profile.controls).map(([name, spec]) => ({ name, spec, reported: reported[name] ?? null }));
}

function riseOf(facts: ViewFacts, useMs: number, nowMs: number): SessionView['nextRise'] {
  const { session } = facts;
  const { spared = [] } = facts;
  if (session.state !== 'active' || openSpared(spared)) return null;
  const rise = nextRise(pricingOf(session), usageBeside({ ...session.usage, useMs }, spared));
  return rise && { at: new Date(nowMs + rise.afterMs).toISOString(), amountMinor: toSafeNumber(rise.amountMinor) };
}

/** @param nowMs the moment that `useMs` and `costMinor` are true for. */
export function composeSessionView(facts: ViewFacts, nowMs: number): SessionView {
  const { session, device, policy } = facts;
  const { tariff } = session.tariff;
  const { usage, costMinor } = costNow(facts, nowMs);
  const { useMs } = usage;
  const start = facts.commands.find((command) => command.intent.act === 'start');
  const isClosed = !isLive(session);
  const emergency = openSpared(facts.spared ?? []);
  return {
    role: 'host',
    guests: guestViews(session.sessionId, facts.participants ?? []),
    asksMinor: session.state === 'authorizing' ? toSafeNumber(reservedMinor(tariff, session.terms.packageId)) : null,
    may: { order: true, control: true, stop: true },
    sessionId: session.sessionId,
    version: session.version,
    state: session.state,
    kind: session.kind,
    objectId: session.objectId,
    objectName: facts.object.name,
    placeName: facts.place.name,
    venueName: facts.venue.name,
    zone: facts.venue.zone,
    currency: tariff.currency,
    tariffHash: session.tariff.hash,
    createdAt: new Date(session.createdAtMs).toISOString(),
    startedAt: iso(session.startedAtMs),
    progress: {
      reserved: session.state !== 'authorizing' && session.state !== 'failed',
      sent: session.startedAtMs !== null || (start !== undefined && (start.attempts > 0 || start.state === 'resolved')),
      proven: session.startedAtMs !== null,
    },
    givesUpAt: session.state === 'starting' ? iso(session.createdAtMs + LIMITS.startUnseenAfterMs) : null,
    useMs,
    distanceM: session.usage.distanceM,
    pausedMs: usage.pausedMs ?? 0,
    useAt: session.startedAtMs === null ? null : iso(nowMs),
    costMinor,
    heldMinor: toSafeNumber(session.heldMinor),
    // Overdue time is beyond the cap, so that it promises nothing.
    capMinor: tariff.capMinor === null || tariff.overdue !== null ? null : toSafeNumber(tariff.capMinor),
    mostMinor: toSafeNumber(session.mostMinor),
    runsOut: runsOutOf(facts, nowMs),
    endsSoon: endsSoonOf(facts, nowMs),
    nextRise: riseOf(facts, useMs, nowMs),
    online: isReachable(device),
    lastContactAt: iso(device.presence.lastSeenAtMs),
    stopRequest: session.stopRequest && { at: new Date(session.stopRequest.atMs).toISOString(), advice: stopAdvice(facts) },
    reportedVer: device.state?.ver ?? 0,
    controls: isClosed ? [] : controlsOf(facts),
    reported: isClosed ? {} : reportedPublicly(facts),
    menu: tariff.items.map((item) => ({ itemId: item.itemId, name: item.name, amountMinor: toSafeNumber(item.amountMinor) })),
    orders: facts.orders.map((order) => ({
      orderId: order.orderId,
      state: order.state,
      mine: order.payerId === session.payerId,
      lines: order.lines,
      amountMinor: toSafeNumber(order.amountMinor),
    })),
    mayCallStaff: !isClosed && policy.staffCall,
    pause: composePauseView(facts, nowMs),
    ...askedOf(facts.operations ?? [], session.payerId),
    review: session.review && { reason: session.review.reason, decidedBy: new Date(session.review.dueAtMs).toISOString() },
    end: session.end && {
      reason: session.end.reason,
      at: new Date(session.end.atMs).toISOString(),
      finalMinor: toSafeNumber(session.end.finalMinor),
    },
    receiptId: session.receiptId,
    ...(emergency && !isClosed ? { emergencySince: new Date(emergency.fromMs).toISOString() } : {}),
  };
}
