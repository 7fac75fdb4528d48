// Wire: all that stands between the kit and a device under test - messages, time, the network - simulated or real.
import type { Heard } from './heard.ts';

/** What a connection showed when it was made. */
export type Shown = {
  readonly will: { readonly topic: string; readonly bytes: Uint8Array; readonly isRetained: boolean } | null;
  readonly password: string | null;
  readonly filters: readonly { readonly filter: string; readonly qos: number }[];
  /** The MQTT CONNECT itself; null where there is none, as in one process. */
  readonly mqtt: {
    readonly clientId: string;
    readonly userName: string | null;
    readonly isClean: boolean;
    readonly keepaliveS: number;
    readonly level: number;
  } | null;
};

/** One try of the device to connect; `shown` is null when the network was cut. */
export type Attempt = { readonly atMs: number; shown: Shown | null };

export type Wire = {
  nowMs(): number;
  /** All that the device said, in order; grows. */
  readonly heard: readonly Heard[];
  /** All tries to connect, in order; grows. */
  readonly attempts: readonly Attempt[];
  /** Forgets what was heard, but for how the present connection began: a check judges its own time only. */
  forget(): void;
  /** Told each message; the next one waits until it is done. */
  listen(handler: (heard: Heard) => void): void;
  send(topic: string, bytes: Uint8Array): void;
  /** Lets so much time pass, less when it `isEnough`. @returns whether that held. */
  wait(ms: number, isEnough: () => boolean): Promise<boolean>;
  isConnected(): boolean;
  /** The network between device and broker goes away, and its connection with it. */
  cut(): void;
  /** The network is back; the device comes by itself. */
  restore(): void;
  close(): Promise<void>;
};

/** What only a hand at the object can do. */
export type Gesture = 'use' | 'leave' | 'override' | 'block' | 'unblock';

export type Hands = {
  make(gesture: Gesture): Promise<void>;
  /** Power away and back; null where nobody can. */
  readonly cutPower: (() => Promise<void>) | null;
  /** Power away, memory wiped, power back; null where nobody can. */
  readonly wipeMemory: (() => Promise<void>) | null;
};
