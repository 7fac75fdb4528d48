// Limits of the embedded broker in one table, with the asserts that relate them.
import { assert, LIMITS, MINUTE_MS } from '#protocol';

export type BrokerLimits = {
  /** A socket that sent no CONNECT by then is closed. */
  readonly connectTimeoutMs: number;
  /** Largest MQTT frame of a socket that has not proved who it is; CONNECT with will and password fits. */
  readonly frameBytesBeforeAuth: number;
  readonly frameBytesAfterAuth: number;
  /** Sockets at a time, proved or not. */
  readonly maxConnections: number;
  /** What one device may send for ever, and at once after a silence: a whole journal must pass (FP-16). */
  readonly messagesPerS: number;
  readonly messageBurst: number;
  /** Frames of any type that one connection may send for ever, and at once. */
  readonly framesPerS: number;
  readonly frameBurst: number;
  /** So many misdeeds within the window end the connection and keep the device away for a while. */
  readonly strikesBeforeKick: number;
  readonly strikeWindowMs: number;
  readonly suspendMs: number;
  /** A device that reads nothing for so long is disconnected. */
  readonly drainTimeoutMs: number;
  /** Half-open QoS 2 exchanges per connection; the protocol uses none. */
  readonly halfOpenExchanges: number;
  /** The start-up self-test must be through by then. */
  readonly selfTestMs: number;
};

export const BROKER_LIMITS: BrokerLimits = {
  connectTimeoutMs: 5_000,
  frameBytesBeforeAuth: 2_048,
  frameBytesAfterAuth: 65_536,
  maxConnections: 10_000,
  messagesPerS: 20,
  messageBurst: 600,
  framesPerS: 200,
  frameBurst: 3_000,
  strikesBeforeKick: 50,
  strikeWindowMs: MINUTE_MS,
  suspendMs: MINUTE_MS,
  drainTimeoutMs: 15_000,
  halfOpenExchanges: 16,
  selfTestMs: 5_000,
};

assert(BROKER_LIMITS.messageBurst > LIMITS.journalEntries, 'a device may replay its whole journal at once');
assert(
  BROKER_LIMITS.frameBurst > 4 * BROKER_LIMITS.messageBurst && BROKER_LIMITS.framesPerS > 4 * BROKER_LIMITS.messagesPerS,
  'a message has room for its acknowledgements, and for those of what comes down',
);
assert(BROKER_LIMITS.frameBytesAfterAuth > LIMITS.maxUpBytes, 'an oversize message arrives, so that it can be quarantined');

/** Longest piece of a message that is kept in quarantine. */
export const QUARANTINE_SLICE_BYTES = 512;
