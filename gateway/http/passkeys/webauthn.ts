// WebAuthn: asks a browser for a passkey and judges its answer, for staff and persons alike (W3C WebAuthn Level 3).
//
// How a page signs somebody in or registers them:
// 1. The page holds a form of `web/passkey-form.tsx`; its script is `passkey.js`, its `data-options` address is yours.
// 2. That address answers `answerOptions(c, deps, await passkeys.registrationOptions({ purpose, ownerId, ownerName }))`, or
//    `authenticationOptions(purpose)` (http/passkeys/answer-options.ts): JSON for the browser, the sealed challenge as a cookie.
//    It is asked with POST and from our own pages only: `readOwnForm` first.
// 3. The form comes to its `action` with the field `passkey`; `readPasskeyAnswer(c, form)` is what the verify functions take.
// 4. `verifyRegistration` gives the new record, `verifyAuthentication` the record as it is from now on (counter, last use). Both
//    give `spent`: put `{ change: 'passkey-challenge-spent', spent }` into the commit that uses the answer. The constraint
//    `passkey_challenge` refuses a replay there; load with `store.isPasskeyChallengeSpent(spent.challengeId)` and refuse
//    `passkey.challenge-expired`, so that the step's second try says so.
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { type Clock, ok, type RandomBytes, type Result, refused } from '#protocol';
import type { Mac } from '../../domain/mac.ts';
import {
  CHALLENGE_LIFE_MS,
  openChallenge,
  type PasskeyChallenge,
  type PasskeyPurpose,
  type PasskeyRecord,
  type SpentChallenge,
  sealChallenge,
  spentOf,
} from '../../domain/passkey/passkey.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { passkeyOrigin } from './passkey-origin.ts';

/** What goes to the browser, and the challenge's seal that comes back beside its answer. */
export type AskedPasskey = { readonly options: object; readonly sealed: string };

/** The browser's answer as JSON text, and the seal of what it was asked; null where it brought none. */
export type PasskeyAnswer = { readonly sealed: string | null; readonly response: string };

export type Passkeys = {
  registrationOptions(asked: {
    readonly purpose: PasskeyPurpose;
    /** Drawn before there is a row of it: the passkey keeps it. At most 64 bytes (WebAuthn §5.4.3). */
    readonly ownerId: string;
    /** Shown by the device where passkeys are chosen; already plain. */
    readonly ownerName: string;
    /** Comes back with the verified answer. */
    readonly about?: string;
    /** Their other passkeys: a device that holds one of them makes no second. */
    readonly known?: readonly PasskeyRecord[];
  }): Promise<AskedPasskey>;
  verifyRegistration(
    purpose: PasskeyPurpose,
    answer: PasskeyAnswer,
  ): Promise<Result<{ readonly passkey: PasskeyRecord; readonly about: string; readonly spent: SpentChallenge }, Rejection>>;
  /** @param known whose touch is wanted; left out where the passkey says who it is. */
  authenticationOptions(purpose: PasskeyPurpose, known?: readonly PasskeyRecord[]): Promise<AskedPasskey>;
  /** @param find the stored passkey of that id, among those that may sign in here. */
  verifyAuthentication(
    purpose: PasskeyPurpose,
    answer: PasskeyAnswer,
    find: (credentialId: string) => Promise<PasskeyRecord | null>,
  ): Promise<Result<{ readonly passkey: PasskeyRecord; readonly spent: SpentChallenge }, Rejection>>;
};

type PasskeysOptions = {
  /** The origin that people reach us at; asked each time, since the port is known only once it is bound. */
  readonly origin: () => string;
  /** What devices call us where passkeys are chosen. */
  readonly rpName: string;
  readonly mac: Mac;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** EdDSA, ES256, RS256: what Node 20 verifies and every authenticator has one of (RFC 8152 names). */
const ALGORITHMS = [-8, -7, -257];
/**
 * The passkey is the only thing that is asked for, so that it must be two: the device, and the finger, face or PIN of whoever
 * holds it. `preferred` would let in whoever finds a security key (gateway/decisions/0013).
 */
const USER_VERIFICATION = 'required';
const LONGEST_RESPONSE = 16_384;

const NOT_VALID: Result<never, Rejection> = refused({ code: 'passkey.refused' });

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
/** In memory of its own: WebCrypto takes no shared one. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64url'));

function readResponse(text: string): (RegistrationResponseJSON & AuthenticationResponseJSON) | null {
  if (text.length > LONGEST_RESPONSE) return null;
  try {
    const response: unknown = JSON.parse(text);
    const isWhole = typeof response === 'object' && response !== null && 'id' in response && 'response' in response;
    return isWhole ? (response as RegistrationResponseJSON & AuthenticationResponseJSON) : null;
  } catch {
    return null;
  }
}

/** The library throws at whatever is wrong with an answer: to us all of it is one refusal. */
async function judged<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}

type Around = {
  readonly expected: (challenge: PasskeyChallenge) => {
    readonly expectedChallenge: string;
    readonly expectedOrigin: string;
    readonly expectedRPID: string;
    readonly requireUserVerification: boolean;
  };
  readonly draw: (asked: Pick<PasskeyChallenge, 'purpose' | 'ownerId' | 'about'>) => {
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly sealed: string;
  };
  readonly opened: (purpose: PasskeyPurpose, answer: PasskeyAnswer) => Result<Opened, Rejection>;
  readonly rpId: () => string;
};

