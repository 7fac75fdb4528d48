// HTTP world: the real app and the real token check over in-memory steps, a clock moved by hand and a seeded chance.
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { sha256 } from '#protocol';
import { createApp, type HttpApp } from '../../gateway/http/app.ts';
import type { HttpDeps } from '../../gateway/http/context.ts';
import { createJwtIdentity } from '../../gateway/http/identity.ts';
import { createOperatorIdentity, OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import { createPasskeys } from '../../gateway/http/passkeys/webauthn.ts';
import { createAssets } from '../../gateway/web/assets.ts';
import { createInMemorySteps, type InMemorySteps, START_MS } from './in-memory-steps.ts';

export const ORIGIN = 'https://go.example.com';
const ISSUER = 'https://host.example.com';
const AUDIENCE = 'unlatch';

export type LogLine = { readonly level: string; readonly what: string; readonly facts: unknown };

export type HttpWorld = HttpApp &
  Omit<InMemorySteps, 'steps'> & {
    readonly logged: LogLine[];
    readonly counted: string[];
    moveClock(byMs: number): void;
    /** A person's token, by default good for an hour; negative lives have already ended. */
    token(personId: string, lifeMs?: number): Promise<string>;
    /** A token of staff of tenant `ten_1`; `claims` are what it says besides, or instead. */
    staffToken(operatorId: string, claims?: { readonly [claim: string]: unknown }): Promise<string>;
    request(path: string, init?: RequestInit): Promise<Response>;
    /** A JSON POST with the person's bearer token. */
    post(path: string, body: unknown, headers: { readonly [name: string]: string }): Promise<Response>;
    /** A form as a browser of ours sends it. */
    form(
      path: string,
      fields: { readonly [name: string]: string },
      headers?: { readonly [name: string]: string },
    ): Promise<Response>;
  };

let keyPair: Promise<{ publicKey: CryptoKey; privateKey: CryptoKey }> | null = null;

export async function createHttpWorld(changes: Partial<HttpDeps> & { readonly knows?: string } = {}): Promise<HttpWorld> {
  keyPair ??= generateKeyPair('Ed25519', { extractable: true });
  const { publicKey, privateKey } = await keyPair;
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), kid: 'p1', alg: 'Ed25519' }] };
  let nowMs = START_MS;
  let drawn = 0;
  const clock = { nowMs: () => nowMs };
  const memory = createInMemorySteps(clock.nowMs);
  const logged: LogLine[] = [];
  const counted: string[] = [];
  const note = (level: string) => (what: string, facts?: unknown) => void logged.push({ level, what, facts });

  function fill(size: number): Uint8Array {
    drawn += 1;
    return new Uint8Array(size).fill(drawn);
  }

  function token(personId: string, lifeMs = 3_600_000): Promise<string> {
    return new SignJWT({ sub: personId, iss: ISSUER, aud: AUDIENCE, exp: Math.floor((nowMs + lifeMs) / 1_000) })
      .setProtectedHeader({ alg: 'Ed25519', kid: 'p1' })
      .sign(privateKey);
  }

  function staffToken(operatorId: string, claims: { readonly [claim: string]: unknown } = {}): Promise<string> {
    const exp = Math.floor((nowMs + 3_600_000) / 1_000);
    const usual = { sub: operatorId, iss: ISSUER, aud: OPERATOR_AUDIENCE, scope: 'read operator', tenant: 'ten_1', exp };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'Ed25519', kid: 'p1' }).sign(privateKey);
  }

  const { knows, ...others } = changes;
  const http = createApp({
    steps: memory.steps,
    identity: createJwtIdentity({
      jwks: async () => jwks,
      issuer: ISSUER,
      audience: AUDIENCE,
      clock,
      recognise: async () => (knows === undefined ? null : token(knows)),
      signInPath: '/sign-in',
    }),
    operators: createOperatorIdentity({ jwks: async () => jwks, issuer: ISSUER, clock }),
    passkeys: createPasskeys({ origin: () => ORIGIN, rpName: 'Unlatch', mac: sha256, clock, randomBytes: fill }),
    assets: createAssets(),
    clock,
    randomBytes: fill,
    config: { publicOrigin: ORIGIN, trustedProxies: 0 },
    readJwks: async () => ({ keys: [{ kty: 'OKP', kid: 'k1' }] }),
    isReady: async () => true,
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    metrics: { count: (...words) => void counted.push(words.join(' ')), snapshot: () => ({}) },
    ...others,
  });
  const request = async (path: string, init?: RequestInit): Promise<Response> => http.app.request(`${ORIGIN}${path}`, init);

  return {
    ...http,
    asked: memory.asked,
    fail: memory.fail,
    put: memory.put,
    contact: memory.contact,
    logged,
    counted,
    moveClock: (byMs) => {
      nowMs += byMs;
    },
    token,
    staffToken,
    request,
    post: (path, body, headers) =>
      request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } }),
    form: (path, fields, headers) =>
      request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { Origin: ORIGIN, ...headers } }),
  };
}

/** `name=value` of a Set-Cookie header, as a browser sends it back; over https under its guarded name. */
export function cookieOf(answer: Response, name: string): string {
  const set = answer.headers.getSetCookie().find((each) => each.startsWith(`${name}=`) || each.startsWith(`__Host-${name}=`));
  return set?.split(';')[0] ?? '';
}

export async function problemOf(
  answer: Response,
): Promise<{ readonly status: number; readonly type: string | null; readonly code: string }> {
  const body = (await answer.json()) as { readonly code: string };
  return { status: answer.status, type: answer.headers.get('content-type'), code: body.code };
}
