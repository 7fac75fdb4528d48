// Terms: the terms of use in every language that an operator wrote them in, as one edition with a version of its own.
import { ok, type Result, refused, sha256 } from '#protocol';

/** Blocks of a text: a heading, or a paragraph. */
export type TermsBlock = { readonly is: 'heading' | 'paragraph'; readonly text: string };

export type TermsText = {
  /** BCP 47, as it stands in the file. */
  readonly language: string;
  readonly hash: string;
  readonly blocks: readonly TermsBlock[];
};

export type TermsEdition = {
  /** Hash over all languages: a word changed in any of them is another version. */
  readonly version: string;
  /** At least one. */
  readonly texts: readonly TermsText[];
};

const MOST_CHARACTERS = 65_536;
const LANGUAGE_LINE = /^=== ([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*) ===$/;
const HEADING = /^# +/;
/** Line feeds separate; whatever else steers a terminal or turns the direction of reading has no place in terms. */
const CONTROLS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

type Part = { readonly language: string; readonly lines: string[] };

function partsOf(lines: readonly string[]): Result<readonly Part[], string> {
  const parts: Part[] = [];
  for (const [at, line] of lines.entries()) {
    const language = LANGUAGE_LINE.exec(line)?.[1];
    const part = parts.at(-1);
    if (language !== undefined) {
      if (parts.some((each) => each.language === language)) return refused(`line ${at + 1}: ${language} stands there twice`);
      parts.push({ language, lines: [] });
    } else if (part) {
      part.lines.push(line);
    } else if (line !== '') {
      return refused(`line ${at + 1}: text before the first line such as "=== en ==="`);
    }
  }
  return parts.length === 0 ? refused('there is no line such as "=== en ==="') : ok(parts);
}

/** A heading is a line of its own; the lines of a paragraph stand together, and an empty one ends it. */
function blocksOf(lines: readonly string[]): readonly TermsBlock[] {
  const text = lines.map((line) => (HEADING.test(line) ? `\n${line}\n` : line)).join('\n');
  return text
    .split(/\n{2,}/)
    .map((block) => block.trim().replaceAll('\n', ' '))
    .filter((block) => block !== '')
    .map((block) => {
      const isHeading = HEADING.test(block);
      return { is: isHeading ? 'heading' : 'paragraph', text: isHeading ? block.replace(HEADING, '') : block };
    });
}

function textOf({ language, lines }: Part): TermsText {
  const blocks = blocksOf(lines);
  return { language, blocks, hash: sha256(blocks.map(({ is, text }) => `${is}:${text}`).join('\n')) };
}

/** @returns what is wrong with it, with its line, for whoever wrote the file. */
export function parseTerms(file: string): Result<TermsEdition, string> {
  if (file.length > MOST_CHARACTERS) return refused(`longer than ${MOST_CHARACTERS} characters`);
  const lines = file
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
  const hidden = lines.findIndex((line) => CONTROLS.test(line));
  if (hidden >= 0) return refused(`line ${hidden + 1}: a control character`);
  const parts = partsOf(lines);
  if (!parts.ok) return parts;
  const texts = parts.value.map(textOf);
  const empty = texts.find(({ blocks }) => blocks.length === 0);
  if (empty) return refused(`${empty.language} has no text`);
  return ok({ version: sha256(texts.map(({ language, hash }) => `${language}:${hash}`).join('\n')), texts });
}

/** In the reader's language, else in English, else in the first that there is. */
export function termsIn({ texts }: TermsEdition, language: string): TermsText {
  const find = (wanted: string): TermsText | undefined =>
    texts.find((text) => text.language.toLowerCase() === wanted.toLowerCase());
  const [first] = texts;
  if (!first) throw new Error('an edition of the terms has a text');
  return find(language) ?? find('en') ?? first;
}
