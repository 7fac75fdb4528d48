// Device: the state of one simulated controller, what it may be told, and what it wants done outside.
import type {
  Ack,
  Act,
  Command,
  Config,
  DeviceAddress,
  DeviceCode,
  KeyManifest,
  KindProfile,
  MessageType,
  ResultStatus,
  UnsignedWelcome,
  UpLeaf,
} from '#protocol';
import type { AnyKindModel, Body, Settings } from '../kinds/model.ts';
import type { DeviceMemory, Flash } from './memory.ts';

/** What never changes while it is powered. */
export type DeviceSelf = {
  readonly address: DeviceAddress;
  readonly profile: KindProfile;
  readonly model: AnyKindModel;
  readonly firmware: string;
  /** A free object without a key: all it says and hears is JSON (FP-32). */
  readonly isUnsigned?: boolean;
};

/** One MQTT connection; `isGreeted` from a verified welcome on: the journal is replayed only then. */
export type Connection = { readonly conn: string; readonly nonce: string | null; readonly isGreeted: boolean };

export type Device = {
  readonly self: DeviceSelf;
  readonly boot: string;
  readonly nextSeq: number;
  readonly connection: Connection | null;
  /** Counter or journal are lost: it acts on nothing until a signed floor for this boot (FP-17). */
  readonly isAmnesiac: boolean;
  readonly flash: Flash;
  readonly body: Body;
  /** The last state that went up. */
  readonly stateSent: { readonly ver: number; readonly upMs: number };
  /** When what no ack covers is sent again; null while nothing waits, or nobody is there (FP-16). */
  readonly journalTimer: { readonly dueUpMs: number | null; readonly repeats: number };
  /** What the last welcome of this boot said of the time, for people only; null before (FP-34). */
  readonly wall: { readonly nowMs: number; readonly atUpMs: number } | null;
  /** The code on its display; empty while it shows none. */
  readonly shownCode: string;
};

export type Input =
  | { readonly type: 'connected'; readonly conn: string }
  | { readonly type: 'disconnected' }
  | { readonly type: 'rehello'; readonly nonce: string }
  | { readonly type: 'welcome'; readonly welcome: UnsignedWelcome }
  /** Signature, type, issuer and audience held (`readCommand`); `gateway` is the topic's. */
  | { readonly type: 'command'; readonly gateway: string; readonly command: Command; readonly cmdHash: string }
  /** A command that was not believed; `cid` comes from the topic. */
  | {
      readonly type: 'unbelieved';
      readonly gateway: string;
      readonly cid: string;
      readonly code: DeviceCode;
      readonly cmdHash: string;
    }
  | { readonly type: 'ack'; readonly ack: Ack }
  | { readonly type: 'config'; readonly config: Config }
  /** Asked to show itself to whoever stands before it (FP-33). */
  | { readonly type: 'blink'; readonly blinks: readonly number[] }
  /** The root signed it, and it speaks to this device (`judgeManifest`). */
  | { readonly type: 'keys'; readonly manifest: KeyManifest }
  /** A person's hand at the object. */
  | { readonly type: 'person'; readonly act: string; readonly value?: number }
  | { readonly type: 'tick' };

/** A result that is about to leave, so that a fault can tell which one it loses. */
export type AboutResult = {
  readonly cid: string;
  readonly act: Act;
  readonly status: ResultStatus;
  /** True when the same bytes left before. */
  readonly isRepeat: boolean;
};

export type PublishEffect = {
  readonly type: 'publish';
  readonly to: UpLeaf;
  /** Signed as this message type, or plain JSON. */
  readonly typ: MessageType | null;
  readonly body: string;
  readonly isRetained: boolean;
  readonly about?: AboutResult;
};

/** What somebody standing beside the object, or reading its live line, sees. */
export type Observation = {
  readonly ev:
    | 'booted'
    | 'power-cut'
    | 'connected'
    | 'disconnected'
    | 'greeted'
    | 'answered'
    | 'begun'
    | 'undone'
    | 'started'
    | 'updated'
    | 'ended'
    | 'acked'
    | 'dropped'
    | 'replayed'
    | 'state'
    | 'config'
    | 'keys'
    | 'bye'
    | 'claim'
    | 'enrolled'
    | 'display'
    | 'signal'
    | 'person'
    | 'ticket'
    | 'call'
    | 'beep'
    | 'blink'
    | 'ignored'
    | 'lost'
    | 'fault';
  readonly data: { readonly [name: string]: string | number | boolean };
};

export type Effect =
  /** Always first: nothing leaves before it is stored. */
  | { readonly type: 'persist'; readonly memory: DeviceMemory }
  | PublishEffect
  | { readonly type: 'observe'; readonly observation: Observation };

/** The profile's defaults with what the configuration set. */
export function settingsOf(device: Device): Settings {
  const settings: { [key: string]: Settings[string] } = {};
  for (const [key, spec] of Object.entries(device.self.profile.config)) {
    settings[key] = device.flash.config[key] ?? spec.default;
  }
  return settings;
}
