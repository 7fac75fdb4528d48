// Bench messages: what the bench and its two processes say to each other over their pipes.

/** Given to the gateway process as JSON in its first argument. */
export type GatewayTask = {
  readonly folder: string;
  readonly kind: string;
  readonly devices: number;
  /** How many persons get a token and a filled wallet. */
  readonly persons: number;
};

/** `address` is what the proxy before the gateway says of their phone. */
export type BenchPerson = { readonly personId: string; readonly token: string; readonly address: string };

export type GatewayReady = {
  readonly origin: string;
  readonly mqttPort: number;
  readonly venueFile: string;
  /** The signed code of every object, as the link that is printed. */
  readonly links: readonly string[];
  readonly persons: readonly BenchPerson[];
};

/** All since the start of the gateway process. */
export type GatewayCounts = {
  /** Lists of changes that were applied, and the transactions that carried them. */
  readonly commits: number;
  readonly transactions: number;
  /** Processor time of all its threads. */
  readonly cpuMs: number;
  readonly sessionsStarted: number;
  readonly sessionsClosed: number;
  /** Sum of all accounts, by currency, in minor units as text: 0 or money was made or lost (M1). */
  readonly ledgerTotals: { readonly [currency: string]: string };
  /** Over the wallets of all persons, in minor units. */
  readonly heldMinor: number;
  readonly spentMinor: number;
};

/** Given to the devices process as JSON in its first argument. */
export type DevicesTask = {
  readonly venueFile: string;
  readonly mqttPort: number;
  /** Powers so many up each second; all at once without it. */
  readonly perS?: number;
};

export type DevicesReady = { readonly greeted: number };

/** All commands so far, from the arrival of a command's bytes to the last word in answer. */
export type DeviceTimes = { readonly commands: number; readonly totalMs: number };

export type ToChild = { readonly say: 'count?'; readonly id: number } | { readonly say: 'stop' };

export type FromChild<Ready, Counts> =
  | { readonly say: 'ready'; readonly ready: Ready }
  | { readonly say: 'counts'; readonly id: number; readonly counts: Counts };
