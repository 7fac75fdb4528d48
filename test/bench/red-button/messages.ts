// Red button messages: what the command of the red button and its processes say to each other over their pipes.

/** Given to the gateway process as JSON in its first argument. */
export type PressTask = { readonly folder: string; readonly kind: string; readonly devices: number };

export type PressReady = {
  readonly mqttPort: number;
  readonly venueFile: string;
  /** Of the broker that does nothing but publish. */
  readonly barePort: number;
  readonly bareDevices: readonly string[];
};

/** Given to the process of the bare connections. */
export type BareTask = { readonly port: number; readonly devices: readonly string[] };

/** One time the button was pressed and ended, and one bare publish to as many, in the same process. */
export type Pressed = {
  /** From the request to its answer. */
  readonly answeredMs: number;
  /** From the request until the last device's report is stored. */
  readonly reportedMs: number;
  /** The same for the end of it. */
  readonly endedMs: number;
  /** Of pressing, from the request until the last report. */
  readonly commits: number;
  readonly transactions: number;
  /** From the first publish until the last device's bare answer. */
  readonly bareMs: number;
};
