// Memory link: device and gateway in one process without a broker, in order, for tests on a hand-moved clock.
import { LIMITS } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from './link.ts';

export type UpMessage = { readonly topic: string; readonly bytes: Uint8Array; readonly retain: boolean };

/** The gateway's end of the wire. */
export type MemoryGatewayEnd = {
  /** Hands over each upward message, wills included. */
  onPublish(handler: (message: UpMessage) => void): void;
  /** @returns false when the device is not connected: nothing is kept for it (clean sessions). */
  deliver(topic: string, bytes: Uint8Array): boolean;
  /** The network goes away and the will speaks; the device stays powered and tries again at `reconnect`. */
  disconnect(): void;
  reconnect(): void;
};

/** @param timers for a network that comes back by itself; without them only `reconnect` brings it back. */
export function createMemoryLink(timers?: Timers): { readonly device: DeviceLink; readonly gateway: MemoryGatewayEnd } {
  let events: LinkEvents | null = null;
  let plan: ConnectPlan | null = null;
  let isNetworkUp = true;
  let adviceMs: number | null = null;
  let cancelReturn: () => void = () => {};
  let hear: (message: UpMessage) => void = () => {};

  const connect = (): void => {
    if (events === null || plan !== null || !isNetworkUp) return;
    plan = events.plan();
    events.onConnected(plan.conn);
  };
  const loseConnection = (): boolean => {
    if (plan === null) return false;
    const { will } = plan;
    plan = null;
    if (will) hear({ ...will, retain: true });
    return true;
  };
  const goAway = (awayMs: number): void => {
    isNetworkUp = false;
    if (loseConnection()) events?.onDisconnected();
    cancelReturn();
    cancelReturn = timers?.after(awayMs, comeBack) ?? (() => {});
  };
  function comeBack(): void {
    cancelReturn();
    isNetworkUp = true;
    connect();
  }
  return {
    device: {
      open(newEvents) {
        events = newEvents;
        connect();
      },
      publish(topic, bytes, { retain }) {
        if (plan !== null) hear({ topic, bytes, retain });
      },
      drop(awayMs) {
        goAway(awayMs ?? adviceMs ?? LIMITS.reconnectMinMs);
        adviceMs = null;
      },
      advise(awayMs) {
        adviceMs = awayMs;
      },
      hurry() {
        adviceMs = null;
      },
      cut() {
        events = null;
        loseConnection();
      },
      close() {
        events = null;
        plan = null;
        return Promise.resolve();
      },
    },
    gateway: {
      onPublish(handler) {
        hear = handler;
      },
      deliver(topic, bytes) {
        if (plan === null) return false;
        events?.onMessage(topic, bytes);
        return true;
      },
      disconnect() {
        isNetworkUp = false;
        if (loseConnection()) events?.onDisconnected();
      },
      reconnect() {
        comeBack();
      },
    },
  };
}
