// Form: what an MQTT password is by its looks - a token of ours, a device's own proof, or a secret text.
import { LIMITS, MESSAGE_TYPES } from '#protocol';

export type PasswordForm = { readonly form: 'token' | 'proof' | 'secret'; readonly text: string };

/** Reads the header of a compact JWS without believing any of it; null when it is none. */
function typOf(text: string): unknown {
  const [header = '', ...rest] = text.split('.', 4);
  if (rest.length !== 2) return null;
  try {
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly typ?: unknown } | null)?.typ;
  } catch {
    return null;
  }
}

/** What announces itself as neither is a secret text, whatever is in it. */
export function readForm(password: Uint8Array): PasswordForm {
  if (password[0] !== 0x65 || password.length > LIMITS.maxDownBytes) return { form: 'secret', text: '' };
  const text = Buffer.from(password).toString();
  const typ = typOf(text);
  if (typ === MESSAGE_TYPES.connectionToken) return { form: 'token', text };
  if (typ === MESSAGE_TYPES.connection) return { form: 'proof', text };
  return { form: 'secret', text: '' };
}
