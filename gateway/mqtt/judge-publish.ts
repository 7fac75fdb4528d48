// Judge publish: may what a connection says travel, is it set aside, or is the connection over already.
import type { DeviceAddress } from '#protocol';
import type { Will } from './admission.ts';
import { mayRetain, reviewPublish } from './client-rules.ts';
import type { Conduct } from './conduct.ts';
import type { QuarantineReason } from './quarantine.ts';

/** One message as the library holds it; told from another by being the very same object. */
export type Publish = { readonly topic: string; readonly payload: string | Uint8Array; readonly retain: boolean };

/** Who speaks: what was learnt at CONNECT, and whether the library has begun to close the connection. */
export type Speaker = { readonly address: DeviceAddress; will: Will | null; readonly isClosed: boolean };

export type Verdict =
  | { readonly verdict: 'pass'; readonly mayRetain: boolean }
  | { readonly verdict: 'set-aside'; readonly reason: QuarantineReason }
  /** The connection has ended: nothing more of it counts. */
  | { readonly verdict: 'drop' };

/**
 * The will is the one thing that a closed connection still says, once; it is known by identity, not by coming last:
 * the library goes on with packets that arrived together with the CONNECT after the connection was closed among them.
 * It costs no token, so that a flood does not silence it; in all else it is judged like any other message.
 */
export function judgePublish(conduct: Conduct, speaker: Speaker, publish: Publish): Verdict {
  const { address, will } = speaker;
  if (speaker.isClosed) {
    if (will === null || will.packet !== publish) return { verdict: 'drop' };
    speaker.will = null;
  } else if (!conduct.takeToken(address.device)) {
    return { verdict: 'set-aside', reason: 'rate.exceeded' };
  }
  const reason = reviewPublish(address, publish.topic, Buffer.byteLength(publish.payload));
  if (reason) return { verdict: 'set-aside', reason };
  return { verdict: 'pass', mayRetain: mayRetain(address, publish.topic) };
}
