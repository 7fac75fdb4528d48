// Text files: whatever stands in English has a file, an export, a key and words of its own in each other language, and is read.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../../../gateway/web/languages.ts';
import { textsOf } from '../../../../gateway/web/text/texts.ts';
import { hasLetters, leavesOf, SHARED_WORDS } from './text-leaves.ts';

/** French puts a no-break space there. */
const NO_BREAK_SPACED = /\u00a0[:;?!»%]|«\u00a0/g;

type Exports = { readonly [name: string]: unknown };

const web = fileURLToPath(new URL('../../../../gateway/web/', import.meta.url));
const folder = `${web}text/`;
const englishFiles = readdirSync(folder).filter((name) => /^en(-[a-z-]+)?\.ts$/.test(name));
const OTHERS = LANGUAGES.filter((lang) => lang !== 'en');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('text/'))
  .map((path) => readFileSync(`${web}${path}`, 'utf8'))
  .join('\n');

/** `zh-hans-money.ts` beside `en-money.ts`. */
const fileOf = (lang: Language, english: string): string => english.replace(/^en/, lang.toLowerCase());
/** `zhHansMoney` beside `enMoney`. */
const nameOf = (lang: Language, english: string): string =>
  english.replace(
    /^en/,
    lang.replace(/-(.)/, (_, letter: string) => letter.toUpperCase()),
  );
const read = async (file: string): Promise<Exports> => (await import(`${folder}${file}`)) as Exports;

describe.each(englishFiles)('%s', (english) => {
  test.each(OTHERS)('has the same keys in %s, in words of its own', async (lang) => {
    const file = fileOf(lang, english);
    expect(existsSync(`${folder}${file}`), file).toBe(true);
    const [ours, theirs] = [await read(english), await read(file)];
    for (const [name, words] of Object.entries(ours)) {
      const given = leavesOf(words, '');
      const translated = leavesOf(theirs[nameOf(lang, name)] ?? {}, '');
      const shape = (all: typeof given): string[] => all.map(({ path, arity }) => `${name} ${path}/${arity}`).sort();
      expect(shape(translated)).toEqual(shape(given));
      const texts = new Map(given.map(({ path, text }) => [path, text]));
      const same = translated.filter(({ path, text }) => texts.get(path) === text && hasLetters(text));
      expect(same.filter(({ text }) => !SHARED_WORDS[lang].includes(text)).map(({ path }) => `${name} ${path}`)).toEqual([]);
    }
  });

  test('keeps French punctuation beside its word', async () => {
    const french = Object.values(await read(fileOf('fr', english))).flatMap((words) => leavesOf(words, ''));
    const loose = french.filter(({ text }) => /\s[:;?!»%]|«\s/.test(text.replaceAll(NO_BREAK_SPACED, '')));
    expect(loose.map(({ path }) => path)).toEqual([]);
  });

  test('has no word that nobody reads', async () => {
    // What is part of the texts of the phone pages is checked with all of them.
    const known = new Set(leavesOf(textsOf('en'), '').map(({ text }) => text));
    const own = Object.values(await read(english)).flatMap((words) => leavesOf(words, ''));
    const isRead = (key: string): boolean => new RegExp(`\\b(texts|words)\\.${key}\\b|'${key}'`).test(sources);
    const unread = own.filter(({ path, text }) => !known.has(text) && !isRead(path.split('.')[0] ?? ''));
    expect(unread.map(({ path }) => path)).toEqual([]);
  });
});
