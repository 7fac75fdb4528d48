// Key manifest: which keys the device believes from now on; stored before any of them counts (FP-30).
import type { KeyManifest } from '#protocol';
import { observe, type Turn, withFlash } from './turn.ts';

/** Only a higher version counts: an older one would bring keys back that were taken away. */
export function takeKeys(turn: Turn, manifest: KeyManifest): Turn {
  const known = turn.device.flash.manifest?.ver ?? 0;
  if (manifest.ver <= known) return observe(turn, 'ignored', { what: 'keys', why: 'not newer' });
  const kids = manifest.keys.map(({ kid }) => kid).join(' ');
  return observe(withFlash(turn, { manifest }), 'keys', { ver: manifest.ver, kids });
}
