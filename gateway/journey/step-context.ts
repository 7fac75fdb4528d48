// Step context: what every step may use, given once when the gateway is composed.
import { assert, type Clock, findProfile, type Ids, type KindProfile, ok, type Result, refused } from '#protocol';
import type { ComposeContext } from '../domain/device/command-compose.ts';
import { type DeviceRecord, hearerOf } from '../domain/device/device.ts';
import type { HoldRecord } from '../domain/hold/hold.ts';
import type { KindPolicy } from '../domain/kind-policy.ts';
import type { Mac } from '../domain/mac.ts';
import { counterFloor, type Restore } from '../domain/recovery/recovery.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SettleFacts, SettleIds } from '../domain/session/session-settle-facts.ts';
import type { UseFacts } from '../domain/session/session-use.ts';
import type { WalletName } from '../domain/wallet/wallet-operation.ts';
import type { DeviceLink } from '../ports/device-link.ts';
import type { Failpoint } from '../ports/failpoint.ts';
import type { NoteScan } from '../ports/label-watch.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SessionFeed } from '../ports/session-feed.ts';
import type { SigningKeys } from '../ports/signing-keys.ts';
import type { SessionDossier, Store } from '../ports/store.ts';
import type { Wallet } from '../ports/wallet.ts';
import type { StepRunner } from './run-step.ts';

export type StepContext = {
  readonly store: Store;
  readonly runner: StepRunner;
  readonly link: DeviceLink;
  readonly feed: SessionFeed;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mac: Mac;
  readonly kinds: readonly KindProfile[];
  readonly policies: ReadonlyMap<string, KindPolicy>;
  /** Name of this gateway in signed commands. */
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Where the money of new holds is. */
  readonly walletInForce: WalletName;
  /** Through which money comes into the embedded ledger; null where nobody can pay in. */
  readonly payIn: Exclude<WalletName, 'ledger'> | null;
  /** Wallets elsewhere that can be asked: the one in force, the one to pay in through, and those of older holds. */
  readonly wallets: ReadonlyMap<Exclude<WalletName, 'ledger'>, Wallet>;
  /** Live sessions that one person may have at a time (R10). */
  readonly liveSessionsPerPerson: number;
  readonly failpoint: Failpoint;
  /** Which gateway this is towards wallets that serve several; drawn once, kept in the database. */
  readonly installation: string;
  /** Which restore the database is of, and whether the world is still being compared with it (row 27). */
  readonly restore: () => Restore;
  /** Evenly in [0, 1): spreads repeated calls, decides nothing. */
  readonly jitter: () => number;
  /** When a device last said anything that was believed; null when not since this process began. */
  readonly heardAtMs: (deviceId: string) => number | null;
  /** Told of each scan that names a label. */
  readonly noteScan: NoteScan;
};

/** A device as last heard: any believed word counts, not only its presence. */
export function asLastHeard(context: Pick<StepContext, 'heardAtMs'>, device: DeviceRecord): DeviceRecord {
  const heardMs = context.heardAtMs(device.deviceId);
  const seenMs = device.presence.lastSeenAtMs;
  if (heardMs === null || (seenMs !== null && seenMs >= heardMs)) return device;
  return { ...device, presence: { ...device.presence, lastSeenAtMs: heardMs } };
}

export function profileOf(context: Pick<StepContext, 'kinds'>, kind: string): KindProfile {
  const profile = findProfile(context.kinds, kind);
  assert(profile, `no profile of kind ${kind}`);
  return profile;
}

export function policyOf(context: Pick<StepContext, 'policies'>, kind: string): KindPolicy {
  const policy = context.policies.get(kind);
  assert(policy, `no policy of kind ${kind}`);
  return policy;
}

export function composing(context: StepContext, nowMs: number): ComposeContext {
  const kidFor = (device: DeviceRecord): string => context.signingKeys.kidFor(hearerOf(device), 'cmd');
  return { issuer: context.issuer, kidFor, nowMs, ctrFloor: counterFloor(context.restore().epoch) };
}

/** A session that this person pays for; a stranger's is as unknown as none. */
export async function ownDossier(
  context: StepContext,
  sessionId: string,
  personId: string,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  if (!dossier || dossier.session.payerId !== personId) return refused({ code: 'session.unknown' });
  return ok(dossier);
}

/** The dossier as the pure decisions about use take it. */
export function useFactsOf(context: StepContext, dossier: SessionDossier): UseFacts {
  return {
    session: dossier.session,
    device: dossier.device,
    commands: dossier.commands,
    orders: dossier.orders,
    deviceBusy: dossier.deviceBusy,
    profile: profileOf(context, dossier.session.kind),
    journalUpTo: dossier.session.journalUpTo,
    ...(dossier.spared && { spared: dossier.spared }),
  };
}

/** ... and as those about settling take it: with the start command's signed text for the receipt. */
export async function settleFactsOf(context: StepContext, dossier: SessionDossier): Promise<SettleFacts> {
  const start = dossier.commands.find((command) => command.intent.act === 'start' && command.composed);
  return {
    ...useFactsOf(context, dossier),
    hold: dossier.hold,
    holds: dossier.holds,
    operations: dossier.operations,
    participants: dossier.participants,
    venue: dossier.venue,
    place: dossier.place,
    object: dossier.object,
    journal: dossier.journal,
    journalNumbers: dossier.journalNumbers,
    startCommandJws: start ? await context.link.signedCommand(start) : null,
  };
}

/** Ids that a settlement needs, drawn before the decision: a transfer and a receipt per hold. */
export function settleIds(context: Pick<StepContext, 'ids'>, holds: readonly Pick<HoldRecord, 'holdId'>[]): SettleIds {
  return Object.fromEntries(
    holds.map(({ holdId }) => [holdId, { transferId: context.ids('trf'), receiptId: context.ids('rcp') }]),
  );
}
