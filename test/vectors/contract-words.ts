// Words of the contract: what each field means, read from the tables of its README, so that schemas say nothing else.
import { readFileSync } from 'node:fs';

const README = new URL('../../firmware-protocol/README.md', import.meta.url);

/** Meaning of each field by its name, as one chapter's tables have it. */
type Words = ReadonlyMap<string, string>;

const cellsOf = (row: string): readonly string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function rowsOf(chapter: string): readonly (readonly string[])[] {
  const blocks = chapter.split(/\n{2,}/).map((block) => block.trim());
  const tables = blocks.filter((block) => block.startsWith('| Field | Type | Meaning |'));
  return tables.flatMap((table) => table.split('\n').slice(2).map(cellsOf));
}

const fieldsOf = (cell: string): readonly string[] => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name);

/** A row says its type and its meaning; a row without a field goes on with the one above. */
function wordsOf(chapter: string): Words {
  const words = new Map<string, string>();
  let above: readonly string[] = [];
  for (const [field = '', type = '', meaning = ''] of rowsOf(chapter)) {
    const said = [type, meaning].filter((part) => part !== '').join('; ');
    if (field === '') for (const name of above) words.set(name, `${words.get(name)}; ${said}`);
    else above = fieldsOf(field);
    if (field !== '') for (const name of above) words.set(name, said);
  }
  return words;
}

/** @returns what a chapter's tables say of a field; fields "as in" another chapter are looked up there. */
export function createContractWords(readme = readFileSync(README, 'utf8')) {
  const chapters = new Map(
    readme
      .split(/\n#{2,3} /)
      .slice(1)
      .map((text) => {
        const [heading = '', ...rest] = text.split('\n');
        return [heading, wordsOf(rest.join('\n'))] as const;
      }),
  );
  return function wordsFor(chapter: string, field: string): string | undefined {
    const said = chapters.get(chapter)?.get(field);
    const other = /^as in (\w+)$/.exec(said ?? '')?.[1];
    return other === undefined ? said : wordsFor(other, field);
  };
}

/** @returns what an act does, as the table of acts has it. */
export function createActWords(readme = readFileSync(README, 'utf8')): Words {
  const table = readme.split('| `act` | `arg` | Does |\n')[1]?.split('\n\n')[0] ?? '';
  return new Map(
    table
      .split('\n')
      .slice(1)
      .map(cellsOf)
      .map(([act = '', , does = '']) => [act.replaceAll('`', ''), does]),
  );
}
