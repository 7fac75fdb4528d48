// The serve command: a gateway for real use, configured by the environment; flags override it.
import type { Command } from 'commander';

type Flags = {
  readonly domain?: string;
  readonly httpPort?: string;
  readonly mqttPort?: string;
  readonly mqttsPort?: string;
  readonly data?: string;
};

export function registerServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run a gateway (settings from UNLATCH_... variables, see .env.example)')
    .option('--domain <host>', 'overrides UNLATCH_PUBLIC_ORIGIN: the name that people reach it by, with https')
    .option('--http-port <port>', 'overrides UNLATCH_HTTP_PORT')
    .option('--mqtt-port <port>', 'overrides UNLATCH_MQTT_PORT: plain TCP besides TLS')
    .option('--mqtts-port <port>', 'overrides UNLATCH_MQTTS_PORT')
    .option('--data <folder>', 'overrides UNLATCH_DATA')
    .action(async (flags: Flags, command: Command) => {
      // Only this command needs the whole gateway: the others start without loading it.
      const { serve } = await import('../main.ts');
      const overrides = {
        ...(flags.httpPort === undefined ? {} : { UNLATCH_HTTP_PORT: flags.httpPort }),
        ...(flags.mqttPort === undefined ? {} : { UNLATCH_MQTT_PORT: flags.mqttPort }),
        ...(flags.mqttsPort === undefined ? {} : { UNLATCH_MQTTS_PORT: flags.mqttsPort }),
        ...(flags.data === undefined ? {} : { UNLATCH_DATA: flags.data }),
      };
      const served = await serve(overrides, flags.domain);
      if (!served.ok) command.error(served.error.join('\n'));
    });
}
