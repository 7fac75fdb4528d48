// Terms: a file in several languages is one edition, whose version is its text; what cannot be shown is refused with its line.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTerms, type TermsEdition, termsIn } from '../../../../../gateway/domain/account/terms.ts';

const SHORT = '=== en ===\n\n# Rules\nBe kind,\nand quiet.\n\nThank you.\n\n=== de ===\n# Regeln\nSeien Sie nett.\n';

function edition(text: string): TermsEdition {
  const parsed = parseTerms(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

test('headings and paragraphs are told apart, and lines of a paragraph are one', () => {
  expect(edition(SHORT).texts.map(({ language, blocks }) => [language, blocks])).toEqual([
    [
      'en',
      [
        { is: 'heading', text: 'Rules' },
        { is: 'paragraph', text: 'Be kind, and quiet.' },
        { is: 'paragraph', text: 'Thank you.' },
      ],
    ],
    [
      'de',
      [
        { is: 'heading', text: 'Regeln' },
        { is: 'paragraph', text: 'Seien Sie nett.' },
      ],
    ],
  ]);
});

test('the version is the text: line ends, a BOM and blanks at the end of a line make no other, a word in any language does', () => {
  const { version } = edition(SHORT);
  expect(edition(`\ufeff${SHORT.replaceAll('\n', ' \r\n')}`).version).toBe(version);
  expect(edition(SHORT.replace('nett', 'leise')).version).not.toBe(version);
  expect(edition(SHORT.replace('=== de', '=== nl')).version).not.toBe(version);
});

test('a reader gets their language, else English, else the first that there is', () => {
  expect(termsIn(edition(SHORT), 'de').language).toBe('de');
  expect(termsIn(edition(SHORT), 'zh-Hans').language).toBe('en');
  expect(termsIn(edition('=== fr ===\nSoyez gentils.\n'), 'zh-Hans').language).toBe('fr');
});

test('those that come with the gateway have every language of the phone pages', () => {
  const own = readFileSync(new URL('../../../../../gateway/web/assets/terms.txt', import.meta.url), 'utf8');
  const { texts } = edition(own);
  expect(texts.map(({ language }) => language)).toEqual(['en', 'zh-Hans', 'de', 'nl', 'fr']);
  const shapeOf = ({ blocks }: TermsEdition['texts'][number]): string => blocks.map(({ is }) => is).join(' ');
  expect(new Set(texts.map(shapeOf)).size).toBe(1);
});

describe('a file is refused', () => {
  test.each([
    ['', 'there is no line such as "=== en ==="'],
    ['Rules\n=== en ===\na\n', 'line 1: text before the first line such as "=== en ==="'],
    ['=== en ===\n\n', 'en has no text'],
    ['=== en ===\na\n=== en ===\nb\n', 'line 3: en stands there twice'],
    ['=== en ===\nright \u202eto left\n', 'line 2: a control character'],
    ['=== en ===\nbell \u0007\n', 'line 2: a control character'],
    [`=== en ===\n${'x'.repeat(70_000)}`, 'longer than 65536 characters'],
  ])('%j', (text, why) => {
    expect(parseTerms(text)).toEqual({ ok: false, error: why });
  });
});
