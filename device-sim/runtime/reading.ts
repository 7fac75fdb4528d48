// Reading: what a device makes of a message, signed or not - something to act on, or why it is put aside.
import { type DeviceAddress, decodeMessage, formatAddress, type KeyManifest, type ParsedTopic, SCHEMAS, sha256 } from '#protocol';
import type { Input } from '../device/device.ts';
import type { KeyRing } from './key-ring.ts';

/** Whom the device believes, and who it is. */
export type Trust = {
  readonly address: DeviceAddress;
  readonly issuer: string;
  /** Null in a free object without a key: it believes its broker (FP-32). */
  readonly ring: KeyRing | null;
  /** The manifest that is believed until now. */
  readonly manifest: () => KeyManifest | undefined;
};

/** Something to act on, something that the gateway advises, or why it was put aside. */
export type Read =
  | { readonly input: Input }
  | { readonly bye: { readonly reason: string; readonly afterS: number | undefined } }
  | { readonly ignored: string };

/** What every message downward that is obeyed names: who says it, and to whom. */
export type Addressed = { readonly iss: string; readonly aud: string };

/** Null when it comes from the only gateway that the device obeys, to this device. */
export function whyForeign(trust: Trust, { aud, iss }: Addressed): string | null {
  if (iss !== trust.issuer) return 'foreign issuer';
  return aud === formatAddress(trust.address) ? null : 'other audience';
}

/** Hints are unsigned for everybody: they can cause a hello, a wait, or a light. */
export function readHint(text: string): Read {
  const hint = decodeMessage(SCHEMAS.systemHint, text);
  if (!hint.ok) return { ignored: hint.error.code };
  if (hint.value.t === 'rehello') return { input: { type: 'rehello', nonce: hint.value.nonce } };
  if (hint.value.t === 'blink') return { input: { type: 'blink', blinks: hint.value.blinks } };
  return { bye: { reason: hint.value.reason, afterS: hint.value.afterS } };
}

/** A refusal that is answered under the topic's id: what was sent could not be believed. */
export function unbelieved(
  at: Extract<ParsedTopic, { leaf: 'command' }>,
  bytes: Uint8Array,
  code: Extract<Input, { type: 'unbelieved' }>['code'],
): Read {
  return { input: { type: 'unbelieved', gateway: at.gateway, cid: at.commandId, code, cmdHash: sha256(bytes) } };
}
