// Authorize client: which of a device's credentials a connection shows - password, token, proof or certificate - and who claims a name (FP-29).
import { timingSafeEqual } from 'node:crypto';
import { type Clock, claimPassword, type DeviceAddress, ok, type Result, refused, serialOfClaimClient } from '#protocol';
import type { UseCredential } from '../devices/use-credential.ts';
import { type CredentialRecord, isLiveCredential, LIVE_CREDENTIALS, type Shown } from '../domain/device/credential.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import { isLiveClaim } from '../domain/device/device-claim.ts';
import type { Store } from '../ports/store.ts';
import { claimantAddress } from './client-rules.ts';
import type { ConnectionTokens } from './credentials/connection-token.ts';
import { verifyDeviceProof } from './credentials/device-proof.ts';
import { readForm } from './credentials/form.ts';
import type { PasswordAnswer, PasswordCheck } from './credentials/password-check.ts';
import type { PeerCertificate } from './listeners/incoming.ts';

export type ConnectionClaim = {
  readonly clientId: string;
  readonly password: Uint8Array;
  readonly remoteAddress: string;
  readonly certificate: PeerCertificate | null;
};

/** `auth.wrong` never tells an unknown device from a wrong password. */
export type AuthRefusal = {
  readonly code: 'auth.wrong' | 'auth.backed-off' | 'auth.busy' | 'auth.expired' | 'auth.replayed';
};

export type Admitted = {
  readonly address: DeviceAddress;
  /** When what it showed runs out; null for what does not. */
  readonly untilMs: number | null;
};

export type AuthorizeClient = {
  /** @throws Unavailable when the store cannot be read or written. */
  authenticate(claim: ConnectionClaim): Promise<Result<Admitted, AuthRefusal>>;
};

const wrong = refused({ code: 'auth.wrong' } as const);

/** A credential whose secret was shown; whether it is still good is asked of the store, last. */
type Recognised = Result<{ readonly credentialId: string; readonly shown: Shown }, AuthRefusal>;

type Asked = ConnectionClaim & {
  readonly device: DeviceRecord | null;
  readonly credentials: readonly CredentialRecord[];
};

function ofPassword(answer: PasswordAnswer): Recognised {
  if (answer.outcome === 'right') return ok({ credentialId: answer.credentialId, shown: { kind: 'password' } });
  return answer.outcome === 'wrong' ? wrong : refused({ code: `auth.${answer.outcome}` });
}

/** The certificate that is listed, or else one that waits to be pinned. */
function recogniseCertificate({ clientId, credentials }: Asked, { commonName, fingerprint }: PeerCertificate): Recognised {
  if (commonName !== clientId) return wrong;
  const own = credentials.filter(({ kind }) => kind === 'certificate');
  const found = own.find(({ proof }) => proof === fingerprint) ?? own.find(({ proof }) => proof === '');
  return found ? ok({ credentialId: found.credentialId, shown: { kind: 'certificate', fingerprint } }) : wrong;
}

async function recogniseProof({ clientId, device, credentials }: Asked, text: string): Promise<Recognised> {
  const own = credentials.filter(({ kind }) => kind === 'device-key');
  const address = device && { tenant: device.tenantId, device: clientId };
  const moment = await verifyDeviceProof(text, address, own[0]?.proof ?? null);
  // The newest first: after a rotation two credentials may name the same key.
  const found = own.find(({ state }) => state === 'next') ?? own[0];
  return moment && found ? ok({ credentialId: found.credentialId, shown: { kind: 'device-key', moment } }) : wrong;
}

export function createAuthorizeClient(deps: {
  readonly store: Pick<Store, 'device' | 'credentialsOf' | 'deviceClaim'>;
  readonly clock: Clock;
  readonly passwords: PasswordCheck;
  readonly tokens: ConnectionTokens;
  readonly useCredential: UseCredential;
  /** The token of a claim, as it was handed out. */
  readonly claimTokenOf: (claimId: string) => string;
}): AuthorizeClient {
  const { store, clock, passwords, tokens, useCredential } = deps;

  async function recogniseToken({ clientId, device, credentials }: Asked, text: string): Promise<Recognised> {
    const token = await tokens.verify(text);
    if (!token || !device || token.sub !== `${device.tenantId}/${clientId}`) return wrong;
    if (clock.nowMs() >= token.exp * 1_000) return refused({ code: 'auth.expired' });
    const isKnown = credentials.some(({ credentialId, kind }) => kind === 'token' && credentialId === token.jti);
    return isKnown ? ok({ credentialId: token.jti, shown: { kind: 'token' } }) : wrong;
  }

  async function recognise(asked: Asked): Promise<Recognised> {
    const { clientId, password, certificate, device, credentials, remoteAddress } = asked;
    if (certificate && password.length === 0) return recogniseCertificate(asked, certificate);
    const { form, text } = readForm(password);
    if (form === 'token') return recogniseToken(asked, text);
    if (form === 'proof') return recogniseProof(asked, text);
    const hashes = credentials.flatMap(({ credentialId, kind, proof }) =>
      kind === 'password' ? [{ credentialId, hash: proof }] : [],
    );
    return ofPassword(await passwords.check({ deviceId: clientId, isKnown: device !== null, hashes, password, remoteAddress }));
  }

  async function authenticateDevice(claim: ConnectionClaim): Promise<Result<Admitted, AuthRefusal>> {
    const device = await store.device(claim.clientId);
    const stored = device ? await store.credentialsOf(device.deviceId, LIVE_CREDENTIALS) : [];
    const recognised = await recognise({ ...claim, device, credentials: stored.filter(isLiveCredential) });
    if (!recognised.ok) return recognised;
    if (!device) return wrong;
    const { credentialId, shown } = recognised.value;
    const used = await useCredential(device.deviceId, credentialId, shown);
    if (used.ok) {
      const untilMs = stored.find((each) => each.credentialId === credentialId)?.expiresAtMs ?? null;
      return ok({ address: { tenant: device.tenantId, device: device.deviceId }, untilMs });
    }
    const { code } = used.error;
    return code === 'credential.dead'
      ? wrong
      : refused({ code: code === 'credential.expired' ? 'auth.expired' : 'auth.replayed' });
  }

  /** The token is never sent: only what is made with it. */
  async function authenticateClaimant(serial: string, password: Uint8Array): Promise<Result<Admitted, AuthRefusal>> {
    const claim = await store.deviceClaim(serial);
    // A serial without a claim costs the same work.
    const expected = Buffer.from(claimPassword(deps.claimTokenOf(claim?.claimId ?? serial), serial));
    const isRight = expected.length === password.length && timingSafeEqual(expected, password);
    if (!claim || !isRight || claim.state === 'refused') return wrong;
    if (!isLiveClaim(claim, clock.nowMs())) return refused({ code: 'auth.expired' });
    // What runs out while it is in is said to it in words (FP-28).
    return ok({ address: claimantAddress(serial), untilMs: null });
  }

  return {
    authenticate(claim) {
      const serial = serialOfClaimClient(claim.clientId);
      return serial === null ? authenticateDevice(claim) : authenticateClaimant(serial, claim.password);
    },
  };
}
