// Mutate: small and large damage to bytes, JSON and topics, all of it drawn from one stream of chance.
import type { Chance } from '../crash/lives/chance.ts';

/** Pieces that parsers trip over. */
const TOKENS: readonly Buffer[] = [
  ...['{', '}', '[', ']', '"', ':', ',', '\\', '\\u0000', '\\ud800', 'null', '-0', '1e309', '0x10', '__proto__', 'constructor'],
  ...[
    'toString',
    '/',
    '+',
    '#',
    '$SYS',
    '$share/g/',
    '..',
    '.',
    '=',
    'eyJ',
    '\u0000',
    '\ufeff',
    '\u2028',
    '😀',
    '9007199254740993',
  ],
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0xc0, 0x80]),
    Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  ]);

const NASTY_VALUES: readonly (() => unknown)[] = [
  ...[null, true, false, -1, 0, 1.5, -0, 1e300, 2 ** 53, 2 ** 48, '', '\u0000', '\ud800', '__proto__', 'x'.repeat(5_000)].map(
    (value) => () => value,
  ),
  () => [],
  () => ({}),
  // Cannot be made into text.
  () => ({ toString: 1, valueOf: 1 }),
  () => ({ length: -1, constructor: 1 }),
  () => Array.from({ length: 600 }, () => 0),
  () => nested(200),
];
const NASTY_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'then',
  'length',
  '',
  'v',
  'v ',
  '\u0000',
  'x'.repeat(300),
];

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let n = 0; n < depth; n += 1) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

/** One to four changes of bytes. */
export function mutateBytes(chance: Chance, bytes: Uint8Array): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + chance.below(4); times > 0; times -= 1) {
    const at = chance.below(changed.length + 1);
    const until = Math.min(changed.length, at + 1 + chance.below(16));
    const [before, piece, after] = [changed.subarray(0, at), changed.subarray(at, until), changed.subarray(until)];
    switch (chance.below(7)) {
      case 0:
        if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << chance.below(8));
        break;
      case 1:
        if (at < changed.length) changed[at] = chance.below(256);
        break;
      case 2:
        changed = Buffer.concat([before, after]);
        break;
      case 3:
        changed = Buffer.concat([before, piece, piece, after]);
        break;
      case 4:
        changed = Buffer.concat([before, chance.pick(TOKENS), piece, after]);
        break;
      case 5:
        changed = Buffer.concat([before, chance.bytes(1 + chance.below(8)), after]);
        break;
      default:
        changed = Buffer.from(before);
    }
  }
  return changed;
}

/** A value with one of its parts replaced, removed, renamed or joined by something strange; the value itself stays. */
export function mutateJson(chance: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || chance.is(0.15)) return chance.pick(NASTY_VALUES)();
  if (Array.isArray(value)) {
    const at = chance.below(value.length + 1);
    const items = [...value];
    items.splice(at, chance.below(2), mutateJson(chance, value[at]));
    return items;
  }
  const entries = Object.entries(value);
  const at = chance.below(entries.length + 1);
  const [name, part] = entries[at] ?? [chance.pick(NASTY_NAMES), null];
  switch (chance.below(4)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries.splice(at, 1, [chance.pick(NASTY_NAMES), part]);
      break;
    default:
      entries.splice(at, 1, [name, mutateJson(chance, part)]);
  }
  const changed = {};
  // An own property whatever its name is, as JSON.parse makes it.
  for (const [each, worth] of entries) {
    Object.defineProperty(changed, each, { value: worth, enumerable: true, configurable: true, writable: true });
  }
  return changed;
}

/** A topic with a word replaced, added or cut, or with its bytes damaged. */
export function mutateTopic(chance: Chance, topic: string): string {
  const words = topic.split('/');
  const at = chance.below(words.length);
  switch (chance.below(6)) {
    case 0:
      words[at] = chance.pick([
        '',
        '+',
        '#',
        '$SYS',
        '..',
        'gw',
        'claim',
        'a'.repeat(49),
        '__proto__',
        'é',
        '\u0000',
        'dn',
        'up',
      ]);
      return words.join('/');
    case 1:
      words.splice(at, 1);
      return words.join('/');
    case 2:
      words.splice(at, 0, words[chance.below(words.length)] ?? '');
      return words.join('/');
    case 3:
      return `${topic}${'/a'.repeat(chance.below(40))}`;
    case 4:
      return `${topic}${'x'.repeat(chance.below(400))}`;
    default:
      return mutateBytes(chance, Buffer.from(topic)).toString();
  }
}

/** The same bytes in pieces, cut anywhere. */
export function cutAnywhere(chance: Chance, bytes: Buffer, pieces: number): readonly Buffer[] {
  const edges = Array.from({ length: pieces - 1 }, () => chance.below(bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...edges].map((edge, at) => bytes.subarray(edge, edges[at] ?? bytes.length)).filter(({ length }) => length > 0);
}
