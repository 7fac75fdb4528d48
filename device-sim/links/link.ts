// Link: how a device reaches its gateway; the runtime knows only this.

/** What a connection needs before it is made: its name, its will, its proof, and the one filter it subscribes to. */
export type ConnectPlan = {
  readonly conn: string;
  /** None for a device without a name: it has nobody to tell (FP-28). */
  readonly will?: { readonly topic: string; readonly bytes: Uint8Array };
  readonly filter: string;
  /** The device's own proof as password, made anew for each connect (FP-29); absent where it has no key. */
  readonly prove?: () => Promise<string>;
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
  /** The network goes away, so the will speaks; it is tried again after `awayMs`, or with back-off where that is null. */
  drop(awayMs: number | null): void;
  /** The next time that the connection ends, and only then, it stays away so long (FP-31); null forgets it. */
  advise(awayMs: number | null): void;
  /** Somebody waits: no advice counts any more, not even while it is kept. */
  hurry(): void;
  /** The power is gone: no farewell, so the will speaks. */
  cut(): void;
  /** Leaves in order: what was published goes out first, and the will stays silent. */
  close(): Promise<void>;
};
