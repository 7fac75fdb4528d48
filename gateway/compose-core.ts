// Compose core: builds the steps and wires them to a store and to the way bytes reach devices; no listener yet.
import { createHmac } from 'node:crypto';
import { type Clock, createIds, type DeviceAddress, type KindProfile, type RandomBytes, type Signer } from '#protocol';
import { publicKeySet, type TagVerifyKey } from '#qr';
import { composeLabels } from './compose-labels.ts';
import { composeReceivers, type Receivers } from './compose-receivers.ts';
import { composeHttpSteps } from './compose-steps.ts';
import { createAcceptEvent } from './devices/accept-event.ts';
import { createAcceptResult } from './devices/accept-result.ts';
import { createAcceptState } from './devices/accept-state.ts';
import { createAcknowledgeJournal } from './devices/acknowledge-journal.ts';
import { createGreetDevice, type GreetDevice } from './devices/greet-device.ts';
import { createRecordPresence } from './devices/record-presence.ts';
import type { TermsEdition } from './domain/account/terms.ts';
import { forgetAnswers } from './domain/answer-forget.ts';
import type { Change } from './domain/changes.ts';
import { type KindPolicy, parseKindPolicy } from './domain/kind-policy.ts';
import type { TenantHosts } from './domain/label/tenant-hosts.ts';
import type { Mac } from './domain/mac.ts';
import { forgetEvidence } from './domain/presence/evidence-forget.ts';
import { NEVER_RESTORED, type Restore, sealedIn } from './domain/recovery/recovery.ts';
import { MONEY_LIMITS } from './domain/wallet/money-limits.ts';
import type { WalletName } from './domain/wallet/wallet-operation.ts';
import { createTopUp, type TopUp } from './during/top-up.ts';
import { createCommitBell } from './http/commit-bell.ts';
import { createSessionFeed } from './http/session-feed.ts';
import type { HttpSteps } from './http/steps.ts';
import { createSendCommand, type SendCommand } from './journey/3-send-command.ts';
import type { PublishedKey } from './journey/8-issue-receipt.ts';
import { createStepRunner } from './journey/run-step.ts';
import type { StepContext } from './journey/step-context.ts';
import { createFindDeviceKey } from './mqtt/device-keys.ts';
import { createDeviceLink, type Outlet } from './mqtt/publish.ts';
import { isMisdeed, type Quarantine } from './mqtt/quarantine.ts';
import { createRelay, type Relay } from './mqtt/relay.ts';
import { createSigningKeys } from './mqtt/signing-keys.ts';
import { createMakePayout, type MakePayout } from './operator/make-payout.ts';
import {
  createReadDeviceConfig,
  createSetDeviceConfig,
  type ReadDeviceConfig,
  type SetDeviceConfig,
} from './operator/set-device-config.ts';
import type { CommitBell } from './ports/commit-bell.ts';
import { type Failpoint, noFailpoint } from './ports/failpoint.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { SigningKeys } from './ports/signing-keys.ts';
import type { OwnedStore } from './ports/store.ts';
import type { TagSigners } from './ports/tag-signer.ts';
import type { Wallet } from './ports/wallet.ts';
import { readSoleTenant } from './storage/queries/device-doors.ts';
import { type ChaseOperations, createChaseOperations } from './upkeep/chase-operations.ts';
import { createKeptLimits, type KeptLimits } from './upkeep/keep-limits.ts';
import { createPump, type Pump } from './upkeep/pump.ts';
import { createRecover } from './upkeep/recover.ts';
import { createLabelWatch, type LabelWatch } from './upkeep/watch-labels.ts';

/** Three rings that never mix: commands, tags, tickets; person tokens are the host app's. */
export type GatewayKeys = {
  readonly commandSigner: Signer;
  readonly commandPublicX: string;
  readonly ticketKey: Uint8Array;
  readonly tagKeys: readonly TagVerifyKey[];
  /** Asked at each scan, where keys may change while the gateway runs. */
  readonly tagKeysNow?: () => readonly TagVerifyKey[];
};

