// Main: the gateway as a process - reads the environment, starts, and stops cleanly on SIGINT or SIGTERM.
import { mkdirSync } from 'node:fs';
import { KIND_CATALOGUE, ok, type Result, refused } from '#protocol';
import { type CodedRefusal, composeGateway } from './compose.ts';
import { readConfig } from './config.ts';

/** @returns when it was told to stop; or one line per reason why it did not start. */
export async function serve(overrides: { readonly [name: string]: string }): Promise<Result<null, readonly string[]>> {
  const config = readConfig({ ...process.env, ...overrides });
  if (!config.ok) return refused(config.error.map(({ name, problem }) => `config.invalid: ${name}: ${problem}`));
  mkdirSync(config.value.dataFolder, { recursive: true, mode: 0o700 });
  try {
    const gateway = await composeGateway(config.value, {
      kinds: KIND_CATALOGUE,
      purpose: 'serve',
      tagIssuer: config.value.publicOrigin ?? `http://${config.value.http.host}:${config.value.http.port}`,
    });
    process.stdout.write(`Unlatch gateway: ${gateway.origin} (HTTP ${gateway.httpPort}, MQTT ${gateway.mqttPort})\n`);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    await gateway.close();
    return ok(null);
  } catch (cause) {
    const { code = 'gateway.failed' } = cause as Partial<CodedRefusal>;
    return refused([`${code}: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}
