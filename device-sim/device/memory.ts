// Memory: everything a device keeps through a power cut, as plain data that a store can write as JSON.
import type { Act, ControlValue, JournalEntry, KeyManifest, State, Usage } from '#protocol';
import type { Body, Settings } from '../kinds/model.ts';

/** The session that holds the object; ended ones live on in the journal only. */
export type DeviceSession = {
  readonly ses: string;
  /** Start command and hash of its bytes: cited by every journal entry. */
  readonly cid: string;
  readonly cmdHash: string;
  /** `starting`: the actuator ran, but evidence of use has not come yet, so nothing is metered (FP-11). */
  readonly phase: 'starting' | 'running';
  /** Uptime in this boot from which use counts on top of `before`. */
  readonly countsFromUpMs: number;
  /** Use of earlier boots, and what the meter last said: it never falls. */
  readonly before: Usage;
  readonly lastUse: Usage;
  /** `n` of the next journal entry: 0.. without a gap. */
  readonly nextN: number;
  readonly leaseUpMs: number;
  readonly maxUseMs: number;
  readonly isStopAsked: boolean;
  /** A pause that was asked for: until when at most, and since when it is proven; absent in memories of older firmware. */
  readonly pause?: { readonly untilUpMs: number; readonly sinceUpMs: number | null } | null;
  /** Uptime at which a signed verdict asked to end it; null when none did. */
  readonly verdictUpMs: number | null;
  readonly meteredUpMs: number;
  /** Uptime of the last write: the lease that a power cut leaves is reckoned from here (FP-14). */
  readonly storedUpMs: number;
};

/** A journal entry as it was recorded: its bytes never change again (FP-16). */
export type JournalRecord = {
  readonly ses: string;
  readonly n: number;
  readonly ev: JournalEntry['ev'];
  /** Only repeated meter readings may be given up for lack of room: tickets and resumptions may not. */
  readonly mayDrop: boolean;
  readonly body: string;
};

/** What was answered to a command; the same bytes answer every duplicate (FP-13). */
export type Answer = { readonly cid: string; readonly act: Act; readonly ses: string; readonly body: string };

/** The part in flash: what the device's own controller remembers. */
export type Flash = {
  readonly v: 1;
  readonly bootCount: number;
  /** Boots whose commands this memory has seen all of: only for those is `ran:false` certain (FP-10). */
  readonly knownBoots: readonly string[];
  readonly lastCtr: number;
  /** Sessions that a stop has fenced: an older start or renew for them is refused. */
  readonly fencedSessions: readonly string[];
  readonly answers: readonly Answer[];
  /** True once an answer fell out of the cache: then "never seen" is no longer certain. */
  readonly hasForgottenAnswers: boolean;
  readonly journal: readonly JournalRecord[];
  readonly dropped: number;
  readonly session: DeviceSession | null;
  /** Orders of the present session whose ticket came out. */
  readonly printedOrders: readonly string[];
  readonly cfgVer: number;
  readonly config: Settings;
  readonly cfgAnswers: State['cfg'];
  readonly stateVer: number;
  readonly reported: { readonly [name: string]: ControlValue };
  /** State version at which a hand last changed a control. */
  readonly localVer: { readonly [control: string]: number };
  /** The keys that it believes (FP-30); absent while they are those that were given to it by hand. */
  readonly manifest?: KeyManifest;
};

/** What a store keeps per device: the flash, and the physical object, which no lost memory changes. */
export type DeviceMemory = { readonly kind: string; readonly flash: Flash | null; readonly body: Body };

/** Boots and fences that are remembered; older ones only make the device less certain, never less safe. */
export const KNOWN_BOOTS = 8;
export const FENCED_SESSIONS = 32;

export const BLANK_FLASH: Flash = {
  v: 1,
  bootCount: 0,
  knownBoots: [],
  lastCtr: 0,
  fencedSessions: [],
  answers: [],
  hasForgottenAnswers: false,
  journal: [],
  dropped: 0,
  session: null,
  printedOrders: [],
  cfgVer: 0,
  config: {},
  cfgAnswers: {},
  stateVer: 0,
  reported: {},
  localVer: {},
};
