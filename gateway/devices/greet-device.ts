// Greet device: a nonce for the hint, then a signed welcome for the signed hello; only now may commands be signed for this boot.
import { type DeviceAddress, type HelloHint, LIMITS, type SignedHello, type Welcome } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import { chaseConfig, isConfigBehind } from '../domain/device/config-reconcile.ts';
import { connAhead, type DeviceBoot, type DeviceRecord, hearerOf } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import { counterFloor } from '../domain/recovery/recovery.ts';
import { isLive, type SessionRecord } from '../domain/session/session.ts';
import { isNews } from '../domain/session/session-state.ts';
import { createAlignSignal } from '../journey/align-signal.ts';
import type { StepContext } from '../journey/step-context.ts';
import { adoptUnknown, isTooNew } from './greet-after-restore.ts';

export type GreetDevice = {
  /** True when it was greeted at once: there is nothing to sign for one that signs nothing (FP-32). */
  answerHint(address: DeviceAddress, hint: HelloHint): Promise<boolean>;
  answerHello(address: DeviceAddress, hello: SignedHello): Promise<void>;
  /** Tells a connected device of a newer manifest, and asks which one it believes then (FP-30). */
  announceKeys(address: DeviceAddress, keysVer: number): Promise<void>;
};

/** A signed hello, or the only one of a device that signs nothing: there is no nonce then (FP-32). */
type Hello = HelloHint & Partial<Pick<SignedHello, 'nonce'>>;

/** Nonces that wait for their signed hello: one per device, in memory, since a restart makes all devices say hello again. */
const MOST_NONCES = 20_000;
/** How much lower than was seen an uptime may be, for slow networks; and a clock may be slow by the contract's share besides. */
const BOOT_DRIFT_MS = 60_000;

type Verdict = Welcome['verdicts'][number];

/**
 * The counter below which nothing is believed any more (FP-17). Within one boot a device that kept its memory needs
 * none but its own: a higher one would kill the commands that are still on their way to it (crash table row 5).
 */
function floorFor(device: DeviceRecord, hello: Hello, isSameBoot: boolean, epochFloor: number): number {
  // What the lost time may have signed dies, within the boot too (row 27).
  const ownFloor = Math.max(hello.lastCtr, epochFloor);
  return isSameBoot && !hello.amnesia ? ownFloor : Math.max(device.lastCtr, ownFloor);
}

function isGivenUpUnseen({ state, startedAtMs, stopRequest }: SessionRecord): boolean {
  return state === 'stopping' && startedAtMs === null && stopRequest?.by === 'gateway';
}

/**
 * The device hears again: what is unanswered is looked at now, and leases are renewed. After a new boot nothing of the old
 * one can be obeyed, so a stop that was refused is asked anew.
 */
async function afterGreeting(
  context: StepContext,
  sessions: readonly SessionRecord[],
  isNewBoot: boolean,
  nowMs: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const session of sessions) {
    const commands = (await context.store.dossier(session.sessionId))?.commands ?? [];
    const lastStop = commands.findLast((command) => command.intent.act === 'stop');
    // The journal of a start that nobody saw comes with this greeting, and may show that it runs: it is heard first (R15).
    const dueAtMs = isGivenUpUnseen(session) ? nowMs + SESSION_LIMITS.unseenStopWaitMs : nowMs;
    const isOpen = (command: CommandRecord): boolean =>
      command.state === 'composed' || (isNewBoot && command === lastStop && session.state === 'stopping');
    for (const { commandId } of commands.filter(isOpen)) {
      changes.push({ change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: commandId, dueAtMs } });
    }
    if (!isNews(session, 'lease-renewed')) continue;
    const deadline = { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs: nowMs } as const;
    changes.push({ change: 'deadline-set', deadline });
  }
  return changes;
}

function createNonces() {
  const nonces = new Map<string, string>();
  return {
    remember(deviceId: string, nonce: string): void {
      nonces.delete(deviceId);
      const [oldest] = nonces.keys();
      if (nonces.size >= MOST_NONCES && oldest !== undefined) nonces.delete(oldest);
      nonces.set(deviceId, nonce);
    },
    isOpen: (deviceId: string, nonce: string): boolean => nonces.get(deviceId) === nonce,
    forget: (deviceId: string): boolean => nonces.delete(deviceId),
  };
}

/** A boot that was seen before may only have a higher uptime: a lower one is a copied device or a rolled-back one. */
function isRepeatedBoot(device: DeviceRecord, hello: Hello): boolean {
  if (device.boot?.boot !== hello.boot) return false;
  const seenUpMs = device.boot.verifiedAtMs - device.boot.bootAtMs;
  const slownessMs = (seenUpMs * LIMITS.uptimeTolerancePermille) / 1000;
  return hello.upMs < seenUpMs - slownessMs - BOOT_DRIFT_MS;
}

/** Its uptime may not outrun our clock either: leases and meters would run ahead with it. */
function isRunningAhead(device: DeviceRecord, hello: Hello, nowMs: number): boolean {
  if (device.boot?.boot !== hello.boot) return false;
  const elapsedMs = nowMs - device.boot.bootAtMs;
  return hello.upMs > elapsedMs + LIMITS.uptimeToleranceMs + (elapsedMs * LIMITS.uptimeTolerancePermille) / 1000;
}

