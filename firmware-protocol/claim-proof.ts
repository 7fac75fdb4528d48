// Claim proof: what proves that both sides of an enrolment know the token, which itself is never sent (FP-28).
import { createHmac } from 'node:crypto';

/** What both sides have said so far: the serial, the device's public key, and a nonce of each side. */
export type ClaimTalk = {
  readonly serial: string;
  readonly x: string;
  readonly deviceNonce: string;
  readonly gatewayNonce: string;
};

/** HMAC-SHA256 (RFC 2104) over lines that begin with their purpose, so that no proof serves as another. */
function prove(token: string, lines: readonly string[]): string {
  return createHmac('sha256', token).update(lines.join('\n')).digest('base64url');
}

const linesOf = (talk: ClaimTalk): readonly string[] => [talk.serial, talk.x, talk.deviceNonce, talk.gatewayNonce];

/** The MQTT password of `claim-{serial}`. @param token as it was handed out, its UTF-8 bytes are the key. */
export function claimPassword(token: string, serial: string): string {
  return prove(token, ['o2o-claim-connect', serial]);
}

/** Of `challenge`: the gateway that speaks is the one that made the token. */
export function gatewayProof(token: string, talk: ClaimTalk): string {
  return prove(token, ['o2o-claim-gateway', ...linesOf(talk)]);
}

/** Of `prove`: the device that speaks was given the token. */
export function deviceProof(token: string, talk: ClaimTalk): string {
  return prove(token, ['o2o-claim-device', ...linesOf(talk)]);
}

/** Of `enrolled`: root key and name come from the gateway that made the token. */
export function enrolmentProof(token: string, talk: ClaimTalk, doc: string): string {
  return prove(token, ['o2o-claim-enrolled', ...linesOf(talk), doc]);
}
