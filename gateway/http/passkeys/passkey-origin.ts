// Passkey origin: where a browser may use passkeys of ours - at a name, never at a bare address of this machine.

const BARE_LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]'];

/** Browsers bind a passkey to a domain name; `localhost` is one, and leads to the same machine (WebAuthn §5.1.2). */
export function passkeyOrigin(origin: string): string {
  const url = new URL(origin);
  if (BARE_LOOPBACK.includes(url.hostname)) url.hostname = 'localhost';
  return url.origin;
}
