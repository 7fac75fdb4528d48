// The guided set-up as a page: in both languages, with names that mean harm, in each of its states.
import { describe, expect, test } from 'vitest';
import type { DeviceClaim } from '../../../../../gateway/domain/device/device-claim.ts';
import { tariffToJson } from '../../../../../gateway/domain/tariff/tariff.ts';
import { nextStep, progressOf } from '../../../../../gateway/domain/venue/set-up-progress.ts';
import type { ObjectInSetUp, SetUpView } from '../../../../../gateway/ports/set-up-view.ts';
import { createAssets } from '../../../../../gateway/web/assets.ts';
import type { ConsoleFrame } from '../../../../../gateway/web/console/frame.tsx';
import { type GuideInput, guidePage } from '../../../../../gateway/web/console/guide-page.tsx';
import { enGuide } from '../../../../../gateway/web/console/text/en-guide.ts';
import { CONSOLE_LANGUAGES, type ConsoleLanguage } from '../../../../../gateway/web/console/text/shape.ts';
import { zhHansGuide } from '../../../../../gateway/web/console/text/zh-hans-guide.ts';
import { frameOf, NOW_MS, tariffOf } from '../samples.ts';

/** Ends a quote and a tag, and turns the text around it (UAX 9). */
const EVIL = '"><script>alert(1)</script>\u202eevil';
const VENUE = { venueId: 'ven_1', name: EVIL, zone: 'Asia/Shanghai', currency: 'CNY' };
const assets = createAssets();

const BARE: ObjectInSetUp = {
  ...{ objectId: 'obj_1', name: EVIL, kind: 'sleep-pod', placeName: EVIL, deviceId: 'dev_1', isInService: true, live: null },
  isUnclean: false,
  ...{ isPriced: false, isEnrolled: false, isOnline: false, isLabelled: false, isPrinted: false, isHung: false },
};
const WHOLE: ObjectInSetUp = {
  ...BARE,
  ...{ objectId: 'obj_2', deviceId: 'dev_2' },
  ...{ isPriced: true, isEnrolled: true, isOnline: true, isLabelled: true, isPrinted: true, isHung: true },
};
const OPENED = { sessionId: 'ses_1', state: 'active', payerId: 'operator ten_1 stf_1' };
const TRIED = { sessionId: 'ses_1', objectId: 'obj_2', objectName: EVIL, startedAtMs: NOW_MS - 9_000, endedAtMs: NOW_MS };
const claim: DeviceClaim = {
  ...{
    claimId: 'clm_1',
    tenantId: 'ten_1',
    serial: 'dev_1',
    kind: 'sleep-pod',
    deviceId: 'dev_1',
    publicX: null,
    model: '',
    fw: '',
  },
  ...{ state: 'issued', issuedAtMs: NOW_MS, expiresAtMs: NOW_MS + 1_000, movedAtMs: NOW_MS, version: 1 },
};

function setUpOf(
  objects: readonly ObjectInSetUp[],
  more: Partial<SetUpView> & { readonly isOfferedAgain?: boolean } = {},
): SetUpView {
  const { isOfferedAgain = true, ...over } = more;
  const places = [{ placeId: 'plc_1', name: EVIL }];
  const { venueId = 'ven_1', tried = null } = over;
  const steps = progressOf({ hasVenue: venueId !== null, objects, isTried: tried !== null, isOfferedAgain });
  return { venueId, places, objects, tried, steps, next: nextStep(steps), isOver: false, ...over };
}

const tariff = tariffOf('sleep-pod').tariff;
const template = { templateId: 'sleep-pod:usual', kind: 'sleep-pod', what: 'usual', tariff, json: tariffToJson(tariff) } as const;
const shown = {
  tariffId: 'trf_1',
  version: 1,
  tariff: { ...tariff, name: EVIL },
  kind: null,
  objects: 0,
  publishedBy: null,
  publishedAtMs: null,
};
const batch = {
  batchId: 'set-up-1',
  venueId: 'ven_1',
  size: 2,
  printed: 2,
  active: 0,
  ended: 0,
  orderedAt: '2026-11-21T13:54:07.000Z',
};
const REST: Omit<GuideInput, 'setUp'> = {
  kinds: ['sleep-pod', 'bike'],
  prices: { kind: 'sleep-pod', tariffs: [], template },
  labels: { batches: [batch], batchId: 'set-up-2', sheets: ['avery-l7160'], usualSheet: 'avery-l7160' },
  devices: { claims: [], shown: null, reach: null },
  attach: { href: 'https://q.example.com/attach', host: 'q.example.com', svg: '<svg></svg>', isOfThisMachine: false },
};
const REACH = { broker: 'mqtts://127.0.0.1:8884', caFile: '/srv/my data/mqtt-cert.pem', dataFolder: '/srv/my data' };
const OUT = { ...WHOLE, isInService: false };

