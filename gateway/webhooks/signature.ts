// Signature: Standard Webhooks (standardwebhooks.com) - an HMAC-SHA256 over id, time and body, one for each secret in use.
import { createHmac } from 'node:crypto';
import { SECOND_MS } from '#protocol';

const SECRET_PREFIX = 'whsec_';
/** What the standard asks of a secret. */
const SECRET_BYTES = { least: 24, most: 64 } as const;

/** `whsec_` and base64; null for anything else, so that a mistyped secret stops the start and not the receiver. */
export function parseWebhookSecret(text: string): Uint8Array | null {
  const coded = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(coded)) return null;
  const bytes = Buffer.from(coded, 'base64');
  return bytes.length >= SECRET_BYTES.least && bytes.length <= SECRET_BYTES.most ? bytes : null;
}

export type WebhookHeaders = {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
};

/** @param secrets the present one, and the former while receivers still change over. */
export function signWebhook(
  secrets: readonly Uint8Array[],
  message: { readonly id: string; readonly body: string; readonly nowMs: number },
): WebhookHeaders {
  const timestamp = String(Math.floor(message.nowMs / SECOND_MS));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
