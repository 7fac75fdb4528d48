// Network plug: the cable between a device and its network, which a hand pulls out and puts in again.
import type { DeviceLink, LinkEvents } from '../links/link.ts';

export type NetworkPlug = {
  /** What the device has instead of its link. */
  readonly link: DeviceLink;
  isIn(): boolean;
  pull(): void;
  putIn(): void;
};

/** Without the cable there is no farewell, so the will speaks; with it, the device connects as after any other loss. */
export function createNetworkPlug(inner: DeviceLink): NetworkPlug {
  let events: LinkEvents | null = null;
  let isIn = true;
  let isUp = false;

  const watch = (given: LinkEvents): LinkEvents => ({
    ...given,
    onConnected(conn) {
      isUp = true;
      given.onConnected(conn);
    },
    onDisconnected() {
      isUp = false;
      given.onDisconnected();
    },
  });
  const forget = (): void => {
    events = null;
    isUp = false;
  };

  return {
    link: {
      ...inner,
      open(given) {
        events = watch(given);
        if (isIn) inner.open(events);
      },
      publish(topic, bytes, options) {
        if (isIn) inner.publish(topic, bytes, options);
      },
      cut() {
        forget();
        inner.cut();
      },
      close() {
        forget();
        return inner.close();
      },
    },
    isIn: () => isIn,
    pull() {
      if (!isIn) return;
      isIn = false;
      const wasUp = isUp;
      inner.cut();
      if (wasUp) events?.onDisconnected();
    },
    putIn() {
      if (isIn) return;
      isIn = true;
      if (events !== null) inner.open(events);
    },
  };
}
