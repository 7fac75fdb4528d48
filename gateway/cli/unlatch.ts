#!/usr/bin/env node
// The unlatch command: its table of subcommands, each registered by the part that it belongs to.
import { readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import { registerSimCommands } from '../../device-sim/cli.ts';
import { registerQrCommands } from '../../qr/cli.ts';
import { registerBooksCommands } from './books-command.ts';
import { registerDemoCommand } from './demo/demo.ts';
import { registerConformanceCommands } from './device/conformance-command.ts';
import { registerDeviceCommands } from './device/device-command.ts';
import { registerWorkbenchCommand } from './device/workbench-command.ts';
import { registerFleetCommand } from './fleet/fleet-command.ts';
import { openFleetStreet } from './fleet/street.ts';
import { registerKeysCommands } from './keys-command.ts';
import { registerLabelsCommands } from './labels/labels-command.ts';
import { registerPhoneCommands } from './phone-command.ts';
import { registerReceiptCommands } from './receipt-command.ts';
import { registerRecoverCommand } from './recover-command.ts';
import { registerServeCommand } from './serve.ts';
import { registerStaffCommands } from './staff-command.ts';
import { registerWalletCommands } from './wallet-command.ts';

/** The same relative place in the sources and in the build. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What cannot be read as a command is refused as what cannot be done is: with 2. 1 is for what was done and found wrong. */
export function exitCodeOf({ code, exitCode }: CommanderError): number {
  return exitCode === 1 && code !== 'commander.error' ? 2 : exitCode;
}

export function createProgram(): Command {
  const program = new Command('unlatch')
    .description('Scan a signed code on a real object, press Start, use it, press Stop, have a fair receipt.')
    .version(packageVersion())
    // A group and a command of it may have an option of the same name.
    .enablePositionalOptions()
    .exitOverride((error) => process.exit(exitCodeOf(error)));
  registerDemoCommand(program);
  registerServeCommand(program);
  registerRecoverCommand(program);
  registerSimCommands(program, openFleetStreet);
  registerFleetCommand(program);
  registerQrCommands(program);
  registerReceiptCommands(program);
  registerWalletCommands(program);
  registerBooksCommands(program);
  registerStaffCommands(program);
  registerDeviceCommands(program);
  registerKeysCommands(program);
  registerLabelsCommands(program);
  registerConformanceCommands(program);
  registerWorkbenchCommand(program);
  registerPhoneCommands(program);
  return program;
}

/** npm's bin is a link: compare what it leads to. */
function isMainFile(): boolean {
  const started = process.argv[1];
  return started !== undefined && pathToFileURL(realpathSync(started)).href === import.meta.url;
}

/** Groups of commands that set their own exit codes say so by this error, after all has been printed. */
async function run(): Promise<void> {
  // Whoever reads only the first lines (`| head`) has seen enough; there is nobody left to write to.
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') process.exit();
    throw cause;
  });
  try {
    await createProgram().parseAsync();
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    process.exitCode ??= exitCodeOf(cause);
  }
}

if (isMainFile()) await run();
