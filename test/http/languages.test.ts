// Languages at the edge: each reader gets a page in their own, can switch to any other, and staff get one that staff pages are in.
import { describe, expect, test } from 'vitest';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../gateway/web/languages.ts';
import { textsOf } from '../../gateway/web/text/texts.ts';
import { createHttpWorld } from './http-world.ts';

const offered = (html: string): readonly string[] => [...html.matchAll(/hreflang="([\w-]+)"/g)].map(([, lang = '']) => lang);

describe('a phone page', () => {
  test.each<[string, Language]>([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['nl-BE', 'nl'],
    ['fr-CA, en;q=0.9', 'fr'],
    ['pt-BR, fr;q=0.4, de;q=0.3', 'fr'],
    ['pt-BR', 'en'],
  ])('for %s is in %s', async (accepted, lang) => {
    const world = await createHttpWorld();
    const html = await (await world.request('/', { headers: { 'Accept-Language': accepted } })).text();
    expect(html).toContain(`<html lang="${lang}"`);
    expect(html).toContain(textsOf(lang).home.title);
  });

  test('offers every language in its own name, and says which is shown', async () => {
    const world = await createHttpWorld();
    const html = await (await world.request('/?lang=nl')).text();
    expect(offered(html)).toEqual([...LANGUAGES]);
    for (const lang of LANGUAGES) expect(html).toContain(LANGUAGE_NAMES[lang]);
    expect([...html.matchAll(/lang="([\w-]+)"[^>]*aria-current="true"/g)].map(([, lang]) => lang)).toEqual(['nl']);
  });

  test('tells a refusal in the language of whoever asks', async () => {
    const world = await createHttpWorld();
    const answer = await world.request('/nowhere', { headers: { Accept: 'text/html', 'Accept-Language': 'fr' } });
    expect([answer.status, answer.headers.get('content-language')]).toEqual([404, 'fr']);
    expect(await answer.text()).toContain(textsOf('fr').rejections['request.not-found'].title);
  });
});

test.each<[string, string]>([
  ['fr', 'en'],
  ['zh-CN', 'zh-Hans'],
])('a page of staff for %s is in %s, and offers what it can be in', async (accepted, lang) => {
  const world = await createHttpWorld();
  const html = await (await world.request('/attach', { headers: { 'Accept-Language': accepted } })).text();
  expect(html).toContain(`<html lang="${lang}"`);
  expect(offered(html)).toEqual(['en', 'zh-Hans']);
});
