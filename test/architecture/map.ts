// Prints the map of the house from the first line of each source file: `npm run map`.
import { pathToFileURL } from 'node:url';
import { houseFolders } from './rules.ts';
import { listSources, readText } from './source-tree.ts';

/**
 * The purpose that a file's first line states, or undefined where it states none.
 * A `#!` line may stand before it. CSS and C may use a one-line block comment.
 */
export function purposeOf(text: string): string | undefined {
  const lines = text.split('\n', 2);
  const first = lines[0]?.startsWith('#!') ? lines[1] : lines[0];
  const said = /^(?:\/\/ (\S.*)|\/\* (\S.*) \*\/)$/.exec(first?.trimEnd() ?? '');
  const purpose = said?.[1] ?? said?.[2];
  return purpose?.endsWith('.') ? purpose : undefined;
}

/** The map as lines of text: folders as headings, files indented below with their purpose. */
export function drawMap(sources: readonly string[], read: (path: string) => string): string[] {
  const width = Math.max(0, ...sources.map((path) => indentOf(path) + baseOf(path).length));
  const lines: string[] = [];
  let shown: string[] = [];
  for (const path of sources) {
    const folders = path.split('/').slice(0, -1);
    const same = folders.findIndex((folder, depth) => folder !== shown[depth]);
    const from = same === -1 ? folders.length : same;
    for (let depth = from; depth < folders.length; depth += 1) lines.push(`${'  '.repeat(depth)}${folders[depth]}/`);
    shown = folders;
    const name = `${' '.repeat(indentOf(path))}${baseOf(path)}`;
    lines.push(`${name.padEnd(width)}  ${purposeOf(read(path)) ?? '(says nothing)'}`);
  }
  return lines;
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const indentOf = (path: string): number => 2 * (path.split('/').length - 1);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rank = (path: string): number => houseFolders.findIndex((folder) => path.startsWith(`${folder}/`));
  const sources = listSources().filter((path) => rank(path) >= 0);
  console.log(drawMap(sources, readText).join('\n'));
}
