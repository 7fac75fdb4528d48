// Main: the gateway as a process - reads the environment, starts, and stops cleanly on SIGINT or SIGTERM.
import { mkdirSync } from 'node:fs';
import { KIND_CATALOGUE, ok, type Result, refused } from '#protocol';
import { type CodedRefusal, composeGateway } from './compose.ts';
import { type Config, originOf, readConfig } from './config.ts';

/** Why it did not start, as one line; a taken port with what to do about it. */
function explain(cause: unknown, { http }: Config): string {
  const { code = 'gateway.failed', port } = cause as Partial<CodedRefusal>;
  if (code !== 'port.taken') return `${code}: ${cause instanceof Error ? cause.message : String(cause)}`;
  const [flag, variable] = port === http.port ? ['--http-port', 'UNLATCH_HTTP_PORT'] : ['--mqtt-port', 'UNLATCH_MQTT_PORT'];
  return `port.taken: port ${port} is in use by another program. Stop that, or choose another with ${flag} or ${variable} (0 takes any free one).`;
}

/** @returns when it was told to stop; or one line per reason why it did not start. */
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
    process.stdout.write(`Unlatch gateway: ${gateway.origin} (HTTP ${gateway.httpPort}, MQTT ${gateway.mqttPort})\n`);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    await gateway.close();
    return ok(null);
  } catch (cause) {
    return refused([explain(cause, config.value)]);
  }
}