type Opened = { readonly challenge: PasskeyChallenge; readonly response: RegistrationResponseJSON & AuthenticationResponseJSON };

function createAround({ origin, mac, clock, randomBytes }: PasskeysOptions): Around {
  const rpId = (): string => new URL(passkeyOrigin(origin())).hostname;
  return {
    rpId,
    expected: (challenge) => ({
      expectedChallenge: challenge.challenge,
      expectedOrigin: passkeyOrigin(origin()),
      expectedRPID: rpId(),
      // Looked at afterwards, where its refusal can be told from the others.
      requireUserVerification: false,
    }),
    draw(asked) {
      const bytes = Uint8Array.from(randomBytes(32));
      const challenge = { ...asked, challenge: base64url(bytes), untilMs: clock.nowMs() + CHALLENGE_LIFE_MS };
      return { bytes, sealed: sealChallenge(challenge, mac) };
    },
    opened(purpose, { sealed, response: text }) {
      const challenge = openChallenge(sealed, purpose, mac, clock.nowMs());
      if (!challenge.ok) return challenge;
      const response = readResponse(text);
      return response === null ? NOT_VALID : ok({ challenge: challenge.value, response });
    },
  };
}

const namedBy = ({ credentialId, transports }: PasskeyRecord) => ({ id: credentialId, transports: [...transports] });

type Registering = Pick<Passkeys, 'registrationOptions' | 'verifyRegistration'>;

function createRegistering({ rpName, clock }: PasskeysOptions, { draw, opened, expected, rpId }: Around): Registering {
  return {
    async registrationOptions({ purpose, ownerId, ownerName, about = '', known = [] }) {
      const { bytes, sealed } = draw({ purpose, ownerId, about });
      const options = await generateRegistrationOptions({
        rpName,
        rpID: rpId(),
        userID: Uint8Array.from(Buffer.from(ownerId)),
        userName: ownerName,
        userDisplayName: ownerName,
        challenge: bytes,
        timeout: CHALLENGE_LIFE_MS,
        attestationType: 'none',
        excludeCredentials: known.map(namedBy),
        // Discoverable: nobody types a name to sign in.
        authenticatorSelection: { residentKey: 'required', userVerification: USER_VERIFICATION },
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return { options, sealed };
    },

    async verifyRegistration(purpose, answer) {
      const read = opened(purpose, answer);
      if (!read.ok) return read;
      const { challenge, response } = read.value;
      const verified = await judged(() =>
        verifyRegistrationResponse({ ...expected(challenge), response, supportedAlgorithmIDs: ALGORITHMS }),
      );
      if (!verified?.verified) return NOT_VALID;
      const { credential, userVerified, credentialBackedUp } = verified.registrationInfo;
      if (!userVerified) return refused({ code: 'passkey.person-unchecked' });
      const nowMs = clock.nowMs();
      const passkey: PasskeyRecord = {
        credentialId: credential.id,
        ownerId: challenge.ownerId,
        publicKey: base64url(credential.publicKey),
        counter: credential.counter,
        transports: (credential.transports ?? []).map(String),
        isBackedUp: credentialBackedUp,
        createdAtMs: nowMs,
        lastUsedAtMs: nowMs,
      };
      return ok({ passkey, about: challenge.about, spent: spentOf(challenge) });
    },
  };
}

type Authenticating = Pick<Passkeys, 'authenticationOptions' | 'verifyAuthentication'>;

function createAuthenticating({ clock }: PasskeysOptions, { draw, opened, expected, rpId }: Around): Authenticating {
  return {
    async authenticationOptions(purpose, known = []) {
      const { bytes, sealed } = draw({ purpose, ownerId: '', about: '' });
      const options = await generateAuthenticationOptions({
        rpID: rpId(),
        challenge: bytes,
        timeout: CHALLENGE_LIFE_MS,
        allowCredentials: known.map(namedBy),
        userVerification: USER_VERIFICATION,
      });
      return { options, sealed };
    },

    async verifyAuthentication(purpose, answer, find) {
      const read = opened(purpose, answer);
      if (!read.ok) return read;
      const { challenge, response } = read.value;
      const known = typeof response.id === 'string' ? await find(response.id) : null;
      if (known === null) return refused({ code: 'passkey.unknown' });
      const { credentialId: id, publicKey, counter } = known;
      const credential = { id, publicKey: bytesOf(publicKey), counter };
      const verified = await judged(() => verifyAuthenticationResponse({ ...expected(challenge), response, credential }));
      if (!verified?.verified) return NOT_VALID;
      const { newCounter, userVerified, credentialBackedUp: isBackedUp } = verified.authenticationInfo;
      if (!userVerified) return refused({ code: 'passkey.person-unchecked' });
      const passkey = { ...known, counter: newCounter, isBackedUp, lastUsedAtMs: clock.nowMs() };
      return ok({ passkey, spent: spentOf(challenge) });
    },
  };
}

export function createPasskeys(options: PasskeysOptions): Passkeys {
  const around = createAround(options);
  return { ...createRegistering(options, around), ...createAuthenticating(options, around) };
}
