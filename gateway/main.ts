// Main: the gateway as a process - reads the environment, starts, and stops cleanly on SIGINT or SIGTERM.
import { mkdirSync } from 'node:fs';
import { KIND_CATALOGUE, ok, type Result, refused } from '#protocol';
import { type CodedRefusal, composeGateway, type Gateway, restoreDatabase } from './compose.ts';
import { type Config, originOf, readConfig } from './config.ts';

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

/** Why it did not start, as one line; a taken port with what to do about it. */
function explain(cause: unknown, config: Config): string {
  const { code = 'gateway.failed', port } = cause as Partial<CodedRefusal>;
  if (code !== 'port.taken') return `${code}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return `port.taken: port ${port} is in use by another program. Stop that, or choose another with ${settingOf(port, config)} (0 takes any free one).`;
}

/** @returns when it was told to stop; or one line per reason why it did not start, or could not go on. */
export async function serve(overrides: { readonly [name: string]: string }): Promise<Result<null, readonly string[]>> {
  const config = readConfig({ ...process.env, ...overrides });
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
