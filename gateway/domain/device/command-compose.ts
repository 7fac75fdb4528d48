// Command composition: an intent becomes exact payload bytes for one boot of one device.
import { assert, canonicalJson, formatAddress, type Json, LIMITS } from '#protocol';
import type { Change } from '../changes.ts';
import type { CommandOutcome, CommandRecord, ComposedCommand, Intent } from './command.ts';
import { type DeviceRecord, uptimeNowMs } from './device.ts';

/** Who signs, and when it is composed. */
export type ComposeContext = {
  readonly issuer: string;
  /** The key that this device checks commands with (FP-30). */
  readonly kidFor: (device: DeviceRecord) => string;
  readonly nowMs: number;
  /** Counters of this restore epoch begin above it (row 27); 0 where there never was a restore. */
  readonly ctrFloor?: number;
};

/** Lifetime by act: an unlock dies soon (FP-08). */
function lifetimeMs(act: Intent['act']): number {
  return act === 'start' ? LIMITS.startLifetimeMs : LIMITS.commandLifetimeMs;
}

/** When its bytes were made: repeats are counted from here (FP-12). */
export function composedAtMs(command: Pick<CommandRecord, 'intent'>, composed: ComposedCommand): number {
  return composed.expiresAtMs - lifetimeMs(command.intent.act);
}

/** The first look at a command that may have found no ears, or still waits for its turn. */
export function chaseOf(commandId: string, nowMs: number): Change {
  const dueAtMs = nowMs + LIMITS.repeatAfterMs[0];
  return { change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: commandId, dueAtMs } };
}

/** Composes the next command of a device; the device's counter rises by one (M14). */
export function composePayload(
  command: { readonly commandId: string; readonly sessionId: string; readonly intent: Intent },
  device: DeviceRecord,
  context: ComposeContext,
): ComposedCommand {
  const { boot } = device;
  assert(boot, 'a command needs a verified hello (FP-04)');
  const ctr = Math.max(device.lastCtr, context.ctrFloor ?? 0) + 1;
  const lifeMs = lifetimeMs(command.intent.act);
  const expUpMs = uptimeNowMs(boot, context.nowMs) + lifeMs;
  const payload = canonicalJson({
    v: 1,
    iss: context.issuer,
    aud: formatAddress({ tenant: device.tenantId, device: device.deviceId }),
    cid: command.commandId,
    ctr,
    boot: boot.boot,
    expUp: expUpMs,
    iat: Math.floor(context.nowMs / 1000),
    act: command.intent.act,
    ses: command.sessionId,
    arg: command.intent.arg as Json,
  });
  return { payload, kid: context.kidFor(device), ctr, boot: boot.boot, expUpMs, expiresAtMs: context.nowMs + lifeMs };
}

/** A record composed at once (start, stop, or the device is idle) or queued for its turn (FP-09). */
export function newCommand(
  facts: { readonly commandId: string; readonly sessionId: string; readonly intent: Intent; readonly intentKey: string },
  device: DeviceRecord,
  when: ComposeContext & { readonly composeNow: boolean },
): CommandRecord {
  return {
    commandId: facts.commandId,
    deviceId: device.deviceId,
    tenantId: device.tenantId,
    sessionId: facts.sessionId,
    intentKey: facts.intentKey,
    intent: facts.intent,
    state: when.composeNow ? 'composed' : 'queued',
    composed: when.composeNow ? composePayload(facts, device, when) : null,
    outcome: null,
    attempts: 0,
    createdAtMs: when.nowMs,
  };
}

/** The outcome of a command that no longer matters or never came back. */
export function unheard(status: 'unanswered' | 'overtaken', atMs: number): CommandOutcome {
  return { status, code: null, ran: null, detail: null, jws: null, atMs };
}

/** Room for counter and uptime to grow while a command waits for its turn. */
const GROWTH_BYTES = 32;
/** Three dots' worth of punctuation, an Ed25519 signature, and the protected header around its kid (FP-05). */
const SEAL_BYTES = 2 + base64urlBytes(64) + base64urlBytes('{"alg":"Ed25519","kid":"","typ":"o2o-cmd+jwt"}'.length);

function base64urlBytes(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Bytes that a command will have on the wire, at most: what does not fit is refused before it is promised (FP-24). */
export function wireBytes(command: Parameters<typeof composePayload>[0], device: DeviceRecord, context: ComposeContext): number {
  const { payload, kid } = composePayload(command, device, context);
  return base64urlBytes(Buffer.byteLength(payload) + GROWTH_BYTES) + SEAL_BYTES + base64urlBytes(Buffer.byteLength(kid));
}

/** Next free `<ses>:<act>:<n>`. */
export function intentKeyFor(sessionId: string, act: Intent['act'], earlier: readonly CommandRecord[]): string {
  const count = earlier.filter((command) => command.intent.act === act).length;
  return `${sessionId}:${act}:${count + 1}`;
}
