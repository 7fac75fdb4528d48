// Demo issuer: stands in for the host app: it knows the phones, signs their tokens and fills their wallets once.
import * as jose from 'jose';
import { assert, type Clock, type RandomBytes } from '#protocol';
import type { Identity, Visitor } from '../../ports/identity.ts';

export const DEMO_ISSUER = 'urn:unlatch:demo-issuer';
export const DEMO_AUDIENCE = 'unlatch';
/** As the gateway asks it of staff (gateway/README.md). */
const STAFF_AUDIENCE = 'unlatch-operator';
const TOKEN_LIFETIME_S = 12 * 3600;

export type DemoIssuer = {
  /** A signed token for a person; the wallet is filled on the first one. */
  issue(personId: string): Promise<string>;
  /** A token of the demo's staff. */
  issueStaff(): Promise<string>;
  readonly recognise: Identity['recognise'];
  /** A phone asks to be let in; true when the terminal has said yes. */
  isLetIn(visitor: Visitor): boolean;
  ask(visitor: Visitor): void;
  answer(id: string, yes: boolean): void;
};

/** The private key as text for its file, and the public set that the gateway trusts. */
export async function createIssuerKey(): Promise<{ readonly privateText: string; readonly publicText: string }> {
  const pair = await jose.generateKeyPair('Ed25519', { extractable: true });
  const named = { kid: 'demo-1', alg: 'Ed25519', use: 'sig' };
  const privateText = JSON.stringify({ ...(await jose.exportJWK(pair.privateKey)), ...named });
  const publicText = JSON.stringify({ keys: [{ ...(await jose.exportJWK(pair.publicKey)), ...named }] });
  return { privateText, publicText };
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function nameOf(visitor: Visitor): string {
  const device = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(visitor.userAgent)?.[0] ?? 'phone';
  return `${device} at ${visitor.remoteAddress.replace('::ffff:', '')}`;
}

export async function createDemoIssuer(deps: {
  readonly privateText: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fillWallet: (personId: string) => Promise<void>;
  readonly askTerminal: (id: string, phone: string) => void;
}): Promise<DemoIssuer> {
  const key = await jose.importJWK(JSON.parse(deps.privateText), 'Ed25519');
  const letIn = new Set<string>();
  const waiting = new Map<string, string>();

  const newPerson = (): string => `guest-${Buffer.from(deps.randomBytes(8)).toString('hex')}`;

  function sign(audience: string, subject: string, claims: jose.JWTPayload): Promise<string> {
    const nowS = Math.floor(deps.clock.nowMs() / 1000);
    return new jose.SignJWT(claims)
      .setProtectedHeader({ alg: 'Ed25519', kid: 'demo-1', typ: 'JWT' })
      .setIssuer(DEMO_ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + TOKEN_LIFETIME_S)
      .sign(key);
  }

  async function issue(personId: string): Promise<string> {
    await deps.fillWallet(personId);
    return sign(DEMO_AUDIENCE, personId, {});
  }

  const isLetIn = (visitor: Visitor): boolean => isLoopback(visitor.remoteAddress) || letIn.has(nameOf(visitor));

  return {
    issue,
    issueStaff: () => sign(STAFF_AUDIENCE, 'demo-staff', { scope: 'operator', tenant: 'demo' }),
    isLetIn,
    async recognise(visitor) {
      // Whatever looks once and keeps nothing would leave a guest and their money behind with every look.
      if (!isLetIn(visitor) || !visitor.isReturning) return null;
      return issue(visitor.knownAs ?? newPerson());
    },
    ask(visitor) {
      const phone = nameOf(visitor);
      const isAsked = [...waiting.values()].includes(phone);
      if (isAsked || isLetIn(visitor)) return;
      const id = Buffer.from(deps.randomBytes(4)).toString('hex');
      waiting.set(id, phone);
      deps.askTerminal(id, phone);
    },
    answer(id, yes) {
      const phone = waiting.get(id);
      assert(phone !== undefined, 'an answer belongs to a question');
      waiting.delete(id);
      if (yes) letIn.add(phone);
    },
  };
}
