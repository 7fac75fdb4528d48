// Facts: what the doctor found on its way from a name to a signed welcome, before anybody has judged it.

/** In the order in which a device meets them: whatever comes after the first that fails is not reached. */
export const STEPS = ['dns', 'tcp', 'tls', 'mqtt', 'credentials', 'acl', 'hello', 'clock', 'signature'] as const;
export type Step = (typeof STEPS)[number];

export type MqttVersion = '3.1' | '3.1.1' | '5';

/** What a step of the machine's own network layers came to: what it found, or the system's word for why not. */
export type Probe = { readonly found: string } | { readonly error: string };

/** What the broker said to a CONNECT. */
export type Connack =
  | { readonly outcome: 'accepted' }
  /** A return code of MQTT 3.1.1, 1 to 5. */
  | { readonly outcome: 'refused'; readonly returnCode: number }
  /** Nothing that is MQTT, or nothing at all. */
  | { readonly outcome: 'no-mqtt'; readonly problem: string; readonly speaksTls: boolean };

/** `silence`: no answer for as long as the doctor waits. */
export type HintAnswer = 'rehello' | 'welcome' | 'silence' | 'ended';

export type WelcomeFacts = {
  /** The gateway's wall clock less this machine's. */
  readonly skewMs: number;
  /** Signed by a key that the device was given; null where the doctor was given none to check with. */
  readonly isBelieved: boolean | null;
};

/** What only the gateway knows. */
export type GatewayWord =
  | { readonly asked: false; readonly why: string }
  | {
      readonly asked: true;
      /** Null: no device has this name. */
      readonly device: {
        readonly tenant: string;
        readonly kind: string;
        readonly isUnsigned: boolean;
        readonly publicX: string | null;
      } | null;
      /** Codes of what was refused or set aside since the doctor began, oldest first. */
      readonly reasons: readonly string[];
    };

export type Facts = {
  readonly url: { readonly protocol: 'mqtt' | 'mqtts' | 'ws' | 'wss'; readonly host: string; readonly port: number };
  readonly address: { readonly tenant: string; readonly device: string };
  readonly mqttVersion: MqttVersion;
  readonly credential: 'password' | 'key' | 'certificate' | 'none';
  readonly filter: string;
  readonly dns: Probe;
  readonly tcp?: Probe | undefined;
  /** Absent where the address asks for none. */
  readonly tls?: Probe | undefined;
  readonly connack?: Connack | undefined;
  readonly isSubscribed?: boolean | undefined;
  readonly hint?: HintAnswer | undefined;
  /** What is wrong with the hello by the contract's own schema; null for nothing. */
  readonly helloProblem?: string | null | undefined;
  /** Whether there is a key to sign the second hello with; its public half. */
  readonly signerX: string | null;
  /** Absent when it was not sent. */
  readonly signedHello?: 'welcome' | 'silence' | undefined;
  /** The same, once more under a boot of the doctor's own, where that of the firmware met silence. */
  readonly freshHello?: 'welcome' | 'silence' | undefined;
  readonly welcome?: WelcomeFacts | undefined;
  readonly gateway: GatewayWord;
};

/** What a step came to. One with `next` has failed. */
export type Finding = { readonly says: string; readonly code?: string; readonly next?: string };
