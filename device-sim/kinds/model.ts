// Model: what one kind of object physically is - its actuator, its sensors, and what a person's hands can do to it.
import type { ControlValue } from '#protocol';

/** The physical object as plain data; times in it are uptimes of the running boot in ms. */
export type Body = { readonly [part: string]: string | number | boolean | null };

/** Values of the profile's config keys that are in force. */
export type Settings = { readonly [key: string]: ControlValue };

/** Nobody has used the object since `sinceUpMs`; from `dueUpMs` on that counts as the end of use. */
export type Leaving = {
  readonly sinceUpMs: number;
  readonly dueUpMs: number;
  /** What ends the session when no Stop was asked. */
  readonly trigger: 'person_left' | 'parked' | 'local_stop';
};

/** Something worth an `up/evt/{type}`; it shows, it never bills. */
export type LocalEvent = {
  readonly type: 'door' | 'occupancy' | 'motion' | 'fault' | 'local_set' | 'call' | 'button';
  readonly data: { readonly [name: string]: boolean | number | string };
};

/** What a person's hand did: the object after it, and which controls were changed past the phone. */
export type Touched<B extends Body> = {
  readonly body: B;
  readonly changedControls: readonly string[];
  readonly events: readonly LocalEvent[];
};

/** One act of a hand; null when the object physically does not allow it now. */
export type PersonAct<B extends Body> = (body: B, upMs: number, value: number | undefined) => Touched<B> | null;

/**
 * The physics of one kind; pure, no clock. Rules of use (evidence, interlocks, leases) are the profile's:
 * a model only says what its sensors see.
 */
export type KindModel<B extends Body> = {
  readonly kind: string;
  /** As it leaves the factory: not in use. */
  readonly fresh: B;
  /** Uptime starts again at 0; mechanics stay as they were, since no power cut moves a door. */
  afterPowerCut(body: B): B;
  /** Lets time pass: motion adds distance. Returns the same object when nothing moved. */
  advance(body: B, upMs: number): B;
  /** Names of the interlock conditions that hold. */
  conditions(body: B): readonly string[];
  /** Names of the evidence that the sensors give now. */
  evidence(body: B, settings: Settings, upMs: number): readonly string[];
  /** The start actuator: unlock, apply the scene, open the table. */
  begin(body: B, upMs: number): B;
  /** The start actuator once more, after a pause; only kinds that pause have it. */
  resume?(body: B, upMs: number): B;
  /** Takes back a start that nobody used. */
  undo(body: B, upMs: number): B;
  /** What the device itself does on Stop; a person may still have to leave. */
  requestEnd(body: B, upMs: number): B;
  /** What is let go once the session has ended; never locks anyone in. */
  release(body: B, upMs: number): B;
  /** Signs that use is over; null while it is in use. */
  leaving(body: B, settings: Settings, isStopAsked: boolean): Leaving | null;
  /** Since when a forced end (lease, limit, verdict) would be safe; null while it is not. */
  safeSinceUpMs(body: B): number | null;
  /** Metres since `begin`; cumulative. */
  distanceM(body: B): number;
  /** Reported state with the present value of each control. */
  reported(body: B): { readonly [name: string]: ControlValue };
  setControl(body: B, control: string, value: ControlValue): B;
  /** Prints one more ticket; only kinds that take orders have it. */
  printTicket?(body: B): B;
  /** How often the reported state moves by itself; null when it stands. */
  refreshEveryMs(body: B): number | null;
  /** Config keys that the object shows to whoever is in front of it. */
  readonly displays: readonly string[];
  readonly personActs: { readonly [act: string]: PersonAct<B> };
  /** Something is broken: the start actuator does not move, and its limit switch says so. */
  readonly isJammed?: boolean;
  /** Something is broken: registers say so many times what was used. */
  readonly meterFactor?: number;
};

/** A model whose body type is its own business; made by `defineModel` only. */
export type AnyKindModel = KindModel<Body>;

/**
 * Closes a model over its own body type. Sound because a device only ever hands a model the bodies which that
 * same model returned (a stored body is bound to its kind by the store).
 */
export function defineModel<B extends Body>(model: KindModel<B>): AnyKindModel {
  return model as unknown as AnyKindModel;
}

/** A touch that changed no control and is not worth an event. */
export function touched<B extends Body>(body: B, ...events: readonly LocalEvent[]): Touched<B> {
  return { body, changedControls: [], events };
}

/** Reads a whole-second setting as ms; the profile's default stands in until a config arrives. */
export function settingMs(settings: Settings, key: string): number {
  return Number(settings[key] ?? 0) * 1_000;
}
