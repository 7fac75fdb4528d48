// SHA-256 as the name of a document: tariffs, offers and commands are cited by it.
import { createHash } from 'node:crypto';

/** @returns SHA-256 of UTF-8 text or bytes, base64url without padding (43 characters). */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
