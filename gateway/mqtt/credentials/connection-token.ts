// Connection token: minted by the gateway and carried unread by the device as its MQTT password, typ o2o-mqtt+jwt (FP-29).
import {
  type ConnectionToken,
  type DeviceAddress,
  decodeMessage,
  formatAddress,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  type PrivateJwk,
  SCHEMAS,
  signText,
  type VerifyingKey,
  verifySigned,
} from '#protocol';

/** A ring of its own: what it signs opens connections and moves nothing. The first key signs; the others end with their tokens. */
export type TokenRing = readonly (PrivateJwk & { readonly kid: string })[];

export type ConnectionTokens = {
  mint(address: DeviceAddress, token: { readonly jti: string; readonly iatMs: number; readonly expMs: number }): Promise<string>;
  /** Null unless one of our keys signed it for this gateway; whether it has expired is for whoever has the clock. */
  verify(text: string): Promise<ConnectionToken | null>;
};

const inSeconds = (atMs: number): number => Math.floor(atMs / 1_000);

/** @param issuer name of this gateway in signed messages. */
export async function createConnectionTokens(issuer: string, ring: TokenRing): Promise<ConnectionTokens> {
  const [first] = ring;
  if (!first) throw new Error('the ring of connection tokens has no key');
  const signer = await importSigner(first.kid, first);
  const keys = new Map<string, VerifyingKey>();
  for (const { kid, ...jwk } of ring) keys.set(kid, await importVerifyingKey(jwk));
  return {
    mint(address, { jti, iatMs, expMs }) {
      const body: ConnectionToken = {
        v: 1,
        iss: issuer,
        sub: formatAddress(address),
        jti,
        iat: inSeconds(iatMs),
        exp: inSeconds(expMs),
      };
      return signText(MESSAGE_TYPES.connectionToken, JSON.stringify(body), signer);
    },
    async verify(text) {
      const verified = await verifySigned(text, MESSAGE_TYPES.connectionToken, (kid) => keys.get(kid));
      if (!verified.ok) return null;
      const token = decodeMessage(SCHEMAS.connectionToken, verified.value.payload);
      return token.ok && token.value.iss === issuer ? token.value : null;
    },
  };
}
