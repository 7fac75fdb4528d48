// Finds the commands that README files show, and tries each one's words on the real command table.
import type { Command } from 'commander';
import { foreignCommands, houseFolders } from './rules.ts';

/** A word that names a file or folder of the repository, without wildcards. */
const pathOfOurs = new RegExp(`^(\\./)?(\\.ci|${houseFolders.join('|')})/[^*?<{]*$`);

export type ShownCommand = { readonly file: string; readonly line: number; readonly words: readonly string[] };

/** What a command is tried on: the scripts of package.json, the files that exist, and the program where there is one. */
export type Surroundings = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exists: (path: string) => boolean;
  /** A fresh program per call, since parsing leaves values in it; undefined as long as there is no command line. */
  readonly createProgram: (() => Command) | undefined;
};

/**
 * Commands in the `sh` blocks of a Markdown text, and in the lines of `console` blocks that begin with `$ `.
 * Knows comments, quotes, `\` at a line's end, `NAME=value` before a command, and `&&`, `||`, `;`, `|` and `&` between commands.
 */
export function findCommands(file: string, markdown: string): ShownCommand[] {
  const found: ShownCommand[] = [];
  let block: string | undefined;
  let carried = '';
  for (const [at, raw] of markdown.split('\n').entries()) {
    const fence = /^\s*```\s*(\S*)/.exec(raw);
    if (fence) {
      block = block === undefined ? fence[1] : undefined;
      continue;
    }
    const shown = block === 'sh' || block === 'bash' ? raw : block === 'console' ? (/^\s*\$ (.*)$/.exec(raw)?.[1] ?? '') : '';
    const text = `${carried}${carried === '' ? shown : raw}`;
    carried = block !== undefined && text.endsWith('\\') ? text.slice(0, -1) : '';
    if (carried === '') for (const words of splitCommands(text)) found.push({ file, line: at + 1, words });
  }
  return found;
}

function splitCommands(text: string): string[][] {
  const commands: string[][] = [[]];
  for (const [, separator, quoted, comment, word] of text.matchAll(
    /\s*(?:(&&|\|\||[;|&])|(?:["']([^"']*)["'])|(#.*$)|([^\s;|&]+))/g,
  )) {
    if (comment !== undefined) break;
    if (separator !== undefined) commands.push([]);
    else commands.at(-1)?.push(quoted ?? word ?? '');
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((words) => words.length > 0);
}

/** @returns what is wrong with the command, or undefined where it would be understood. */
export async function faultOf(words: readonly string[], around: Surroundings): Promise<string | undefined> {
  const [command = '', ...rest] = words;
  const lost = rest.find((word) => pathOfOurs.test(word) && !around.exists(word));
  if (lost !== undefined) return `no file ${lost}`;
  if (command === 'npm') return faultOfNpm(rest, around);
  if (command === 'npx') return faultOf(rest, around);
  if (command === 'unlatch') return faultOfUnlatch(rest, around);
  if (rest[0] === 'gateway/cli/unlatch.ts') return faultOfUnlatch(rest.slice(1), around);
  return foreignCommands.some((known) => known === command) ? undefined : `unknown command ${command}`;
}

async function faultOfNpm([verb = '', ...rest]: readonly string[], around: Surroundings): Promise<string | undefined> {
  if (['ci', 'i', 'install', 'pack'].includes(verb)) return undefined;
  const [script, flags] = verb === 'run' ? [rest[0] ?? '', rest.slice(1)] : [verb, rest];
  const says = around.scripts[script];
  if (says === undefined) return `no npm script ${script}`;
  const own = flags[0] === '--' ? flags.slice(1) : flags;
  if (flags.length > 0 && flags[0] !== '--' && flags.some((flag) => flag.startsWith('-')))
    return 'flags of a script stand after --';
  const [runner, file, ...given] = says.split(' ');
  return runner === 'tsx' && file === 'gateway/cli/unlatch.ts' ? faultOfUnlatch([...given, ...own], around) : undefined;
}

/** Lets commander itself read the words, with every action taken out. */
async function faultOfUnlatch(words: readonly string[], around: Surroundings): Promise<string | undefined> {
  if (around.createProgram === undefined) return undefined;
  const program = around.createProgram();
  disarm(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return undefined;
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    return code === 'commander.helpDisplayed' || code === 'commander.version' ? undefined : message;
  }
}

function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const below of command.commands) disarm(below);
}
