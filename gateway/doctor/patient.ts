// Patient: the device that the doctor connects as - its name, what opens its connection, what it signs with, and what its firmware says of itself.
import type { PrivateJwk } from '#protocol';
import type { Facts, MqttVersion } from './facts.ts';
import type { TlsTrust } from './probe-network.ts';

export type Patient = {
  readonly url: Facts['url'];
  readonly path: string;
  readonly address: Facts['address'];
  readonly kind: string;
  /** Nobody said what it is, and the doctor's own hello has to name something. */
  readonly isKindGuessed: boolean;
  readonly mqttVersion: MqttVersion;
  /** A secret text or a token; null where its own key or a certificate opens the connection. */
  readonly password: string | null;
  readonly privateJwk: PrivateJwk | null;
  readonly trust: TlsTrust;
  /** Null where the doctor was given none to check a welcome with. */
  readonly gatewayKeys: readonly { readonly kid: string; readonly x: string }[] | null;
  readonly root: { readonly kid: string; readonly x: string } | null;
  readonly filter: string;
  /** As its firmware has them; without them the doctor makes a boot of its own. */
  readonly boot: string | null;
  readonly uptimeMs: number | null;
  /** The hello of its firmware, word for word. */
  readonly hello: string | null;
  readonly timeoutMs: number;
};

export function credentialOf({ password, privateJwk, trust }: Patient): Facts['credential'] {
  if (password !== null) return 'password';
  if (trust.cert !== undefined) return 'certificate';
  return privateJwk === null ? 'none' : 'key';
}
