// Tag issuer: the host whose key signed a label, as its proof says; shown to people, who compare it with what is printed.
import type { TagProof } from '../session/session.ts';

/** Host of the proof's `iss`, null where nothing was signed; the proof was verified at the scan, so a broken one is our own mistake. */
export function issuerHostOf(proof: TagProof): string | null {
  if (proof.signature === '') return null;
  const header = JSON.parse(Buffer.from(proof.protectedHeader, 'base64url').toString()) as { readonly iss: string };
  return new URL(header.iss).host;
}
