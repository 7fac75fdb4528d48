// Key manifest: which of two manifests counts, and which key a purpose finds in it (FP-30).
import type { KeyManifest, KeyUse, ManifestKey } from './messages/keys.ts';
import { MESSAGE_TYPES, type MessageType } from './signing.ts';
import { ok, type Result, refused } from './vocabulary/result.ts';

export type ManifestRefusal = {
  readonly code:
    | 'manifest.not-newer'
    | 'manifest.foreign'
    | 'manifest.kid-reused'
    | 'manifest.kid-twice'
    | 'manifest.use-missing';
  readonly detail: string;
};

/** Who a manifest has to speak for, and what is believed until now; null where there is none yet. */
export type ManifestStanding = { readonly iss: string; readonly tenant: string; readonly current: KeyManifest | null };

/**
 * Judges a manifest whose signature held against the root.
 * `kid-reused`: a known kid with another key; a kid is never given twice (FP-05).
 */
export function judgeManifest(
  next: KeyManifest,
  { iss, tenant, current }: ManifestStanding,
): Result<KeyManifest, ManifestRefusal> {
  if (next.iss !== iss || next.tenant !== tenant)
    return refused({ code: 'manifest.foreign', detail: `${next.iss} ${next.tenant}` });
  if (current && next.ver <= current.ver)
    return refused({ code: 'manifest.not-newer', detail: `${next.ver} is not above ${current.ver}` });
  const seen = new Set<string>();
  for (const { kid, x } of next.keys) {
    if (seen.has(kid)) return refused({ code: 'manifest.kid-twice', detail: kid });
    seen.add(kid);
    const known = current?.keys.find((key) => key.kid === kid);
    if (known && known.x !== x) return refused({ code: 'manifest.kid-reused', detail: kid });
  }
  for (const use of ['cmd', 'sys'] as const) {
    if (!next.keys.some((key) => key.use.includes(use))) return refused({ code: 'manifest.use-missing', detail: use });
  }
  return ok(next);
}

/** What each message that goes down is signed with. */
export function keyUseOf(typ: MessageType): KeyUse | null {
  if (typ === MESSAGE_TYPES.command) return 'cmd';
  if (typ === MESSAGE_TYPES.system || typ === MESSAGE_TYPES.ack || typ === MESSAGE_TYPES.config) return 'sys';
  return null;
}

/** The key of a kid for one purpose; undefined when it is not, or no longer, believed. */
export function findManifestKey(manifest: KeyManifest, kid: string, use: KeyUse): ManifestKey | undefined {
  return manifest.keys.find((key) => key.kid === kid && key.use.includes(use));
}
