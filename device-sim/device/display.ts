// Display: the code of this moment for whoever stands before the object, while the device knows the time (FP-34).
import { createHmac } from 'node:crypto';
import { DAY_MS } from '#protocol';
import { type Device, settingsOf } from './device.ts';
import { observe, type Turn, withDevice } from './turn.ts';

const STEP_MS = 30_000;
/** Longer without a welcome, and its quartz may be a step off. */
const CLOCK_TRUSTED_MS = DAY_MS;
const VERSION_AND_TYPE = 0x12;
const PURPOSE = 'o2o-dyn/1';
const MAC_BYTES = 10;
const GROUP_BYTES = 7;
const GROUP_DIGITS = 17;
/** Digits of the two bytes that 23 bytes leave after three groups. */
const TAIL_DIGITS = 5;
/** `displayKey`: the id that the code names, and the secret. */
const KEY_FORM = /^([0-9a-f]{16})\.([A-Za-z0-9_-]{43})$/;

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function digitsOf(bytes: Uint8Array): string {
  let digits = '';
  for (let at = 0; at < bytes.length; at += GROUP_BYTES) {
    const group = bytes.subarray(at, at + GROUP_BYTES);
    digits += littleEndian(group)
      .toString()
      .padStart(group.length === GROUP_BYTES ? GROUP_DIGITS : TAIL_DIGITS, '0');
  }
  return digits;
}

/** @returns the 56 digits of a step; null for a key of another form. */
export function displayDigits(key: string, counter: number): string | null {
  const [, tagId, secret] = KEY_FORM.exec(key) ?? [];
  if (tagId === undefined || secret === undefined) return null;
  const named = Buffer.alloc(12);
  named.write(tagId, 0, 'hex');
  named.writeUInt32BE(counter, 8);
  const seal = createHmac('sha256', Buffer.from(secret, 'base64url')).update(PURPOSE).update(named).digest();
  return digitsOf(Buffer.concat([Buffer.from([VERSION_AND_TYPE]), named, seal.subarray(0, MAC_BYTES)]));
}

/** The step of time by the clock that the last welcome set; null without one that is still good. */
function stepAt({ wall }: Device, upMs: number): number | null {
  if (wall === null || upMs - wall.atUpMs > CLOCK_TRUSTED_MS) return null;
  return Math.floor((wall.nowMs + upMs - wall.atUpMs) / STEP_MS);
}

function codeAt(device: Device, counter: number | null): string {
  const { displayLink = '', displayKey = '' } = settingsOf(device);
  const digits = counter === null || displayLink === '' ? null : displayDigits(String(displayKey), counter);
  return digits === null ? '' : `${String(displayLink)}${digits}`;
}

/** Shows another code as soon as there is another one, and none where the time is not known. */
export function showCode(turn: Turn, upMs: number): Turn {
  const { device } = turn;
  if (device.self.profile.config.displayKey === undefined) return turn;
  const shown = codeAt(device, stepAt(device, upMs));
  return shown === device.shownCode ? turn : observe(withDevice(turn, { shownCode: shown }), 'display', { displayCode: shown });
}

/** When another code is due. */
export function nextCodeUpMs(device: Device, upMs: number): number | null {
  const counter = stepAt(device, upMs);
  if (device.shownCode === '' || counter === null || device.wall === null) return null;
  return device.wall.atUpMs + (counter + 1) * STEP_MS - device.wall.nowMs;
}
