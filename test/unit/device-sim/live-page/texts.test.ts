// Texts of the live page: both languages say the same things, and have a word for all that the simulator can do or show.
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, KIND_CATALOGUE, RESULT_STATUSES } from '#protocol';
import { KIND_MODELS } from '#sim';
import { DIALS } from '../../../../device-sim/live-page/dials.ts';
import { LANGUAGES } from '../../../../device-sim/live-page/languages.ts';
import { textsOf } from '../../../../device-sim/live-page/text/texts.ts';

/** `a.b.c` of every word, so that two languages can be laid side by side. */
function namesOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => namesOf(part, `${path}.${name}`));
}

describe.each(LANGUAGES)('the words in %s', (lang) => {
  const texts = textsOf(lang);
  const without = (names: readonly string[], words: { readonly [name: string]: unknown }): string[] =>
    names.filter((name) => words[name] === undefined);

  test('are those of the other language', () => {
    expect(namesOf(texts)).toEqual(namesOf(textsOf('en')));
  });

  test('name every kind, every hand, every reading and every outcome', () => {
    const kinds = KIND_CATALOGUE.map(({ kind }) => kind);
    expect(without(kinds, texts.kinds)).toEqual([]);
    expect(without(kinds, texts.guide)).toEqual([]);
    const acts = KIND_MODELS.flatMap(({ personActs }) => Object.keys(personActs));
    expect(without([...acts, 'powerCut', 'cutNetwork', 'bringNetwork'], texts.acts)).toEqual([]);
    const fields = KIND_CATALOGUE.flatMap(({ controls, reported }) => [...Object.keys(controls), ...Object.keys(reported)]);
    expect(without(fields, texts.fields)).toEqual([]);
    expect(without(Object.keys(DIALS), texts.dials)).toEqual([]);
    expect(
      without(
        KIND_CATALOGUE.flatMap(({ acts: commands }) => commands),
        texts.commands,
      ),
    ).toEqual([]);
    expect(without(RESULT_STATUSES, texts.statuses)).toEqual([]);
    expect(without(EVENT_TYPES, texts.events)).toEqual([]);
  });

  test('have a word for every state that an object leaves the factory with', () => {
    const unsaid = KIND_MODELS.flatMap(({ fresh, reported }) =>
      Object.entries(reported(fresh)).filter(
        ([field, value]) => typeof value !== 'number' && texts.values[field]?.[String(value)] === undefined,
      ),
    );
    expect(unsaid).toEqual([]);
  });
});

test('every value of a dial is one that the object takes', () => {
  for (const { personActs, fresh } of KIND_MODELS) {
    for (const [act, { values }] of Object.entries(DIALS)) {
      const touch = personActs[act];
      if (touch) for (const value of values) expect(touch({ ...fresh, pin: 'open' }, 0, value), `${act} ${value}`).not.toBeNull();
    }
  }
});