export type CoreParts = Receivers & {
  readonly store: OwnedStore;
  /** How bytes reach devices: the broker, or a memory link. */
  readonly outlet: Outlet;
  readonly keys: GatewayKeys;
  /** By which key each device is spoken to; the one of `keys` for all unless said otherwise. */
  readonly signingKeys?: SigningKeys;
  /** Name of this gateway in signed commands. */
  readonly issuer: string;
  readonly gatewayId: string;
  readonly kinds: readonly KindProfile[];
  readonly currency: string;
  /** What persons accept who sign in at this gateway itself; left out where a host app knows them. */
  readonly terms?: TermsEdition;
  /** Where the money of new holds is; the embedded ledger unless said otherwise. */
  readonly walletInForce?: WalletName;
  /** Through which money comes into the embedded ledger; nobody can pay in without it. */
  readonly payIn?: Exclude<WalletName, 'ledger'> | null;
  /** Wallets elsewhere: the one in force, the one to pay in through, and those that older holds are at. */
  readonly wallets?: readonly Wallet[];
  readonly liveSessionsPerPerson?: number;
  /** Signs labels; none is issued without it. */
  readonly tagSigners?: TagSigners;
  /** Where people reach us, once it is known: what is printed before the digits of the first host's labels. */
  readonly linkOrigin?: () => string;
  /** Which tenant may have labels of which host. */
  readonly tenantHosts?: TenantHosts;
  readonly failpoint?: Failpoint;
  /** As `readInstallation` gives it. */
  readonly installation: string;
  /** As the database is stamped; it was never restored unless said otherwise (row 27). */
  readonly restore?: Restore;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told after each commit, for live lines and counters. */
  readonly onChange?: (change: Change) => void;
  readonly onDeviceEvent?: (address: DeviceAddress, type: string, data: { readonly [name: string]: unknown }) => void;
  /** Told of each message that could not be believed: too many of a device's end its connection. */
  readonly onMisdeed?: (deviceId: string) => void;
};

export type Core = {
  readonly steps: HttpSteps;
  readonly relay: Relay;
  readonly pump: Pump;
  /** Loaded before the first request, and flushed now and then. */
  readonly limits: Pick<KeptLimits, 'load' | 'flush'>;
  /** Counts are written, and alerts raised, each hour. */
  readonly labelWatch: Pick<LabelWatch, 'count' | 'lookNow'>;
  /** Each hour: who was where is not kept longer than it counts, nor are answers longer than was promised. */
  readonly forgetOld: () => Promise<unknown>;
  readonly topUp: TopUp;
  readonly makePayout: MakePayout;
  /** Cuts off calls to others; what they were about is taken up again after the next start. */
  stop(): void;
  /** Keeps what a device sent and could not be believed. */
  readonly quarantine: Quarantine;
  readonly announceKeys: GreetDevice['announceKeys'];
  readonly setDeviceConfig: SetDeviceConfig;
  readonly readDeviceConfig: ReadDeviceConfig;
  readonly publishedKeys: () => readonly PublishedKey[];
  /** Seals what a browser brings back. */
  readonly mac: Mac;
  /** Marks every device offline: after a start of the embedded broker nobody is connected yet. */
  forgetPresence(): Promise<void>;
  /** Resolves when nothing that a commit set off is still under way. */
  settled(): Promise<void>;
};

class KindsRefused extends Error {
  override readonly name = 'KindsRefused';
}

function readPolicies(kinds: readonly KindProfile[]): Map<string, KindPolicy> {
  const policies = new Map<string, KindPolicy>();
  const problems: string[] = [];
  for (const profile of kinds) {
    const policy = parseKindPolicy(profile);
    if (policy.ok) policies.set(profile.kind, policy.value);
    else problems.push(`${profile.kind}: ${JSON.stringify(policy.error)}`);
  }
  if (problems.length > 0) throw new KindsRefused(problems.join('\n'));
  return policies;
}

/** Bound once they exist: they run steps, whose commits have these effects. */
type Late = { readonly commands: SendCommand; readonly pump: Pump; readonly operations: ChaseOperations };

