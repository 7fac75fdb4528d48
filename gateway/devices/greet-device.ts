// Greet device: a nonce for the hint, then a signed welcome for the signed hello; only now may commands be signed for this boot.
import { type DeviceAddress, type HelloHint, LIMITS, type SignedHello, type Welcome } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import { connAhead, type DeviceBoot, type DeviceRecord } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import { counterFloor } from '../domain/recovery/recovery.ts';
import { isLive, type SessionRecord } from '../domain/session/session.ts';
import { isNews } from '../domain/session/session-state.ts';
import type { StepContext } from '../journey/step-context.ts';
import { adoptUnknown, isTooNew } from './greet-after-restore.ts';

export type GreetDevice = {
  answerHint(address: DeviceAddress, hint: HelloHint): Promise<void>;
  answerHello(address: DeviceAddress, hello: SignedHello): Promise<void>;
};

/** Nonces that wait for their signed hello: one per device, in memory, since a restart makes all devices say hello again. */
const MOST_NONCES = 20_000;
/** How much lower than was seen an uptime may be, for slow networks; and a clock may be slow by the contract's share besides. */
const BOOT_DRIFT_MS = 60_000;

type Verdict = Welcome['verdicts'][number];

/**
 * The counter below which nothing is believed any more (FP-17). Within one boot a device that kept its memory needs
 * none but its own: a higher one would kill the commands that are still on their way to it (crash table row 5).
 */
function floorFor(device: DeviceRecord, hello: SignedHello, isSameBoot: boolean, epochFloor: number): number {
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

export function createGreetDevice(context: StepContext): GreetDevice {
  const nonces = new Map<string, string>();

  function rememberNonce(deviceId: string, nonce: string): void {
    nonces.delete(deviceId);
    const [oldest] = nonces.keys();
    if (nonces.size >= MOST_NONCES && oldest !== undefined) nonces.delete(oldest);
    nonces.set(deviceId, nonce);
  }

  async function quarantine(deviceId: string, reason: string, hello: SignedHello): Promise<void> {
    context.metrics.count('device_messages_quarantined', reason);
    const payload = JSON.stringify(hello);
    await context.store.commit([{ change: 'quarantined', deviceId, reason, payload, atMs: context.clock.nowMs() }]);
  }

  /** A boot that was seen before may only have a higher uptime: a lower one is a copied device or a rolled-back one. */
  function isRepeatedBoot(device: DeviceRecord, hello: SignedHello): boolean {
    if (device.boot?.boot !== hello.boot) return false;
    const seenUpMs = device.boot.verifiedAtMs - device.boot.bootAtMs;
    const slownessMs = (seenUpMs * LIMITS.uptimeTolerancePermille) / 1000;
    return hello.upMs < seenUpMs - slownessMs - BOOT_DRIFT_MS;
  }

  /** Its uptime may not outrun our clock either: leases and meters would run ahead with it. */
  function isRunningAhead(device: DeviceRecord, hello: SignedHello, nowMs: number): boolean {
    if (device.boot?.boot !== hello.boot) return false;
    const elapsedMs = nowMs - device.boot.bootAtMs;
    return hello.upMs > elapsedMs + LIMITS.uptimeToleranceMs + (elapsedMs * LIMITS.uptimeTolerancePermille) / 1000;
  }

  async function verdictsFor(device: DeviceRecord, hello: SignedHello): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const open of hello.open) {
      const session = await context.store.session(open.ses);
      if (session && session.deviceId === device.deviceId && isLive(session))
        verdicts.push({ ses: open.ses, verdict: 'continue' });
      else if (open.state === 'running') verdicts.push({ ses: open.ses, verdict: 'end' });
      else verdicts.push({ ses: open.ses, verdict: 'continue' });
    }
    return verdicts;
  }

  async function answerHello(address: DeviceAddress, hello: SignedHello): Promise<void> {
    const device = await context.store.device(address.device);
    if (!device) return;
    if (nonces.get(device.deviceId) !== hello.nonce) return quarantine(device.deviceId, 'hello-with-wrong-nonce', hello);
    const nowMs = context.clock.nowMs();
    if (isRepeatedBoot(device, hello)) return quarantine(device.deviceId, 'boot-repeated', hello);
    if (isRunningAhead(device, hello, nowMs)) return quarantine(device.deviceId, 'uptime-runs-ahead', hello);
    const ownCtr = Math.max(device.lastCtr, counterFloor(context.restore().epoch));
    const isLeaping = hello.lastCtr > ownCtr + LIMITS.counterLeap;
    if (isLeaping) return quarantine(device.deviceId, 'counter-leaps', hello);
    nonces.delete(device.deviceId);
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
      { change: 'device-greeted', deviceId: device.deviceId, boot, lastCtr: hello.lastCtr },
      ...(await afterGreeting(context, sessions, sameBoot === null, nowMs)),
    ]);
    await context.link.sendWelcome(address, {
      boot: hello.boot,
      nonce: hello.nonce,
      now: nowMs,
      cfgVer: device.config.desiredVer,
      floor: floorFor(device, hello, sameBoot !== null, counterFloor(context.restore().epoch)),
      verdicts: await verdictsFor(device, hello),
    });
    if (device.config.desiredVer > hello.cfgVer) {
      await context.link.sendConfig(address, { ver: device.config.desiredVer, set: device.config.desired });
    }
    for (const session of sessions) context.feed.publish(session.sessionId, session.version);
  }

  return {
    async answerHint(address) {
      const device = await context.store.device(address.device);
      if (!device) return;
      const nonce = context.ids('non');
      rememberNonce(device.deviceId, nonce);
      await context.link.sendHint(address, { v: 1, t: 'rehello', nonce });
    },
    answerHello,
  };
}
