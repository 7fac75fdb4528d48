// Street: a gateway of the simulator's own with a fleet registered at it, and people who come with phones.
import type { VenueFile } from '../fleet/venue-file.ts';
import type { Usage } from '../view/usage.ts';

/** What became of those who came. */
export type Visits = {
  readonly came: number;
  /** Of them, those whose session is closed and paid. */
  readonly paid: number;
  /** Those who gave up, by the first refusal that they met. */
  readonly turnedAway: { readonly [why: string]: number };
};

export type Street = {
  readonly venue: VenueFile;
  /** Address of its broker. */
  readonly broker: string;
  /** From now on so many people a minute walk up to an object that looks free to them, scan, start, use and stop. */
  welcome(perMinute: number, isFree: (device: string) => boolean): void;
  visits(): Visits;
  /** What the gateway's process has used so far; undefined where nobody can tell. */
  usage(): Promise<Usage | undefined>;
  close(): Promise<void>;
};

/** Given by the program that owns the command line: the simulator itself knows gateways only by their broker. */
export type OpenStreet = (plan: {
  readonly count: number;
  readonly seed: string;
  readonly say: (line: string) => void;
}) => Promise<Street>;
