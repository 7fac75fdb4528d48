// Page commands: the fenced commands of a page, run one after the other in one bash, with what each wrote and what the page shows of it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type PageBlock = {
  /** The heading above it. */
  readonly section: string;
  /** `sh`, and whatever word follows it. */
  readonly info: string;
  readonly commands: string;
  /** Lines that the page shows of its output; `…` stands for anything. */
  readonly shown: readonly string[];
};

const FENCE = /^```(\S*)(?: (.*))?\n([\s\S]*?)^```$/gm;

export function readBlocks(page: string): readonly PageBlock[] {
  const blocks: PageBlock[] = [];
  for (const [section, part] of page.split(/^## /m).map((text) => [text.split('\n', 1)[0] ?? '', text] as const)) {
    for (const [, language = '', more = '', body = ''] of part.matchAll(FENCE)) {
      const last = blocks.at(-1);
      if (language === 'sh') blocks.push({ section, info: more, commands: body, shown: [] });
      else if (language === 'text' && last) blocks[blocks.length - 1] = { ...last, shown: body.trimEnd().split('\n') };
    }
  }
  return blocks;
}

/** Lines of the page that nothing of the output is like. */
export function missingLines(shown: readonly string[], output: string): readonly string[] {
  const lines = output.split('\n').map((line) => line.trimEnd());
  return shown.filter((line) => {
    const parts = line.trimEnd().split('…');
    const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const like = new RegExp(`^${escaped.join('.*')}$`);
    return !lines.some((each) => like.test(each));
  });
}

export type PageShell = {
  run(commands: string): Promise<{ readonly code: number; readonly output: string }>;
  /** Ends the shell and all that it left running. */
  end(): Promise<void>;
};

const MARK = '-- end of block';
/** A block that waits for what never comes is ended with its shell: nothing that is written to that would be read any more. */
const BLOCK_MS = 240_000;

function logsIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return names.map((name) => `-- ${name}\n${readFileSync(join(folder, name), 'utf8').slice(-2_000)}`).join('\n');
}

/** A bash in a process group of its own. */
export function openPageShell(folder: string, environment: { readonly [name: string]: string }): PageShell {
  const shell: ChildProcessWithoutNullStreams = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env: { PATH: `${folder}/bin:/usr/bin:/bin:/usr/sbin`, LANG: 'C.UTF-8', HOME: folder, ...environment },
    detached: true,
  });
  const closed = once(shell, 'close');
  let written = '';
  let look = (): void => {};
  const endGroup = (): void => {
    if (shell.pid !== undefined && shell.exitCode === null && shell.signalCode === null) process.kill(-shell.pid, 'SIGKILL');
  };
  shell.stdin.on('error', () => undefined);
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      written += text;
      look();
    });
  }
  return {
    async run(commands) {
      written = '';
      const ended = new Promise<RegExpExecArray>((resolve) => {
        look = () => {
          const found = new RegExp(`${MARK} (\\d+)\n`).exec(written);
          if (found) resolve(found);
        };
      });
      const limit = setTimeout(endGroup, BLOCK_MS);
      shell.stdin.write(`${commands}\necho "${MARK} $?"\n`);
      const found = await Promise.race([ended, closed.then(() => null)]);
      clearTimeout(limit);
      if (!found) throw new Error(`the shell ended before the block did:\n${commands}\n${written}\n${logsIn(folder)}`);
      return { code: Number(found[1]), output: written.replace(found[0], '') };
    },
    async end() {
      endGroup();
      await closed;
    },
  };
}
