// The `device doctor` command: connects as a device would, and says in one line which step fails and what to try next.
import { type Command, Option } from 'commander';
import { say } from '../ask-gateway.ts';
import { CliRefusal } from '../cli-refusal.ts';
import { type DiagnoseFlags, diagnose } from './doctor-diagnose.ts';

type Flags = DiagnoseFlags & { readonly json?: boolean };

async function runDoctor(flags: Flags, command: Command): Promise<void> {
  try {
    const { lines, ...diagnosed } = await diagnose(flags);
    if (flags.json) say(JSON.stringify({ device: flags.device, broker: flags.broker, ...diagnosed }));
    else for (const line of lines) say(line);
    process.exitCode = diagnosed.ok ? 0 : 1;
  } catch (cause) {
    if (cause instanceof CliRefusal) command.error(cause.message, { exitCode: 2 });
    throw cause;
  }
}

export function registerDeviceDoctor(device: Command): void {
  device
    .command('doctor <id>')
    .description(
      'connect as the device would, and say which step fails: DNS, TCP, TLS, MQTT, credentials, ACL, hello, clock, signature',
    )
    .requiredOption('--broker <url>', 'mqtt://, mqtts://, ws:// or wss://, with host and port, as in the firmware')
    .option('--tenant <id>', 'its tenant; default: of the venue file, or as the gateway says')
    .option('--kind <kind>', 'its profile; default: of the venue file, or as the gateway says')
    .option('--venue <file>', 'takes tenant, password, key and the gateway’s keys from a venue file')
    .option('--credential <file>', 'its password, or the token that the gateway minted')
    .option('--key <file>', 'its private key as a JWK: signs the hello, and opens the connection where nothing else does (FP-29)')
    .option('--cert <file>', 'its TLS certificate (PEM)')
    .option('--cert-key <file>', 'the private key of that certificate (PEM)')
    .option('--ca <file>', 'whom it trusts for TLS (PEM), such as mqtt-cert.pem of the gateway’s data folder')
    .option('--pin <sha256>', 'fingerprint of the only certificate that it trusts')
    .addOption(new Option('--mqtt-version <v>', 'what its client speaks').choices(['3.1', '3.1.1', '5']).default('3.1.1'))
    .option('--filter <filter>', 'what its firmware subscribes to; default: as FP-03 says')
    .option(
      '--boot <boot>',
      'boot of its firmware now, which --key asks for once it has connected; default: one of the doctor’s own',
    )
    .option('--uptime <ms>', 'uptime of that boot now')
    .option('--hello <file>', 'the hello of its firmware as JSON, sent word for word')
    .option('--timeout <s>', 'how long each answer may take', '5')
    .option(
      '--data <folder>',
      'data folder of the running gateway, to ask it why it refuses, and whether a session is open: without it the doctor takes the connection over even in a session',
    )
    .option('--json', 'for machines')
    .action((device: string, flags: Omit<Flags, 'device'>, command: Command) => runDoctor({ ...flags, device }, command));
}
