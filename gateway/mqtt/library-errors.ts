// Library errors: which of the reasons for which the broker's library ends a connection are the client's doing, in our own words.

export type ConnectionFault =
  /** No CONNECT in time, whatever trickled in. */
  | { readonly thing: 'mqtt_connections_refused'; readonly reason: 'connect.timeout' }
  | {
      readonly thing: 'mqtt_frames_refused';
      readonly reason:
        | 'connect.repeated'
        /** More packets behind a CONNECT than may wait for its answer. */
        | 'connect.crowded'
        /** More half-open QoS 2 exchanges than a connection may have. */
        | 'exchange.half-open'
        /** Empty, too deep, or with a wildcard where none may be. */
        | 'topic.unusable'
        | 'frame.too-large'
        /** Cannot be read, or does not belong here. */
        | 'frame.malformed'
        /** Reads nothing of what it asked for. */
        | 'reader.stalled';
    };
type FrameFault = Extract<ConnectionFault, { thing: 'mqtt_frames_refused' }>['reason'];

/** By the words of aedes 1.2.0; the order matters. */
const FRAME_FAULTS: readonly (readonly [RegExp, FrameFault])[] = [
  [/^Invalid protocol$/, 'connect.repeated'],
  [/^Client queue limit reached$/, 'connect.crowded'],
  [/^maxInflightInbound exceeded/, 'exchange.half-open'],
  [/^drain timeout$/, 'reader.stalled'],
  [/^topic has too many levels$|^empty topic not allowed|^[#+] is |^impossible to \w+ to an empty topic$/, 'topic.unusable'],
];
/** What happens to honest devices, and the answers to a CONNECT, which are counted where they are given. */
const NO_FAULT = /^(connection closed|connection refused|keep alive timeout|unacceptable protocol version|premature close)$/i;
const TIMEOUT = 'connect did not arrive in time';
/** Codes of the WebSocket library for frames that its peer got wrong. */
const WEB_SOCKET_FAULT = /^WS_ERR_/;
const WEB_SOCKET_TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** Null for what is nobody's fault: networks break, and devices lose power. */
export function faultOf(error: Error & { readonly code?: unknown }): ConnectionFault | null {
  const { code, message } = error;
  if (code === WEB_SOCKET_TOO_LARGE) return { thing: 'mqtt_frames_refused', reason: 'frame.too-large' };
  if (typeof code === 'string') {
    return WEB_SOCKET_FAULT.test(code) ? { thing: 'mqtt_frames_refused', reason: 'frame.malformed' } : null;
  }
  if (NO_FAULT.test(message)) return null;
  if (message === TIMEOUT) return { thing: 'mqtt_connections_refused', reason: 'connect.timeout' };
  const known = FRAME_FAULTS.find(([words]) => words.test(message));
  // What is left is the parser's: a packet that cannot be read.
  return { thing: 'mqtt_frames_refused', reason: known?.[1] ?? 'frame.malformed' };
}
