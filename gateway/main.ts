// Main: the gateway as a process - reads the environment, starts, and stops cleanly on SIGINT or SIGTERM.
import { mkdirSync } from 'node:fs';
import { KIND_CATALOGUE, ok, type Result, refused } from '#protocol';
import { composeGateway, type Gateway, restoreDatabase } from './compose.ts';
import { readFirstLink } from './compose-identities.ts';
import { type Config, isWithoutPayIn, originOf, readConfig } from './config.ts';
import type { CodedRefusal } from './start-refused.ts';

/** What a port was chosen by. */
function settingOf(port: number | undefined, { http, mqtt }: Config): string {
  if (port === http.port) return '--http-port or UNLATCH_HTTP_PORT';
  if (port === mqtt.tls?.port) return '--mqtts-port or UNLATCH_MQTTS_PORT';
  return port === mqtt.webSocketPort ? 'UNLATCH_MQTT_WS_PORT' : '--mqtt-port or UNLATCH_MQTT_PORT';
}

/** Where devices connect, and what they may pin. */
function describeMqtt({ mqttPorts: { plain, tls, webSocket }, mqttFingerprint }: Gateway): string {
  const ports = [
    ...(tls === null ? [] : [`MQTT with TLS ${tls}`]),
    ...(plain === null ? [] : [`MQTT ${plain}`]),
    ...(webSocket === null ? [] : [`MQTT over WebSocket ${webSocket}`]),
  ];
  const pin = mqttFingerprint === null ? '' : `\nCertificate for devices to pin (SHA-256): ${mqttFingerprint}`;
  return `${ports.join(', ')})${pin}`;
}

/** Said at each start, until somebody has used it. */
function describeFirstStart(link: string): string {
  return `First start: nobody runs this gateway yet. Open this link once, in a browser with passkeys, to become its owner:\n${link}\n`;
}

const NO_PAY_IN =
  'Warning: guests cannot put money in yet, so only what is free can be started. Set UNLATCH_TOP_UP, or UNLATCH_WALLET (gateway/README.md, settings).\n';

/** Why it did not start, as one line; a taken port with what to do about it. */
function explain(cause: unknown, config: Config): string {
  const { code = 'gateway.failed', port } = cause as Partial<CodedRefusal>;
  if (code !== 'port.taken') return `${code}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return `port.taken: port ${port} is in use by another program. Stop that, or choose another with ${settingOf(port, config)} (0 takes any free one).`;
}

const DEFAULT_PORT = '8080';

/** A name in the world is reached by https, through what ends TLS before us; this machine is reached as it is bound. Null: no name. */
export function originOfDomain(domain: string, httpPort: string): string | null {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?$/i.test(domain)) return null;
  const isHere = domain === 'localhost' || domain === '127.0.0.1';
  return isHere ? `http://${domain}:${httpPort}` : `https://${domain.toLowerCase()}`;
}

type Environment = { readonly [name: string]: string | undefined };

/** With any free port on this machine the bound address is the origin. */
function withDomain(env: Environment, domain: string | undefined): Result<Environment, readonly string[]> {
  if (domain === undefined) return ok(env);
  const origin = originOfDomain(domain, env.UNLATCH_HTTP_PORT || DEFAULT_PORT);
  if (origin === null) return refused([`config.invalid: --domain: a name such as q.example.com, not '${domain}'`]);
  return ok(origin.endsWith(':0') ? env : { ...env, UNLATCH_PUBLIC_ORIGIN: origin });
}

/**
 * @param domain in place of UNLATCH_PUBLIC_ORIGIN.
 * @returns when it was told to stop; or one line per reason why it did not start, or could not go on.
 */
export async function serve(
  overrides: { readonly [name: string]: string },
  domain?: string,
): Promise<Result<null, readonly string[]>> {
  const env = withDomain({ ...process.env, ...overrides }, domain);
  if (!env.ok) return env;
  const config = readConfig(env.value);
  if (!config.ok) return refused(config.error.map(({ name, problem }) => `config.invalid: ${name}: ${problem}`));
  // Database and keys are for this user alone, whatever folder was given.
  process.umask(0o077);
  mkdirSync(config.value.dataFolder, { recursive: true, mode: 0o700 });
  try {
    const gateway = await composeGateway(config.value, {
      kinds: KIND_CATALOGUE,
      purpose: 'serve',
      tagIssuer: config.value.publicOrigin ?? originOf(config.value.http.host, config.value.http.port),
    });
    process.stdout.write(`Unlatch gateway: ${gateway.origin} (HTTP ${gateway.httpPort}, ${describeMqtt(gateway)}\n`);
    if (isWithoutPayIn(config.value)) process.stdout.write(NO_PAY_IN);
    const firstLink = await readFirstLink(gateway.core.steps.operator.staff.setUp, gateway.origin);
    if (firstLink !== null) process.stdout.write(describeFirstStart(firstLink));
    const told = new Promise<null>((resolve) => {
      process.once('SIGINT', () => resolve(null));
      process.once('SIGTERM', () => resolve(null));
    });
    const failure = await Promise.race([told, gateway.failed]);
    // What the disk dropped is not there any more, whatever memory says: the next process reads what is (row 28).
    if (failure !== null) return refused([`storage.failed: ${failure instanceof Error ? failure.message : String(failure)}`]);
    await gateway.close();
    return ok(null);
  } catch (cause) {
    return refused([explain(cause, config.value)]);
  }
}

/** @returns the restore epoch that was opened; or one line per reason why it was not. */
export async function recoverData(overrides: { readonly [name: string]: string }): Promise<Result<number, readonly string[]>> {
  const config = readConfig({ ...process.env, ...overrides });
  if (!config.ok) return refused(config.error.map(({ name, problem }) => `config.invalid: ${name}: ${problem}`));
  process.umask(0o077);
  try {
    return ok((await restoreDatabase(config.value)).epoch);
  } catch (cause) {
    return refused([explain(cause, config.value)]);
  }
}
