// Every link between the documents of this repository leads to a file, and to a heading of it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readText, repository } from './source-tree.ts';

const documents = listFiles('.').filter((path) => path.endsWith('.md'));

/** Headings as GitHub names them: lower case, blanks as hyphens, without punctuation. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = readText(path).matchAll(/^#{1,6} (.+)$/gm);
  const names = [...headings].map(([, heading = '']) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, ''));
  return new Set(names.map((name) => name.trim().replaceAll(' ', '-')));
}

function deadLinks(path: string): string[] {
  const text = readText(path).replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? path : join(dirname(path), file);
    const isThere = existsSync(join(repository, found)) && (anchor === undefined || anchorsOf(found).has(anchor));
    return isThere ? [] : [`${path}: ${target}`];
  });
}

test('documents have links, and each leads somewhere', () => {
  expect(documents.length).toBeGreaterThan(8);
  expect(documents.flatMap(deadLinks)).toEqual([]);
});
