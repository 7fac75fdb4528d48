// Code form: a text is judged guessable by the parse that will read it, and by nothing that stands before or behind.
import { describe, expect, test } from 'vitest';
import { encodeDigits, encodeDisplayCode } from '#qr';
import { formOfCode, isGuessable } from '../../../../gateway/journey/code-form.ts';

const tag = '1'.repeat(185);
const display = encodeDigits(encodeDisplayCode({ tagId: '00aa00aa00aa00aa', counter: 58_000_000 }, new Uint8Array(32)));

describe('what cannot be guessed', () => {
  test.each([
    tag,
    `https://q.example.com/${tag}`,
    `/${tag}`,
    `https://q.example.com/${tag}?from=app`,
  ])('is the 185 digits of a tag: %.40s', (code) => {
    expect([formOfCode(code), isGuessable(code)]).toEqual(['tag', false]);
  });

  test.each([
    display,
    `https://q.example.com/${display}`,
    `https://q.example.com/${display}?/${tag}`,
  ])('is a well-formed code of a display: %.40s', (code) => {
    expect([formOfCode(code), isGuessable(code)]).toEqual(['display', false]);
  });
});

describe('what can be guessed', () => {
  test.each(['7K3M-Q9TX-8', '7k3mq9tx8'])('is a short code: %s', (code) => {
    expect([formOfCode(code), isGuessable(code)]).toEqual(['short', true]);
  });

  test.each([
    '1'.repeat(56),
    `https://x.example/${'1'.repeat(56)}?/${tag}`,
    `https://old.example/bike/${tag}`,
    `https://old.example/7?at=/${tag}`,
    `old/${tag}`,
    `${tag}0`,
    tag.slice(1),
    '１'.repeat(185),
    `${tag}?x`,
    'https://old.example/bike/7',
    '',
  ])('is everything else, whatever it ends in: %.40s', (code) => {
    expect([formOfCode(code), isGuessable(code)]).toEqual(['other', true]);
  });
});
