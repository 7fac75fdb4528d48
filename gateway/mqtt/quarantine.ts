// Quarantine: the fixed words for why a device's message is set aside, and where it is told.
import type { CodecRefusal, SignatureRefusal, TopicRefusal } from '#protocol';

export type QuarantineReason =
  | TopicRefusal['code']
  | CodecRefusal['code']
  | SignatureRefusal['code']
  /** A frame below the device's own `up/` that is larger than FP-01 allows. */
  | 'payload.too-large'
  | 'rate.exceeded'
  /** JSON where a signed text is due, or the other way round. */
  | 'payload.wrong-form'
  /** The signed subject or command id is not the topic's. */
  | 'payload.wrong-subject'
  | 'event.unknown'
  | 'device.unknown'
  | 'queue.full';

/**
 * Takes note of what a device sent and could not be believed: at most the first bytes of it.
 * Must not throw: it is called from inside the broker.
 * @param deviceId the device by its connection or topic; `unknown` when neither says.
 */
export type Quarantine = (deviceId: string, reason: QuarantineReason, payloadSlice: Uint8Array) => void;

/** Is it the device that did wrong? A full queue may be our own slowness; everything else was sent as it came. */
export function isMisdeed(reason: QuarantineReason): boolean {
  return reason !== 'queue.full';
}