/** Effects of a commit, each on its own: a command goes out, a waiting page wakes, the next request gets its turn. */
function createEffects(
  parts: Pick<CoreParts, 'store' | 'clock' | 'log' | 'metrics' | 'onChange'>,
  feed: StepContext['feed'],
  bell: CommitBell,
) {
  const running = new Set<Promise<void>>();
  let late: Late | null = null;

  function track(effect: Promise<unknown>): void {
    const tracked: Promise<void> = effect
      .then(() => undefined)
      .catch((cause: unknown) => parts.log.error('effect of a commit failed', { cause: String(cause) }))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function giveTurn(commandId: string): Promise<void> {
    const command = await parts.store.command(commandId);
    if (command) await late?.commands.composeNext(command.deviceId);
  }

  async function sendComposed(commandId: string): Promise<void> {
    const command = await parts.store.command(commandId);
    if (command) await late?.commands.send(command);
  }

  function follow(change: Change): void {
    parts.onChange?.(change);
    switch (change.change) {
      case 'session-created':
        parts.metrics.count('sessions_started', change.session.kind);
        feed.publish(change.session.sessionId, change.session.version);
        break;
      case 'session-changed':
        if (change.session.state === 'closed') parts.metrics.count('sessions_closed', change.session.end?.reason);
        feed.publish(change.session.sessionId, change.session.version);
        break;
      case 'session-event':
        if (change.event.what.startsWith('review-')) parts.metrics.count('money_invariant_alarms', change.event.what);
        break;
      case 'operation-added':
        track(late?.operations.chase(change.operation.opKey) ?? Promise.resolve());
        break;
      case 'command-added':
        if (change.command.composed) track(late?.commands.send(change.command) ?? Promise.resolve());
        else track(late?.commands.composeNext(change.command.deviceId) ?? Promise.resolve());
        break;
      case 'command-composed':
        track(sendComposed(change.commandId));
        break;
      case 'command-resolved':
        track(giveTurn(change.commandId));
        break;
      case 'deadline-set':
        if (change.deadline.dueAtMs <= parts.clock.nowMs()) track(late?.pump.run() ?? Promise.resolve());
        break;
      default:
        break;
    }
  }

  return {
    afterCommit(changes: readonly Change[]): void {
      changes.forEach(follow);
      bell.ring();
    },
    bind(bound: Late): void {
      late = bound;
    },
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function publishKeys(keys: GatewayKeys, signing: SigningKeys): readonly PublishedKey[] {
  const commands = signing
    .published()
    .map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', alg: 'Ed25519', kid, x, purpose: 'command' }));
  const tagKeys = keys.tagKeysNow?.() ?? keys.tagKeys;
  return [...publicKeySet(tagKeys).keys.map((key) => ({ ...key, 'unlatch:purpose': 'tag' })), ...commands];
}

/** What devices say, taken to its step once it is believed. */
function composeRelay(
  context: StepContext,
  parts: CoreParts,
  around: {
    readonly greet: GreetDevice;
    readonly heard: Map<string, number>;
    readonly pump: Pump;
    readonly setAside: Quarantine;
  },
): Relay {
  const { greet, heard, pump, setAside } = around;
  const noting =
    <W extends readonly unknown[]>(take: (address: DeviceAddress, ...words: W) => Promise<unknown>) =>
    (address: DeviceAddress, ...words: W): Promise<unknown> => {
      heard.set(address.device, parts.clock.nowMs());
      return take(address, ...words);
    };
  const acceptEvent = createAcceptEvent(context);
  return createRelay({
    findDeviceKey: createFindDeviceKey(parts.store),
    log: parts.log,
    metrics: parts.metrics,
    quarantine: (deviceId, reason, slice) => {
      setAside(deviceId, reason, slice);
      if (isMisdeed(reason)) parts.onMisdeed?.(deviceId);
    },
    handlers: {
      onHelloHint: async (address, hint) => {
        if (await greet.answerHint(address, hint)) await pump.run();
      },
      onHello: async (address, hello) => {
        await greet.answerHello(address, hello);
        await pump.run();
      },
      onOnline: createRecordPresence(context),
      onResult: noting(createAcceptResult(context)),
      onJournal: noting(createAcknowledgeJournal(context)),
      onState: noting(createAcceptState(context)),
      onEvent: noting(async (address, type, event) => {
        parts.onDeviceEvent?.(address, type, event.data);
        await acceptEvent(address, type, event);
      }),
    },
  });
}

/** Nobody is connected to a broker that has just begun. */
async function forgetPresence({ store, clock }: CoreParts): Promise<void> {
  for (const { device } of await store.objects()) {
    const { online, conn, lastSeenAtMs } = device.presence;
    if (!online || conn === null) continue;
    // Nobody spoke: when it was last heard stays what it was.
    const atMs = lastSeenAtMs ?? clock.nowMs();
    await store.commit([{ change: 'device-presence', deviceId: device.deviceId, online: false, conn, atMs }]);
  }
}

/** Each may set off more in the others: in the order in which they do. */
async function settle(parts: {
  readonly relay: Pick<Relay, 'drained'>;
  readonly pump: Pick<Pump, 'idle'>;
  readonly effects: { settled(): Promise<void> };
  readonly operations: Pick<ChaseOperations, 'idle'>;
  readonly receivers: { idle(): Promise<void> };
}): Promise<void> {
  const { relay, pump, effects, operations, receivers } = parts;
  await relay.drained();
  await pump.idle();
  await effects.settled();
  await operations.idle();
  await receivers.idle();
  await effects.settled();
}

/** The gateway without its listeners: what tests drive with a memory link and a clock moved by hand. */
export function composeCore(parts: CoreParts): Core {
  const { store, clock, log, metrics, failpoint = noFailpoint } = parts;
  const jitter = (): number => (parts.randomBytes(2)[0] ?? 0) / 256;
  const feed = createSessionFeed();
  const bell = createCommitBell();
  const effects = createEffects(parts, feed, bell);
  const heard = new Map<string, number>();
  const ids = createIds({ clock, randomBytes: parts.randomBytes });
  const wallets = new Map((parts.wallets ?? []).map((wallet) => [wallet.name, wallet]));
  const recover = createRecover({ ...parts, ids, wallets, restore: parts.restore ?? NEVER_RESTORED });
  const base = { signer: parts.keys.commandSigner, x: parts.keys.commandPublicX };
  const signingKeys = parts.signingKeys ?? createSigningKeys({ issuer: parts.issuer, base });
  const runner = createStepRunner({ store, afterCommit: effects.afterCommit, failpoint, log, metrics });
  const { tagKeys: atStart, tagKeysNow = () => atStart } = parts.keys;
  const soleTenant = (): Promise<string | null> => readSoleTenant(store.books);
  const labels = composeLabels({ ...parts, ids, runner, soleTenant, tagKeys: tagKeysNow });
  const labelWatch = createLabelWatch({ store, clock, ids, noteFirstScan: labels.noteFirstScan });
  const context: StepContext = {
    heardAtMs: (deviceId) => heard.get(deviceId) ?? null,
    noteScan: labelWatch.note,
    ...{ store, feed, clock, log, metrics },
    kinds: parts.kinds,
    policies: readPolicies(parts.kinds),
    ids,
    mac: (text) => createHmac('sha256', parts.keys.ticketKey).update(sealedIn(recover.current().epoch, text)).digest('base64url'),
    runner,
    walletInForce: parts.walletInForce ?? 'ledger',
    payIn: parts.payIn ?? null,
    wallets,
    liveSessionsPerPerson: parts.liveSessionsPerPerson ?? MONEY_LIMITS.liveSessionsPerPerson,
    failpoint,
    installation: parts.installation,
    restore: () => recover.current(),
    jitter,
    link: createDeviceLink({ ...parts, broker: parts.outlet, keys: signingKeys }),
    issuer: parts.issuer,
    signingKeys,
  };
  const limits = createKeptLimits({ store, clock, mac: context.mac });
  const commands = createSendCommand(context);
  const operations = createChaseOperations(context);
  const receivers = composeReceivers(context, parts);
  const pump = createPump(context, { commands, operations, ...receivers, recover });
  effects.bind({ commands, pump, operations });
  const setAside: Core['quarantine'] = (deviceId, reason, slice) => void quarantine(parts, deviceId, reason, slice);
  const publishedKeys = (): readonly PublishedKey[] => publishKeys(parts.keys, signingKeys);
  const greet = createGreetDevice(context);
  const relay = composeRelay(context, parts, { greet, heard, pump, setAside });
  return {
    steps: composeHttpSteps(context, { ...parts, limits, labels, bell }, publishedKeys),
    limits,
    labelWatch,
    forgetOld: () => store.commit([forgetEvidence(clock.nowMs()), forgetAnswers(clock.nowMs())]),
    relay,
    pump,
    makePayout: createMakePayout(context, store.books),
    topUp: createTopUp(context),
    quarantine: setAside,
    announceKeys: greet.announceKeys,
    setDeviceConfig: createSetDeviceConfig(context),
    readDeviceConfig: createReadDeviceConfig(context),
    ...{ publishedKeys, mac: context.mac },
    stop: () => {
      operations.stop();
      receivers.stop();
    },
    settled: () => settle({ relay, pump, effects, operations, receivers }),
    forgetPresence: () => forgetPresence(parts),
  };
}

/** Keeps the first bytes of what could not be believed; a full disk must not stop the broker. */
async function quarantine(parts: CoreParts, deviceId: string, reason: string, slice: Uint8Array): Promise<void> {
  const payload = Buffer.from(slice).toString('base64url');
  try {
    await parts.store.commit([{ change: 'quarantined', deviceId, reason, payload, atMs: parts.clock.nowMs() }]);
  } catch (cause) {
    parts.log.error('quarantine not written', { deviceId, reason, cause: String(cause) });
  }
}
