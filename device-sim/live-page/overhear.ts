// Overhear: a link whose messages somebody listens to; only what really leaves or arrives is heard.
import type { DeviceLink } from '../links/link.ts';

export type Passed = { readonly way: 'up' | 'down'; readonly topic: string; readonly bytes: Uint8Array };

export function overhear(link: DeviceLink, hear: (passed: Passed) => void): DeviceLink {
  let isUp = false;
  return {
    ...link,
    open: (events) =>
      link.open({
        ...events,
        onConnected(conn) {
          isUp = true;
          events.onConnected(conn);
        },
        onDisconnected() {
          isUp = false;
          events.onDisconnected();
        },
        onMessage(topic, bytes) {
          hear({ way: 'down', topic, bytes });
          events.onMessage(topic, bytes);
        },
      }),
    publish(topic, bytes, options) {
      // What a device says without a connection is dropped by its link.
      if (isUp) hear({ way: 'up', topic, bytes });
      link.publish(topic, bytes, options);
    },
    cut() {
      isUp = false;
      link.cut();
    },
  };
}
