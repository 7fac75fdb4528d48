// Tapped wire: a memory link on which a test can lose single messages, told apart by topic and body.
import type { MemoryGatewayEnd } from '#sim';

/** What a message says, signed or not; signatures are not checked here. */
export type SeenMessage = {
  readonly topic: string;
  readonly body: { readonly [name: string]: unknown };
  readonly bytes: Uint8Array;
};

/** True loses the message; the sender is none the wiser. */
export type WireTap = { readonly up?: (seen: SeenMessage) => boolean; readonly down?: (seen: SeenMessage) => boolean };

function readBody(bytes: Uint8Array): SeenMessage['body'] {
  const text = Buffer.from(bytes).toString();
  const json = text.startsWith('{') ? text : Buffer.from(text.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(json) as SeenMessage['body'];
}

export function createTappedWire(gateway: MemoryGatewayEnd, hear: (topic: string, bytes: Uint8Array) => void) {
  const taps = new Set<WireTap>();
  const isLost = (direction: 'up' | 'down', topic: string, bytes: Uint8Array): boolean =>
    [...taps].some((tap) => tap[direction]?.({ topic, body: readBody(bytes), bytes }) ?? false);
  gateway.onPublish(({ topic, bytes }) => {
    if (!isLost('up', topic, bytes)) hear(topic, bytes);
  });
  return {
    lose(tap: WireTap): () => void {
      taps.add(tap);
      return () => void taps.delete(tap);
    },
    /** False when the device is not connected; a lost message counts as sent. */
    deliver: (topic: string, bytes: Uint8Array): boolean => (isLost('down', topic, bytes) ? true : gateway.deliver(topic, bytes)),
  };
}
