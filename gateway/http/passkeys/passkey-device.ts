// Passkey device: what a passkey is called until its owner names it - what it was made on, as far as the browser tells.
import { type DeviceWord, deviceWordOf } from '../../domain/account/account.ts';
import type { Asking } from '../context.ts';

/** Their makers' names, the same in every language. */
const NAMES: { readonly [W in DeviceWord]: string | null } = {
  iphone: 'iPhone',
  ipad: 'iPad',
  android: 'Android',
  mac: 'Mac',
  windows: 'Windows',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  other: null,
};

export function passkeyDevice(c: Asking): string | null {
  return NAMES[deviceWordOf(c.req.header('user-agent') ?? '')];
}
