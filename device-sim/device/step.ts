// Step: the device's one pure transition - input and uptime in, next device and effects out.
import { LIMITS } from '#protocol';
import { refuseUnbelieved, takeCommand } from './command.ts';
import { configure, showDisplays } from './configure.ts';
import type { Device, DeviceSelf, Input } from './device.ts';
import { nextCodeUpMs, showCode } from './display.ts';
import { acknowledge, record, repeatJournal } from './journal.ts';
import { takeKeys } from './key-manifest.ts';
import { BLANK_FLASH, type DeviceMemory, type DeviceSession, KNOWN_BOOTS } from './memory.ts';
import { showBlinks, touch } from './person.ts';
import { answerRehello, connected, disconnected, welcomed } from './presence.ts';
import { nextStateUpMs, reportState, versionState } from './reported-state.ts';
import { endSession, nextSessionUpMs, runSession } from './session.ts';
import { observe, type Turn, withSession } from './turn.ts';

function apply(turn: Turn, input: Input, upMs: number): Turn {
  switch (input.type) {
    case 'connected':
      return connected(turn, input.conn, upMs);
    case 'disconnected':
      return disconnected(turn, upMs);
    case 'rehello':
      return answerRehello(turn, input.nonce, upMs);
    case 'welcome':
      return welcomed(turn, input.welcome, upMs);
    case 'command':
      return takeCommand(turn, input, upMs);
    case 'unbelieved':
      return refuseUnbelieved(turn, input, upMs);
    case 'ack':
      return acknowledge(turn, input.ack, upMs);
    case 'config':
      return configure(turn, input.config, upMs);
    case 'blink':
      return showBlinks(turn, input.blinks);
    case 'keys':
      return takeKeys(turn, input.manifest);
    case 'person':
      return touch(turn, input.act, input.value, upMs);
    case 'tick':
      return turn;
  }
}

/** Puts the write before everything that leaves: a counter, a fence or an entry is stored before it is told. */
function persistChanges(before: Device, turn: Turn, upMs: number): Turn {
  if (before.flash === turn.device.flash && before.body === turn.device.body) return turn;
  const { session } = turn.device.flash;
  const stamped = session === null ? turn : withSession(turn, { ...session, storedUpMs: upMs });
  const { body, flash, self } = stamped.device;
  const memory: DeviceMemory = { kind: self.profile.kind, flash, body };
  return { device: stamped.device, effects: [{ type: 'persist', memory }, ...turn.effects] };
}

/** @param upMs uptime of this boot in whole ms; never falls between steps. */
export function step(device: Device, input: Input, upMs: number): Turn {
  const body = device.self.model.advance(device.body, upMs);
  const begun: Turn = { device: body === device.body ? device : { ...device, body }, effects: [] };
  // Time first: a lease that has ended is over before a command that came later is heard.
  const timed = runSession(repeatJournal(begun, upMs), upMs);
  const acted = showCode(runSession(apply(timed, input, upMs), upMs), upMs);
  return persistChanges(device, reportState(acted, upMs), upMs);
}

/** Uptime at which `step` should next get a tick; null when only an input can change anything. */
export function nextWakeUpMs(device: Device, upMs: number): number | null {
  const all = [
    nextSessionUpMs(device, upMs),
    nextStateUpMs(device, upMs),
    device.journalTimer.dueUpMs,
    nextCodeUpMs(device, upMs),
  ];
  const due = all.filter((atUpMs) => atUpMs !== null);
  return due.length === 0 ? null : Math.min(...due);
}

/** A session as it wakes up in a new boot: what was stored last, and 30 s of lease less (FP-14). */
function resumed(session: DeviceSession): DeviceSession {
  const leftMs = session.leaseUpMs - session.storedUpMs - LIMITS.meterEveryMs;
  const pause = session.pause ?? null;
  return {
    ...session,
    pause: pause && {
      untilUpMs: Math.max(0, pause.untilUpMs - session.storedUpMs),
      sinceUpMs: pause.sinceUpMs === null ? null : 0,
    },
    countsFromUpMs: 0,
    before: session.lastUse,
    leaseUpMs: Math.max(0, leftMs),
    verdictUpMs: session.verdictUpMs === null ? null : 0,
    meteredUpMs: 0,
    storedUpMs: 0,
  };
}

/** Power is back for a session: go on, or end it, as the profile says. Time without power was never counted. */
function resumeSession(turn: Turn): Turn {
  const { session } = turn.device.flash;
  if (session === null) return turn;
  const awake = withSession(turn, resumed(session));
  if (session.phase === 'starting') return awake;
  if (turn.device.self.profile.afterPowerLoss === 'end') {
    return endSession(awake, { ev: 'ended', trigger: 'power_loss', endUpMs: 0 }, 0);
  }
  return record(awake, { ev: 'updated', trigger: 'power_resumed' }, 0);
}

/**
 * Powers a device up, at uptime 0.
 * @param memory what was stored; null in a new device. Without its flash the device has amnesia (FP-17).
 * @param chance 64 random bits as 16 hex digits: with the count they name this boot and no other.
 */
export function bootDevice(self: DeviceSelf, memory: DeviceMemory | null, chance: string): Turn {
  const stored = memory?.flash ?? BLANK_FLASH;
  const bootCount = stored.bootCount + 1;
  const boot = `${bootCount}-${chance}`;
  const device: Device = {
    self,
    boot,
    nextSeq: 0,
    connection: null,
    isAmnesiac: !memory?.flash,
    flash: { ...stored, bootCount, knownBoots: [...stored.knownBoots, boot].slice(-KNOWN_BOOTS) },
    body: memory ? self.model.afterPowerCut(memory.body) : self.model.fresh,
    stateSent: { ver: -1, upMs: 0 },
    journalTimer: { dueUpMs: null, repeats: 0 },
    wall: null,
    shownCode: '',
  };
  const booted = observe({ device, effects: [] }, 'booted', { boot, amnesia: device.isAmnesiac });
  const resumedTurn = runSession(resumeSession(showDisplays(booted)), 0);
  const turn = versionState(resumedTurn);
  return persistChanges({ ...device, flash: BLANK_FLASH }, turn, 0);
}