const STATES: { readonly [name: string]: GuideInput } = {
  'before a venue': { ...REST, setUp: setUpOf([], { venueId: null, places: [] }) },
  'before a place': { ...REST, setUp: setUpOf([], { places: [] }) },
  'before an object': { ...REST, setUp: setUpOf([]) },
  'before a price': { ...REST, setUp: setUpOf([BARE]) },
  'with a price to give': {
    ...REST,
    setUp: setUpOf([BARE]),
    prices: { kind: 'sleep-pod', tariffs: [shown, shown], template: null },
  },
  'with a code for an installer': {
    ...REST,
    setUp: setUpOf([BARE, WHOLE]),
    devices: { claims: [claim], shown: { claim, token: 'tok', code: 'o2o-claim:x', svg: '<svg></svg>' }, reach: REACH },
  },
  'with a device that waits': {
    ...REST,
    setUp: setUpOf([BARE, WHOLE]),
    devices: { claims: [{ ...claim, state: 'pending', publicX: 'AAAA' }], shown: null, reach: REACH },
    attach: { ...REST.attach, isOfThisMachine: true },
  },
  'before the test': { ...REST, setUp: setUpOf([WHOLE, { ...WHOLE, objectId: 'obj_3' }]) },
  'out of service for the test': { ...REST, setUp: setUpOf([OUT]) },
  'in the test': { ...REST, setUp: setUpOf([{ ...OUT, live: OPENED }]) },
  'at its end': { ...REST, setUp: setUpOf([{ ...OUT, live: { ...OPENED, state: 'stopping' } }]) },
  'after the test': { ...REST, setUp: setUpOf([OUT], { tried: TRIED, isOfferedAgain: false }) },
  'with a pod that the test left unclean': {
    ...REST,
    setUp: setUpOf([{ ...OUT, isUnclean: true }], { tried: TRIED, isOfferedAgain: false }),
  },
  'in the test, with a device missing': { ...REST, setUp: setUpOf([{ ...OUT, live: OPENED }, BARE]) },
  'for the test, with a device missing': { ...REST, setUp: setUpOf([OUT, BARE]) },
  done: { ...REST, setUp: setUpOf([WHOLE], { tried: TRIED }), prices: { kind: null, tariffs: [], template: null } },
};

function frame(lang: ConsoleLanguage, { setUp }: GuideInput): ConsoleFrame {
  const venue = setUp.venueId === null ? null : VENUE;
  return {
    ...frameOf(lang, '/console/set-up'),
    ...{ assets, section: 'setUp', staff: { name: EVIL, role: 'owner', tenantName: EVIL }, venues: venue ? [venue] : [], venue },
    setUp: { done: 1, of: 7 },
  };
}

function htmlOf(lang: ConsoleLanguage, name: string): string {
  const input = STATES[name];
  if (!input) throw new Error(`no state ${name}`);
  return guidePage(frame(lang, input), input);
}

describe.each(CONSOLE_LANGUAGES)('in %s', (lang) => {
  test.each(Object.keys(STATES))('%s names are text, ids are one each, and acts are of the operator API', (name) => {
    const html = htmlOf(lang, name);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('\u202e');
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|javascript:/);
    expect(html).not.toMatch(/undefined|\[object /);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const [, act] of html.matchAll(/data-act="([^"]+)"/g)) expect(act).toMatch(/^POST \/api\/v1\/operator\//);
  });
});

test.each([
  ['before a venue', 'venue', ['new-venue']],
  ['before an object', 'objects', ['new-objects', 'new-place']],
  ['with a price to give', 'prices', ['give-price', 'make-labels', 'connect']],
  ['before the test', 'test', ['take-out']],
  ['out of service for the test', 'test', ['test-start']],
  ['in the test', 'test', ['test-stop']],
  ['at its end', 'test', []],
  ['after the test', 'test', ['put-back']],
  ['with a pod that the test left unclean', 'test', ['test-clean']],
] as const)('%s its next step is %s, with the forms of it', (name, step, forms) => {
  const html = htmlOf('en', name);
  expect(/guide-next" id="step-([a-z]+)"/.exec(html)?.[1]).toBe(step);
  for (const form of forms) expect(html).toContain(`<form id="${form}"`);
  for (const other of ['take-out', 'test-start', 'test-stop', 'put-back', 'test-clean']) {
    if (!forms.some((form) => form === other)) expect(html).not.toContain(`<form id="${other}"`);
  }
});

test.each(['in the test, with a device missing', 'for the test, with a device missing'])('%s its step stays unfolded', (name) => {
  const html = htmlOf('en', name);
  expect(/guide-next" id="step-([a-z]+)"/.exec(html)?.[1]).not.toBe('test');
  expect(html).toMatch(/id="step-test"[^>]*data-unfolded="yes"[^>]*><details open/);
  expect(htmlOf('en', 'before the test')).not.toContain('data-unfolded');
});

test('commands are of this gateway, whatever its folder is called', () => {
  const html = htmlOf('en', 'with a code for an installer').replaceAll('&#39;', "'");
  const way = "--broker mqtts://127.0.0.1:8884 --ca '/srv/my data/mqtt-cert.pem'";
  expect(html).toContain(`unlatch -- sim --enrol o2o-claim:x ${way}<`);
  expect(html).toContain(`unlatch -- device doctor dev_1 ${way} --data '/srv/my data'<`);
});

test('who would print an address of this machine, or a price that nobody can pay, is told so before', () => {
  expect(htmlOf('en', 'with a device that waits')).toContain('data-note="labels-here"');
  expect(htmlOf('en', 'before the test')).not.toContain('data-note=');
  const input = STATES['before the test'];
  if (!input) throw new Error('no such state');
  const html = guidePage({ ...frame('en', input), isWithoutPayIn: true }, input);
  expect(html).toContain('data-note="pay-in"');
  expect(html).toContain('UNLATCH_TOP_UP');
});

test('every word is there in both languages, and is a translation', () => {
  const leaves = (words: object, path = ''): readonly (readonly [string, unknown])[] =>
    Object.entries(words).flatMap(([key, word]: [string, unknown]) =>
      typeof word === 'object' && word !== null ? leaves(word, `${path}${key}.`) : [[`${path}${key}`, word] as const],
    );
  const [en, zh] = [new Map(leaves(enGuide)), new Map(leaves(zhHansGuide))];
  expect([...zh.keys()]).toEqual([...en.keys()]);
  const same = [...en].filter(([key, word]) => typeof word === 'string' && word !== '' && zh.get(key) === word);
  expect(same).toEqual([]);
});
