// Command line: a command of `unlatch` in the test's own process, for tests of many commands; what it prints is caught.
import { type Command, CommanderError, type OutputConfiguration } from 'commander';
import { createProgram, exitCodeOf } from '../../gateway/cli/unlatch.ts';

type CommandAnswer = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** An error of the command ends the command and not the tests. */
function keepHere(command: Command, output: OutputConfiguration): void {
  command.exitOverride().configureOutput(output);
  for (const each of command.commands) keepHere(each, output);
}

/** One at a time: the process has one standard output. */
export async function runCommand(...words: readonly string[]): Promise<CommandAnswer> {
  let [stdout, stderr] = ['', ''];
  const program = createProgram();
  keepHere(program, {
    writeOut: (text) => {
      stdout += text;
    },
    writeErr: (text) => {
      stderr += text;
    },
  });
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => {
    stdout += Buffer.from(text as string).toString();
    return true;
  };
  try {
    await program.parseAsync(words, { from: 'user' });
    return { code: 0, stdout, stderr };
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return { code: exitCodeOf(cause), stdout, stderr };
  } finally {
    process.stdout.write = write;
  }
}
