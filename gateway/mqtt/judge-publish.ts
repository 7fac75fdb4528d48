// Judge publish: may what a connection says travel, is it set aside, or is the connection over already.
import { assert } from '#protocol';
import type { Connection } from './admission.ts';
import { clientIdOf, mayRetain, reviewPublish } from './client-rules.ts';
import type { Conduct } from './conduct.ts';
import type { QuarantineReason } from './quarantine.ts';

/** One message as the library holds it; told from another by being the very same object. */
export type Publish = { readonly topic: string; readonly payload: string | Uint8Array; readonly retain: boolean };

export type Verdict =
  | { readonly verdict: 'pass'; readonly mayRetain: boolean }
  | { readonly verdict: 'set-aside'; readonly reason: QuarantineReason }
  /** The connection has ended: nothing more of it counts. */
  | { readonly verdict: 'drop' };

/**
 * The will is the one thing that a closed connection still says, once; it is known by identity, not by coming last:
 * the library goes on with packets that arrived together with the CONNECT after the connection was closed among them.
 * It costs no token, so that a flood does not silence it; in all else it is judged like any other message.
 * @param isClosed whether the library has begun to close the connection, for whatever reason.
 */
export function judgePublish(
  conduct: Conduct,
  connection: Pick<Connection, 'address' | 'will'>,
  isClosed: boolean,
  publish: Publish,
): Verdict {
  const { address, will } = connection;
  assert(address, 'only an authenticated client publishes');
  if (isClosed) {
    if (will === null || will.packet !== publish) return { verdict: 'drop' };
    connection.will = null;
  } else if (!conduct.takeToken(clientIdOf(address))) {
    return { verdict: 'set-aside', reason: 'rate.exceeded' };
  }
  const reason = reviewPublish(address, publish.topic, Buffer.byteLength(publish.payload));
  if (reason) return { verdict: 'set-aside', reason };
  return { verdict: 'pass', mayRetain: mayRetain(address, publish.topic) };
}