async function verdictsFor(context: StepContext, device: DeviceRecord, hello: Hello): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const open of hello.open) {
    const session = await context.store.session(open.ses);
    if (session && session.deviceId === device.deviceId && isLive(session)) verdicts.push({ ses: open.ses, verdict: 'continue' });
    else if (open.state === 'running') verdicts.push({ ses: open.ses, verdict: 'end' });
    else verdicts.push({ ses: open.ses, verdict: 'continue' });
  }
  return verdicts;
}

export function createGreetDevice(context: StepContext): GreetDevice {
  const nonces = createNonces();
  const alignSignal = createAlignSignal(context);

  async function quarantine(deviceId: string, reason: string, hello: Hello): Promise<void> {
    context.metrics.count('device_messages_quarantined', reason);
    const payload = JSON.stringify(hello);
    await context.store.commit([{ change: 'quarantined', deviceId, reason, payload, atMs: context.clock.nowMs() }]);
  }

  /** The manifest goes first: what a device is told next it may not understand without (FP-30). */
  async function askAgain({ deviceId, tenantId }: DeviceRecord, keysVer: number): Promise<void> {
    const address: DeviceAddress = { tenant: tenantId, device: deviceId };
    const newest = await context.signingKeys.newest(tenantId);
    if (newest !== null && keysVer < newest.ver) await context.link.sendKeys(address, newest.jws);
    const nonce = context.ids('non');
    nonces.remember(deviceId, nonce);
    await context.link.sendHint(address, { v: 1, t: 'rehello', nonce });
  }

  /** Meter entries only, but somebody should know that its memory is too small or its connection too poor (FP-16). */
  function noteDropped({ deviceId, dropped }: DeviceRecord, hello: Hello): void {
    context.metrics.count('device_incidents', 'journal-dropped');
    context.log.warn('a device gave journal entries up', { deviceId, entries: hello.dropped - dropped, inAll: hello.dropped });
  }

  async function greet(known: DeviceRecord, hello: Hello): Promise<void> {
    const nowMs = context.clock.nowMs();
    const device = await alignSignal(known);
    if (isRepeatedBoot(device, hello)) return quarantine(device.deviceId, 'boot-repeated', hello);
    if (isRunningAhead(device, hello, nowMs)) return quarantine(device.deviceId, 'uptime-runs-ahead', hello);
    const ownCtr = Math.max(device.lastCtr, counterFloor(context.restore().epoch));
    const isLeaping = hello.lastCtr > ownCtr + LIMITS.counterLeap;
    if (isLeaping) return quarantine(device.deviceId, 'counter-leaps', hello);
    nonces.forget(device.deviceId);
    const sameBoot = device.boot?.boot === hello.boot ? device.boot : null;
    const boot: DeviceBoot = {
      boot: hello.boot,
      bootAtMs: Math.min(nowMs - hello.upMs, sameBoot?.bootAtMs ?? Number.POSITIVE_INFINITY),
      verifiedAtMs: nowMs,
      conn: isTooNew(context, device, hello) ? connAhead(hello.conn) : hello.conn,
    };
    await adoptUnknown(context, device, hello, nowMs);
    const sessions = await context.store.sessionsOnDevice(device.deviceId);
    await context.store.commit([
      {
        ...{ change: 'device-greeted', deviceId: device.deviceId, boot, lastCtr: hello.lastCtr },
        ...{ keysVer: hello.keys, dropped: hello.dropped },
      },
      ...(isConfigBehind(device.config, hello.cfgVer) ? chaseConfig(device, nowMs) : []),
      ...(await afterGreeting(context, sessions, sameBoot === null, nowMs)),
    ]);
    if (hello.dropped > device.dropped) noteDropped(device, hello);
    // In the words of what it said just now, not of what it believed before.
    const hearer = { ...hearerOf(device), keysVer: hello.keys };
    await context.link.sendWelcome(hearer, {
      boot: hello.boot,
      ...(hello.nonce !== undefined && { nonce: hello.nonce }),
      now: nowMs,
      cfgVer: device.config.desiredVer,
      keys: device.isUnsigned ? 0 : ((await context.signingKeys.newest(device.tenantId))?.ver ?? 0),
      floor: floorFor(device, hello, sameBoot !== null, counterFloor(context.restore().epoch)),
      verdicts: await verdictsFor(context, device, hello),
    });
    if (isConfigBehind(device.config, hello.cfgVer)) {
      await context.link.sendConfig(hearer, { ver: device.config.desiredVer, set: device.config.desired });
    }
    for (const session of sessions) context.feed.publish(session.sessionId, session.version);
  }

  return {
    async answerHint(address, hint) {
      const device = await context.store.device(address.device);
      if (!device) return false;
      await (device.isUnsigned ? greet(device, hint) : askAgain(device, hint.keys));
      return device.isUnsigned;
    },
    async answerHello(address, hello) {
      const device = await context.store.device(address.device);
      if (!device) return;
      if (!nonces.isOpen(device.deviceId, hello.nonce)) await quarantine(device.deviceId, 'hello-with-wrong-nonce', hello);
      else await greet(device, hello);
    },
    async announceKeys(address, keysVer) {
      const device = await context.store.device(address.device);
      if (device && !device.isUnsigned) await askAgain(device, keysVer);
    },
  };
}
