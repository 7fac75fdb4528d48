// Command composition: an intent becomes exact payload bytes for one boot of one device.
import { assert, canonicalJson, formatAddress, type Json, LIMITS } from '#protocol';
import type { CommandOutcome, CommandRecord, ComposedCommand, Intent } from './command.ts';
import { type DeviceRecord, uptimeNowMs } from './device.ts';

/** Who signs, and when it is composed. */
export type ComposeContext = { readonly issuer: string; readonly kid: string; readonly nowMs: number };

/** Lifetime by act: an unlock dies soon (FP-08). */
function lifetimeMs(act: Intent['act']): number {
  return act === 'start' ? LIMITS.startLifetimeMs : LIMITS.commandLifetimeMs;
}

/** Composes the next command of a device; the device's counter rises by one (M14). */
export function composePayload(
  command: { readonly commandId: string; readonly sessionId: string; readonly intent: Intent },
  device: DeviceRecord,
  context: ComposeContext,
): ComposedCommand {
  const { boot } = device;
  assert(boot, 'a command needs a verified hello (FP-04)');
  const ctr = device.lastCtr + 1;
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
  return { payload, kid: context.kid, ctr, boot: boot.boot, expUpMs, expiresAtMs: context.nowMs + lifeMs };
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

/** Next free `<ses>:<act>:<n>`. */
export function intentKeyFor(sessionId: string, act: Intent['act'], earlier: readonly CommandRecord[]): string {
  const count = earlier.filter((command) => command.intent.act === act).length;
  return `${sessionId}:${act}:${count + 1}`;
}
