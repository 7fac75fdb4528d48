// Enrol: carries a claim over a link until the gateway has said who the device is, however often it takes (FP-28).
import {
  claimTopics,
  decodeBytes,
  type Enrolment,
  importSigner,
  LIMITS,
  MESSAGE_TYPES,
  type PrivateJwk,
  type RandomBytes,
  SCHEMAS,
  SECOND_MS,
  signText,
} from '#protocol';
import { beginClaim, type ClaimState, hearClaim } from '../device/claim.ts';
import type { Observation } from '../device/device.ts';
import type { DeviceLink } from '../links/link.ts';
import type { Timers } from './alarms.ts';

const FIRMWARE = 'sim-1';
const NONCE_BYTES = 24;
const utf8 = new TextEncoder();

export type EnrolOptions = {
  readonly serial: string;
  readonly token: string;
  readonly kind: string;
  /** The device made it; only its public half is ever sent. */
  readonly privateJwk: PrivateJwk;
  /** Connects as `claim-{serial}` with the password of the claim. */
  readonly link: DeviceLink;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly observe: (observation: Observation) => void;
};

/** @returns what the device keeps for ever; the link is closed by then. `cancel` gives up. */
export function enrol(options: EnrolOptions): { readonly enrolment: Promise<Enrolment | null>; cancel(): Promise<void> } {
  const { kind, link, observe, privateJwk, randomBytes, serial, timers, token } = options;
  const topics = claimTopics(serial);
  const claimant = { serial, x: privateJwk.x, token, model: `sim-${kind}`, firmware: FIRMWARE, profile: kind };
  const signer = importSigner(serial, privateJwk);
  let state: ClaimState | null = null;
  let finish: (enrolment: Enrolment | null) => void = () => {};
  let cancelAsking: () => void = () => {};
  const enrolment = new Promise<Enrolment | null>((resolve) => {
    finish = resolve;
  });

  const say = (message: object): void => link.publish(topics.up, utf8.encode(JSON.stringify(message)), { retain: false });

  function ask(): void {
    const begun = beginClaim(claimant, Buffer.from(randomBytes(NONCE_BYTES)).toString('base64url'));
    state = begun.state;
    say(begun.message);
  }

  async function prove(mine: ClaimState, proof: string, keyProof: string): Promise<void> {
    const key = await signText(MESSAGE_TYPES.claim, keyProof, await signer);
    if (state === mine) say({ v: 1, t: 'prove', proof, key });
  }

  async function close(result: Enrolment | null): Promise<void> {
    state = null;
    cancelAsking();
    await link.close();
    finish(result);
  }

  function hear(bytes: Uint8Array): void {
    const read = decodeBytes(SCHEMAS.claimDown, bytes, LIMITS.maxDownBytes);
    if (!read.ok || state === null) {
      observe({ ev: 'ignored', data: { what: 'claim', why: read.ok ? 'unasked' : read.error.code } });
      return;
    }
    const step = hearClaim(state, read.value);
    if (step.next === 'prove') {
      state = step.state;
      void prove(step.state, step.proof, step.keyProof);
    } else if (step.next === 'wait') {
      observe({ ev: 'claim', data: { state: 'waits for approval', asksAgainS: step.afterS } });
      cancelAsking();
      // Stays connected for the answer; asks anew in case that was lost.
      cancelAsking = timers.after(step.afterS * SECOND_MS, ask);
    } else if (step.next === 'enrolled') {
      observe({ ev: 'enrolled', data: { as: step.enrolment.sub, root: step.enrolment.root.kid } });
      void close(step.enrolment);
    } else {
      observe({ ev: 'claim', data: { state: 'refused', why: step.why } });
      state = null;
      cancelAsking();
      link.drop(null);
    }
  }

  link.open({
    plan: () => ({ conn: Buffer.from(randomBytes(12)).toString('hex'), filter: topics.down }),
    onConnected(conn) {
      observe({ ev: 'connected', data: { conn, as: topics.client } });
      ask();
    },
    onDisconnected() {
      state = null;
      cancelAsking();
      observe({ ev: 'disconnected', data: { as: topics.client } });
    },
    onMessage: (_topic, bytes) => hear(bytes),
  });
  return { enrolment, cancel: () => close(null) };
}
