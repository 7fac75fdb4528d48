// The pages of venues and lists: names are text, forms are those that a role may send, each word is in both languages, scripts hold their types.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import type { Role } from '../../../../../gateway/domain/staff/permissions.ts';
import { LIST_PROBLEMS } from '../../../../../gateway/domain/venue/object-list.ts';
import { createAssets } from '../../../../../gateway/web/assets.ts';
import type { ConsoleFrame } from '../../../../../gateway/web/console/frame.tsx';
import { objectImportPage } from '../../../../../gateway/web/console/object-import-page.tsx';
import { enVenues } from '../../../../../gateway/web/console/text/en-venues.ts';
import { CONSOLE_LANGUAGES, type ConsoleLanguage } from '../../../../../gateway/web/console/text/shape.ts';
import { zhHansVenues } from '../../../../../gateway/web/console/text/zh-hans-venues.ts';
import { type VenuePageInput, venuePage } from '../../../../../gateway/web/console/venue-page.tsx';
import { venuesPage } from '../../../../../gateway/web/console/venues-page.tsx';
import { frameOf } from '../samples.ts';
import { leavesOf } from '../text-leaves.ts';

/** Ends a quote and a tag, and turns the text around it (UAX 9). */
const EVIL = '"><script>alert(1)</script>\u202eevil';
const assets = createAssets();
const kinds = KIND_CATALOGUE.map(({ kind }) => kind);
const states = {
  ...{ 'in-use': 1, retired: 1, 'out-of-service': 0, 'needs-cleaning': 0 },
  ...{ 'not-enrolled': 2, offline: 0, 'no-tariff': 0, free: 3 },
};
const venue = {
  ...{ venueId: 'ven_1', name: EVIL, zone: 'Asia/Shanghai', currency: 'CNY', feePermille: 50, version: 3, places: 2, states },
  seller: { name: EVIL, vatNumber: EVIL, address: EVIL },
};
const input: VenuePageInput = {
  ...{ venue, kinds, hasMore: true },
  places: [
    { placeId: 'plc_1', name: EVIL, version: 1, objects: 1, isPositioned: true, objectId: 'obj_1' },
    { placeId: 'plc_2', name: EVIL, version: 1, objects: 0, isPositioned: false, objectId: null },
  ],
  objects: [
    { objectId: 'obj_1', name: EVIL, kind: 'bike', placeName: EVIL, state: 'no-tariff', tariffId: null, labels: 0 },
    { objectId: 'obj_2', name: EVIL, kind: 'bike', placeName: EVIL, state: 'free', tariffId: 'trf_1', labels: 2 },
  ],
  tariffs: [
    { tariffId: 'trf_1', name: EVIL, currency: 'CNY', kind: null },
    { tariffId: 'trf_2', name: 'Kreuzer', currency: 'EUR', kind: 'bike' },
  ],
};

function frame(lang: ConsoleLanguage, role: Role = 'owner'): ConsoleFrame {
  return {
    ...frameOf(lang, '/console/venues'),
    ...{ assets, section: 'venues', staff: { name: EVIL, role, tenantName: EVIL }, venues: [venue], venue },
  };
}

const PAGES: { readonly [name: string]: (on: ConsoleFrame) => string } = {
  venues: (on) => venuesPage(on, { venues: [venue] }),
  venue: (on) => venuePage(on, input),
  'a new venue': (on) => venuePage(on, { ...input, places: [], objects: [], hasMore: false, tariffs: [] }),
  import: (on) => objectImportPage(on, { kinds }),
};

describe.each(CONSOLE_LANGUAGES)('in %s', (lang) => {
  test.each(Object.keys(PAGES))('%s says names as text, without script or style of its own', (name) => {
    const html = PAGES[name]?.(frame(lang)) ?? '';
    expect(html).toMatch(/^<!doctype html><html lang="/);
    expect(html).not.toContain('<script>');
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|javascript:/);
    expect(html).not.toMatch(/undefined|\[object /);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('no name turns what is read; only what an editor is compared with keeps it as it is', () => {
    for (const page of Object.values(PAGES)) {
      const read = page(frame(lang)).replaceAll(/ data-edited="[^"]*"/g, '');
      expect(read).not.toContain('\u202e');
    }
  });
});

test.each([
  ['owner', 'venues', ['new-venue']],
  ['staff', 'venues', []],
  ['owner', 'venue', ['forget-plc_1', 'new-objects', 'new-place', 'position-plc_1', 'rename-plc_1', 'rename-plc_2', 'venue']],
  ['installer', 'venue', ['forget-plc_1', 'position-plc_1']],
  ['staff', 'venue', []],
  ['owner', 'a new venue', ['new-place', 'venue']],
  ['owner', 'import', ['check', 'create']],
] as const)('%s has on %s just the forms that they may send', (role, name, forms) => {
  const html = PAGES[name]?.(frame('en', role)) ?? '';
  const shown = [...html.matchAll(/<form id="([^"]+)" class="act/g)].map(([, id]) => id);
  expect(shown.sort()).toEqual([...forms]);
  for (const [, act] of html.matchAll(/data-act="([^"]+)"/g)) expect(act).toMatch(/^POST \/api\/v1\/operator\//);
});

test('only prices in the currency of the venue are offered', () => {
  expect(venuePage(frame('en'), input)).not.toContain('Kreuzer');
});

test('every word is there in both languages, and is a translation; each problem of a list has words', () => {
  const [en, zh] = [leavesOf(enVenues, ''), leavesOf(zhHansVenues, '')];
  expect(zh.map(({ path, arity }) => `${path}/${arity}`).sort()).toEqual(en.map(({ path, arity }) => `${path}/${arity}`).sort());
  const english = new Map(en.map(({ path, text }) => [path, text]));
  expect(zh.filter(({ path, text }) => english.get(path) === text).map(({ path }) => path)).toEqual([]);
  expect(Object.keys(enVenues.wrong).sort()).toEqual([...LIST_PROBLEMS].sort());
});

test('its scripts hold their types', { timeout: 60_000 }, () => {
  const files = ['set-up-forms.js', 'object-import.js'].map((name) =>
    fileURLToPath(new URL(`../../../../../gateway/web/assets/${name}`, import.meta.url)),
  );
  const program = ts.createProgram(files, {
    ...{ allowJs: true, checkJs: true, strict: true, noEmit: true, noUncheckedIndexedAccess: true, types: [] },
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    target: ts.ScriptTarget.ES2022,
    moduleDetection: ts.ModuleDetectionKind.Force,
  });
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(complaints).toEqual([]);
});
