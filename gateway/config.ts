// Config: the environment becomes one frozen record, or the full list of what is wrong with it.
import { z } from 'zod';
import { ok, type Result, refused } from '#protocol';
import { parseMailAddress } from './domain/message/address.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin such as https://q.example.com, without a path');

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const isOfThisMachine = (url: string): boolean => LOOPBACK_HOSTS.includes(new URL(url).hostname);
const webUrl = z.url({ protocol: /^https?$/ });
/** What happened is nobody else's business: only on this machine may it travel in the open. */
const eventsUrl = webUrl.refine((text) => text.startsWith('https:') || isOfThisMachine(text), 'https, except on this machine');
const serverOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
/** Its words are encrypted, but on this machine; the password stands in a file of its own. */
const mailServer = z
  .url({ protocol: /^smtps?$/, error: 'a server such as smtp://unlatch@mail.example.com:587', abort: true })
  .refine((text) => serverOf(text)?.password === '', 'without a password: it stands in UNLATCH_SMTP_PASSWORD_FILE')
  .refine(
    (text) => (serverOf(text)?.hostname ?? '') !== '' && /^\/?$/.test(serverOf(text)?.pathname ?? ''),
    'a server such as smtp://unlatch@mail.example.com:587',
  );
/** `Name <address>` or an address alone. */
const mailSender = z
  .string()
  .transform((text) => /^([^<>"\\@,;:\p{C}]{0,60}?)\s*<([^<>]+)>$/u.exec(text.trim()) ?? [text, '', text])
  .transform(([, name = '', address = '']) => ({ name: name.trim(), address: parseMailAddress(address) ?? '' }))
  .refine(({ address }) => address !== '', 'an address such as Unlatch <no-reply@example.com>');
/** The secret key goes there: nowhere but to the provider, or to a stand-in that runs beside us. */
const standInUrl = webUrl.refine(isOfThisMachine, 'only a stand-in on this machine; without it the provider itself is asked');

/** `tenant=host` pairs; a tenant or a host may stand in several. */
const tenantHosts = (host: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split('=') as [string, string]))
    .pipe(z.array(z.tuple([z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a tenant id before the ='), host])))
    .transform((pairs) => pairs.map(([tenantId, of]) => ({ tenantId, host: of })));
const foreignHost = z
  .string()
  .regex(/^[a-z0-9.-]+(:[0-9]{1,5})?$/, 'a host such as m.example.cn, in lower case, with a port where its addresses have one');

const ELSEWHERE = ['host', 'card'] as const;
type Elsewhere = (typeof ELSEWHERE)[number];
const closingWallets = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ELSEWHERE)));

/** Every variable that there is; .env.example says what each is for, and a test keeps the two alike. */
export const environment = z.object({
  UNLATCH_HTTP_HOST: z.string().default('127.0.0.1'),
  UNLATCH_HTTP_PORT: port.default(8080),
  UNLATCH_MQTT_HOST: z.string().default('127.0.0.1'),
  UNLATCH_MQTT_PLAIN: z.enum(['on', 'off']).default('off'),
  UNLATCH_MQTT_PORT: port.optional(),
  UNLATCH_MQTT_TLS: z.enum(['on', 'off']).default('on'),
  UNLATCH_MQTTS_PORT: port.default(8883),
  UNLATCH_MQTTS_CERT: z.string().min(1).optional(),
  UNLATCH_MQTTS_KEY: z.string().min(1).optional(),
  UNLATCH_MQTTS_CLIENT_CA: z.string().min(1).optional(),
  UNLATCH_MQTT_WS_PORT: port.optional(),
  UNLATCH_DATA: z.string().min(1).default('./.unlatch'),
  UNLATCH_DATABASE: z
    .string()
    .regex(/^postgres(ql)?:\/\/./, 'a PostgreSQL database such as postgres://user:password@host:5432/unlatch')
    .optional(),
  UNLATCH_PUBLIC_ORIGIN: origin.optional(),
  UNLATCH_TAG_KEYS: z.string().min(1).optional(),
  UNLATCH_TAG_KEYS_PASSPHRASE: z.string().min(12, 'at least 12 characters').optional(),
  UNLATCH_TAG_KEYS_PASSPHRASE_FILE: z.string().min(1).optional(),
  UNLATCH_LABEL_HOSTS: tenantHosts(origin).default([]),
  UNLATCH_TAKE_OVER_HOSTS: tenantHosts(foreignHost).default([]),
  UNLATCH_TOKEN_ISSUER: z.string().min(1).optional(),
  UNLATCH_TOKEN_AUDIENCE: z.string().min(1).default('unlatch'),
  UNLATCH_TOKEN_KEYS: z.string().min(1).optional(),
  UNLATCH_SIGN_IN: z.string().startsWith('/').or(z.url()).optional(),
  UNLATCH_TERMS: z.string().min(1).optional(),
  UNLATCH_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  UNLATCH_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR')
    .default('CNY'),
  UNLATCH_WALLET: z.enum(['ledger', 'host', 'card']).default('ledger'),
  UNLATCH_WALLET_CLOSING: closingWallets.default([]),
  UNLATCH_TOP_UP: z.enum(ELSEWHERE).optional(),
  UNLATCH_WALLET_URL: webUrl.optional(),
  UNLATCH_WALLET_KEY: z.string().min(1).optional(),
  UNLATCH_WALLET_KEYS: z.string().min(1).optional(),
  UNLATCH_WALLET_TOKEN_URL: webUrl.optional(),
  UNLATCH_WALLET_CLIENT: z.string().min(1).default('unlatch'),
  UNLATCH_WALLET_AUDIENCE: z.string().min(1).default('wallet'),
  UNLATCH_CARD_KEY: z.string().min(1).optional(),
  UNLATCH_CARD_WEBHOOK_KEY: z.string().min(1).optional(),
  UNLATCH_CARD_ACCOUNTS: z.string().min(1).optional(),
  UNLATCH_CARD_INCREMENT: z.enum(['native', 'none']).default('none'),
  UNLATCH_CARD_URL: standInUrl.optional(),
  UNLATCH_EVENTS_URL: eventsUrl.optional(),
  UNLATCH_EVENTS_SECRETS: z.string().min(1).optional(),
  UNLATCH_SMTP_URL: mailServer.optional(),
  UNLATCH_SMTP_PASSWORD_FILE: z.string().min(1).optional(),
  UNLATCH_MAIL_FROM: mailSender.optional(),
  UNLATCH_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** A wallet elsewhere and what reaches it; secrets and keys are named by their files. */
export type ElsewhereConfig =
  | {
      readonly name: 'host';
      readonly url: string;
      /** Our private key, and the wallet's public ones (JWKS). */
      readonly keyFile: string;
      readonly walletKeysFile: string;
      /** Where a person's token is narrowed (RFC 8693); null where the wallet wants none. */
      readonly token: { readonly url: string; readonly clientId: string; readonly audience: string } | null;
    }
  | {
      readonly name: 'card';
      readonly secretKeyFile: string;
      readonly webhookSecretFile: string;
      readonly accountsFile: string;
      readonly increment: 'native' | 'none';
      /** A stand-in on this machine; null: the provider itself. */
      readonly apiUrl: string | null;
    };

/** How persons get mail. */
export type MailConfig = {
  /** from-start: TLS before the first word. upgraded: STARTTLS or nothing. offered: STARTTLS where it is offered, on this machine alone. */
  readonly server: { readonly host: string; readonly port: number; readonly tls: 'from-start' | 'upgraded' | 'offered' };
  readonly signIn: { readonly user: string; readonly passwordFile: string } | null;
  readonly from: { readonly name: string; readonly address: string };
};

/** Where devices connect; null where there is no such listener. */
export type MqttConfig = {
  readonly host: string;
  readonly plainPort: number | null;
  readonly tls: {
    readonly port: number;
    /** Null: a certificate of the gateway's own making. */
    readonly files: { readonly certFile: string; readonly keyFile: string } | null;
    /** Who signs the certificates of devices; null where they show none. */
    readonly clientCaFile: string | null;
  } | null;
  /** With TLS where there is TLS. */
  readonly webSocketPort: number | null;
};

/** Where the private keys of labels are, and what seals them; only the signing process reads either file. */
export type TagKeysConfig = {
  /** Null: in the data folder. */
  readonly file: string | null;
  readonly passphrase: string | null;
  readonly passphraseFile: string | null;
};

type TenantHosts = {
  readonly [K in 'labels' | 'takeOver']: readonly { readonly tenantId: string; readonly host: string }[];
};

export type Config = {
  readonly http: { readonly host: string; readonly port: number };
  readonly mqtt: MqttConfig;
  readonly dataFolder: string;
  /** A PostgreSQL database for everything but the keys; null for a SQLite file in the data folder. */
  readonly databaseUrl: string | null;
  /** Origin in links and cookies, null for the bound address; a label's issuer is the key's own and does not follow it. */
  readonly publicOrigin: string | null;
  readonly tagKeys: TagKeysConfig;
  /** Which tenant may have labels of which host: ours that sign for it, and those of others that it takes over. */
  readonly tenantHosts: TenantHosts;
  /** Whose person tokens are believed: issuer, audience and the file with its public keys (JWKS). */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly keysFile: string } | null;
  /** What person tokens must be for, whoever issues them. */
  readonly tokenAudience: string;
  readonly signInPath: string | null;
  /** The terms of use that people accept who sign in at this gateway itself; null for those that come with it. */
  readonly termsFile: string | null;
  readonly trustedProxies: number;
  /** Where the money of new holds is; ledger: in the gateway's own books. */
  readonly wallet: ElsewhereConfig | { readonly name: 'ledger' };
  /** With the embedded ledger: where people pay in from; null where they cannot. */
  readonly topUp: ElsewhereConfig | null;
  /** Wallets that get no new holds: what they still hold for us is captured or released, and what they captured may be refunded. */
  readonly closing: readonly ElsewhereConfig[];
  /** ISO 4217: what a person's balance is shown in where nothing else says. */
  readonly currency: string;
  /** Where the host app is told of what happened, and the file with the secrets that sign it; null: nobody is told. */
  readonly events: { readonly url: string; readonly secretsFile: string } | null;
  /** Null: nobody gets mail. */
  readonly mail: MailConfig | null;
  readonly logLevel: string;
};

export type ConfigProblem = { readonly name: string; readonly problem: string };

/** An origin from a host and port as they are bound; IPv6 addresses in brackets. */
export function originOf(host: string, boundPort: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
}

/** People have wallets here, and no way to put money into them. */
export const isWithoutPayIn = ({ wallet, topUp }: Pick<Config, 'wallet' | 'topUp'>): boolean =>
  wallet.name === 'ledger' && topUp === null;

type Environment = z.output<typeof environment>;

/** A wallet elsewhere needs everything that reaches it. @param wanted the setting that wants it, for the words of a refusal. */
function readElsewhere(e: Environment, name: Elsewhere, wanted: string): Result<ElsewhereConfig, readonly ConfigProblem[]> {
  const missing = (...names: readonly (keyof Environment)[]): ConfigProblem[] =>
    names.filter((each) => e[each] === undefined).map((each) => ({ name: each, problem: `is needed with ${wanted}` }));
  if (name === 'host') {
    const { UNLATCH_WALLET_URL: url, UNLATCH_WALLET_KEY: keyFile, UNLATCH_WALLET_KEYS: walletKeysFile } = e;
    const problems = missing('UNLATCH_WALLET_URL', 'UNLATCH_WALLET_KEY', 'UNLATCH_WALLET_KEYS');
    if (url === undefined || keyFile === undefined || walletKeysFile === undefined) return refused(problems);
    const { UNLATCH_WALLET_TOKEN_URL: tokenUrl, UNLATCH_WALLET_CLIENT: clientId, UNLATCH_WALLET_AUDIENCE: audience } = e;
    const token = tokenUrl === undefined ? null : { url: tokenUrl, clientId, audience };
    return ok({ name, url, keyFile, walletKeysFile, token });
  }
  const { UNLATCH_CARD_KEY: secretKeyFile, UNLATCH_CARD_WEBHOOK_KEY: webhookSecretFile, UNLATCH_CARD_ACCOUNTS: accountsFile } = e;
  const problems = missing('UNLATCH_CARD_KEY', 'UNLATCH_CARD_WEBHOOK_KEY', 'UNLATCH_CARD_ACCOUNTS');
  if (secretKeyFile === undefined || webhookSecretFile === undefined || accountsFile === undefined) return refused(problems);
  const apiUrl = e.UNLATCH_CARD_URL ?? null;
  return ok({ name, secretKeyFile, webhookSecretFile, accountsFile, increment: e.UNLATCH_CARD_INCREMENT, apiUrl });
}

type WalletsConfig = Pick<Config, 'wallet' | 'topUp' | 'closing'>;

/** Which wallets there are, and what each is for. */
function readWallets(e: Environment): Result<WalletsConfig, readonly ConfigProblem[]> {
  const { UNLATCH_WALLET: inForce, UNLATCH_TOP_UP: payIn, UNLATCH_WALLET_CLOSING: closing } = e;
  if (payIn !== undefined && inForce !== 'ledger') {
    const problem = 'is for UNLATCH_WALLET=ledger: money in a wallet elsewhere stays there';
    return refused([{ name: 'UNLATCH_TOP_UP', problem }]);
  }
  if (closing.some((name) => name === inForce)) {
    const problem = `names ${inForce}, which UNLATCH_WALLET gives new holds to: a wallet is one or the other`;
    return refused([{ name: 'UNLATCH_WALLET_CLOSING', problem }]);
  }
  const wallet = inForce === 'ledger' ? ok({ name: inForce }) : readElsewhere(e, inForce, `UNLATCH_WALLET=${inForce}`);
  if (!wallet.ok) return wallet;
  const topUp = payIn === undefined ? ok(null) : readElsewhere(e, payIn, `UNLATCH_TOP_UP=${payIn}`);
  if (!topUp.ok) return topUp;
  const closed: ElsewhereConfig[] = [];
  for (const name of new Set(closing)) {
    const read = readElsewhere(e, name, `UNLATCH_WALLET_CLOSING=${closing.join(',')}`);
    if (!read.ok) return read;
    closed.push(read.value);
  }
  return ok({ wallet: wallet.value, topUp: topUp.value, closing: closed });
}

const PLAIN_PORT = 1883;

/** TLS unless it was switched off; plain TCP only where somebody asked for it. */
function readMqtt(e: Environment): Result<MqttConfig, readonly ConfigProblem[]> {
  const { UNLATCH_MQTT_HOST: host, UNLATCH_MQTTS_CERT: certFile, UNLATCH_MQTTS_KEY: keyFile } = e;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    return refused([{ name: 'UNLATCH_MQTTS_KEY', problem: 'give UNLATCH_MQTTS_CERT and UNLATCH_MQTTS_KEY together' }]);
  }
  const isPlain = e.UNLATCH_MQTT_PLAIN === 'on' || e.UNLATCH_MQTT_PORT !== undefined;
  const isSecure = e.UNLATCH_MQTT_TLS === 'on';
  if (!isSecure && !isPlain) {
    return refused([{ name: 'UNLATCH_MQTT_TLS', problem: 'is off, and so is UNLATCH_MQTT_PLAIN: no device could connect' }]);
  }
  const files = certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null;
  return ok({
    host,
    plainPort: isPlain ? (e.UNLATCH_MQTT_PORT ?? PLAIN_PORT) : null,
    tls: isSecure ? { port: e.UNLATCH_MQTTS_PORT, files, clientCaFile: e.UNLATCH_MQTTS_CLIENT_CA ?? null } : null,
    webSocketPort: e.UNLATCH_MQTT_WS_PORT ?? null,
  });
}

const SUBMISSION_PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

function readMail(e: Environment): Result<MailConfig | null, readonly ConfigProblem[]> {
  const { UNLATCH_SMTP_URL: url, UNLATCH_MAIL_FROM: from, UNLATCH_SMTP_PASSWORD_FILE: passwordFile } = e;
  if ((url === undefined) !== (from === undefined)) {
    return refused([{ name: 'UNLATCH_MAIL_FROM', problem: 'give UNLATCH_SMTP_URL and UNLATCH_MAIL_FROM together' }]);
  }
  const { username = '', hostname = '', port = '', protocol = 'smtp:' } = url === undefined ? {} : new URL(url);
  if ((username !== '') !== (passwordFile !== undefined)) {
    const problem = 'is needed with a user in UNLATCH_SMTP_URL, and only then';
    return refused([{ name: 'UNLATCH_SMTP_PASSWORD_FILE', problem }]);
  }
  if (url === undefined || from === undefined) return ok(null);
  const isSecure = protocol === 'smtps:';
  const given = port === '' ? SUBMISSION_PORTS[isSecure ? 'smtps:' : 'smtp:'] : Number(port);
  const tls = isSecure ? 'from-start' : isOfThisMachine(url) ? 'offered' : 'upgraded';
  return ok({
    server: { host: hostname.replace(/^\[|\]$/g, ''), port: given, tls },
    signIn: passwordFile === undefined ? null : { user: decodeURIComponent(username), passwordFile },
    from,
  });
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
  if ((e.UNLATCH_EVENTS_URL === undefined) !== (e.UNLATCH_EVENTS_SECRETS === undefined)) {
    return refused([{ name: 'UNLATCH_EVENTS_SECRETS', problem: 'give UNLATCH_EVENTS_URL and UNLATCH_EVENTS_SECRETS together' }]);
  }
  if (e.UNLATCH_TAG_KEYS_PASSPHRASE !== undefined && e.UNLATCH_TAG_KEYS_PASSPHRASE_FILE !== undefined) {
    const problem = 'give UNLATCH_TAG_KEYS_PASSPHRASE or UNLATCH_TAG_KEYS_PASSPHRASE_FILE, not both';
    return refused([{ name: 'UNLATCH_TAG_KEYS_PASSPHRASE', problem }]);
  }
  const mqtt = readMqtt(e);
  if (!mqtt.ok) return mqtt;
  const mail = readMail(e);
  if (!mail.ok) return mail;
  const wallets = readWallets(e);
  if (!wallets.ok) return wallets;
  return ok(
    Object.freeze({
      http: { host: e.UNLATCH_HTTP_HOST, port: e.UNLATCH_HTTP_PORT },
      mqtt: mqtt.value,
      dataFolder: e.UNLATCH_DATA,
      databaseUrl: e.UNLATCH_DATABASE ?? null,
      publicOrigin: e.UNLATCH_PUBLIC_ORIGIN ?? null,
      tagKeys: {
        file: e.UNLATCH_TAG_KEYS ?? null,
        passphrase: e.UNLATCH_TAG_KEYS_PASSPHRASE ?? null,
        passphraseFile: e.UNLATCH_TAG_KEYS_PASSPHRASE_FILE ?? null,
      },
      tenantHosts: { labels: e.UNLATCH_LABEL_HOSTS, takeOver: e.UNLATCH_TAKE_OVER_HOSTS },
      tokens:
        e.UNLATCH_TOKEN_ISSUER !== undefined && e.UNLATCH_TOKEN_KEYS !== undefined
          ? { issuer: e.UNLATCH_TOKEN_ISSUER, audience: e.UNLATCH_TOKEN_AUDIENCE, keysFile: e.UNLATCH_TOKEN_KEYS }
          : null,
      tokenAudience: e.UNLATCH_TOKEN_AUDIENCE,
      signInPath: e.UNLATCH_SIGN_IN ?? null,
      termsFile: e.UNLATCH_TERMS ?? null,
      trustedProxies: e.UNLATCH_TRUSTED_PROXIES,
      ...wallets.value,
      currency: e.UNLATCH_CURRENCY,
      events:
        e.UNLATCH_EVENTS_URL !== undefined && e.UNLATCH_EVENTS_SECRETS !== undefined
          ? { url: e.UNLATCH_EVENTS_URL, secretsFile: e.UNLATCH_EVENTS_SECRETS }
          : null,
      mail: mail.value,
      logLevel: e.UNLATCH_LOG,
    }),
  );
}
