// Config: the environment becomes one frozen record, or the full list of what is wrong with it.
import { z } from 'zod';
import { ok, type Result, refused } from '#protocol';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin such as https://q.example.com, without a path');

const environment = z.object({
  UNLATCH_HTTP_HOST: z.string().default('127.0.0.1'),
  UNLATCH_HTTP_PORT: port.default(8080),
  UNLATCH_MQTT_HOST: z.string().default('127.0.0.1'),
  UNLATCH_MQTT_PORT: port.default(1883),
  UNLATCH_DATA: z.string().min(1).default('./.unlatch'),
  UNLATCH_PUBLIC_ORIGIN: origin.optional(),
  UNLATCH_TOKEN_ISSUER: z.string().min(1).optional(),
  UNLATCH_TOKEN_AUDIENCE: z.string().min(1).default('unlatch'),
  UNLATCH_TOKEN_KEYS: z.string().min(1).optional(),
  UNLATCH_SIGN_IN: z.string().startsWith('/').or(z.url()).optional(),
  UNLATCH_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  UNLATCH_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Config = {
  readonly http: { readonly host: string; readonly port: number };
  readonly mqtt: { readonly host: string; readonly port: number };
  readonly dataFolder: string;
  /** Origin in links and cookies, null for the bound address; a label's issuer is the key's own and does not follow it. */
  readonly publicOrigin: string | null;
  /** Whose person tokens are believed: issuer, audience and the file with its public keys (JWKS). */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly keysFile: string } | null;
  readonly signInPath: string | null;
  readonly trustedProxies: number;
  readonly logLevel: string;
};

export type ConfigProblem = { readonly name: string; readonly problem: string };

/** An origin from a host and port as they are bound; IPv6 addresses in brackets. */
export function originOf(host: string, boundPort: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
}

/** @returns every problem at once, named by its variable, so that one start tells all. */
export function readConfig(env: { readonly [name: string]: string | undefined }): Result<Config, readonly ConfigProblem[]> {
  // An empty variable is an unset one: `UNLATCH_HTTP_PORT=` means the default, not port 0.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    return refused(parsed.error.issues.map((issue) => ({ name: issue.path.join('.'), problem: issue.message })));
  }
  const e = parsed.data;
  const hasIssuer = e.UNLATCH_TOKEN_ISSUER !== undefined;
  if (hasIssuer !== (e.UNLATCH_TOKEN_KEYS !== undefined)) {
    return refused([{ name: 'UNLATCH_TOKEN_KEYS', problem: 'give UNLATCH_TOKEN_ISSUER and UNLATCH_TOKEN_KEYS together' }]);
  }
  return ok(
    Object.freeze({
      http: { host: e.UNLATCH_HTTP_HOST, port: e.UNLATCH_HTTP_PORT },
      mqtt: { host: e.UNLATCH_MQTT_HOST, port: e.UNLATCH_MQTT_PORT },
      dataFolder: e.UNLATCH_DATA,
      publicOrigin: e.UNLATCH_PUBLIC_ORIGIN ?? null,
      tokens:
        e.UNLATCH_TOKEN_ISSUER !== undefined && e.UNLATCH_TOKEN_KEYS !== undefined
          ? { issuer: e.UNLATCH_TOKEN_ISSUER, audience: e.UNLATCH_TOKEN_AUDIENCE, keysFile: e.UNLATCH_TOKEN_KEYS }
          : null,
      signInPath: e.UNLATCH_SIGN_IN ?? null,
      trustedProxies: e.UNLATCH_TRUSTED_PROXIES,
      logLevel: e.UNLATCH_LOG,
    }),
  );
}
