// Guard: only the page itself acts, whatever a stranger's page or name sends.
import { describe, expect, test } from 'vitest';
import { refuseVisit, type Visit } from '../../../../device-sim/live-page/guard.ts';
import { pickLanguage } from '../../../../device-sim/live-page/languages.ts';

const PORT = 4_711;
const own: Visit = { method: 'POST', host: '127.0.0.1:4711', origin: 'http://127.0.0.1:4711', site: 'same-origin' };
const judge = (change: Partial<Visit>): string => refuseVisit({ ...own, ...change }, PORT)?.code ?? 'welcome';

describe('who may act', () => {
  test.each<[string, Partial<Visit>, string]>([
    ['the page itself', {}, 'welcome'],
    ['the page by its other name', { host: 'localhost:4711', origin: 'http://localhost:4711' }, 'welcome'],
    ['a browser without Fetch Metadata', { site: undefined }, 'welcome'],
    ['a page of another site', { origin: 'https://evil.example', site: 'cross-site' }, 'page.foreign-origin'],
    ['a page of another port here', { origin: 'http://127.0.0.1:8080', site: 'same-site' }, 'page.foreign-origin'],
    ['a sandboxed frame', { origin: 'null', site: 'cross-site' }, 'page.foreign-origin'],
    ['no origin at all', { origin: undefined, site: undefined }, 'page.foreign-origin'],
    ['an origin that only begins like ours', { origin: 'http://127.0.0.1:47110' }, 'page.foreign-origin'],
    ['the right origin with a foreign site', { site: 'cross-site' }, 'page.foreign-origin'],
    ['a name that was pointed here', { host: 'door.example:4711', origin: 'http://door.example:4711' }, 'page.foreign-host'],
    ['the right name with another port', { host: '127.0.0.1:80' }, 'page.foreign-host'],
    ['no host', { host: undefined }, 'page.foreign-host'],
    ['a glance from a bookmark', { method: 'GET', origin: undefined, site: 'none' }, 'welcome'],
    ['a glance by a name that was pointed here', { method: 'GET', host: 'door.example:4711' }, 'page.foreign-host'],
  ])('%s', (_who, change, verdict) => {
    expect(judge(change)).toBe(verdict);
  });
});

describe('the language of the page', () => {
  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', undefined, 'zh-Hans'],
    ['de,en;q=0.5,zh;q=0.4', undefined, 'en'],
    ['fr', undefined, 'en'],
    [undefined, undefined, 'en'],
    ['zh;q=0, en;q=0.1', undefined, 'en'],
    ['en', 'zh-Hans', 'zh-Hans'],
    ['zh', 'xx', 'zh-Hans'],
  ])('for %s and the choice %s is %s', (accept, chosen, language) => {
    expect(pickLanguage(accept, chosen)).toBe(language);
  });
});
