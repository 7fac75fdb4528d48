// Link: how a device reaches its gateway; the runtime knows only this.

/** What a connection needs before it is made: its name, its will, and the one filter it subscribes to. */
export type ConnectPlan = {
  readonly conn: string;
  readonly will: { readonly topic: string; readonly bytes: Uint8Array };
  readonly filter: string;
};

export type LinkEvents = {
  /** Asked for each attempt, since every connection has its own `conn`. */
  plan(): ConnectPlan;
  /** The filter is granted and messages flow. */
  onConnected(conn: string): void;
  onDisconnected(): void;
  onMessage(topic: string, bytes: Uint8Array): void;
};

export type DeviceLink = {
  /** Connects, and keeps connecting with back-off until closed or cut. */
  open(events: LinkEvents): void;
  /** QoS 1. Fails fast: dropped when not connected, because the journal and repeated commands make up for it. */
  publish(topic: string, bytes: Uint8Array, options: { readonly retain: boolean }): void;
  /** The power is gone: no farewell, so the will speaks. */
  cut(): void;
  /** Leaves in order: what was published goes out first, and the will stays silent. */
  close(): Promise<void>;
};
