// Tenant hosts: nobody has labels of a host that is named for somebody else, and a tenant that is alone needs no names.
import { expect, test } from 'vitest';
import { firstHostOf, mayIssueFor, mayTakeOver } from '../../../../../gateway/domain/label/tenant-hosts.ts';

const Q = 'https://q.example.com';
const R = 'https://r.example.com';

test('a named tenant has its own hosts, the first of them by itself, and the others share the rest', () => {
  const hosts = [
    { tenantId: 'tnt_1', host: Q },
    { tenantId: 'tnt_1', host: 'https://s.example.com' },
  ];
  expect([firstHostOf(hosts, 'tnt_1'), firstHostOf(hosts, 'tnt_2')]).toEqual([Q, null]);
  expect([mayIssueFor(hosts, 'tnt_1', Q), mayIssueFor(hosts, 'tnt_1', R)]).toEqual([true, false]);
  expect([mayIssueFor(hosts, 'tnt_2', Q), mayIssueFor(hosts, 'tnt_2', R)]).toEqual([false, true]);
  expect([mayIssueFor([], 'tnt_1', Q), mayIssueFor([], 'tnt_2', Q)]).toEqual([true, true]);
});

test('labels of others are taken over from hosts that are named, unless the tenant is alone and none is', () => {
  const hosts = [{ tenantId: 'tnt_1', host: 'm.example.cn:8443' }];
  const may = (tenantId: string, isAlone: boolean, url: string) => mayTakeOver(hosts, tenantId, isAlone)(url);
  expect(may('tnt_1', false, 'https://m.example.cn:8443/1')).toBe(true);
  for (const url of ['https://m.example.cn/1', 'https://m.example.cn.evil.example/1', 'https://x.m.example.cn:8443/1']) {
    expect(may('tnt_1', true, url)).toBe(false);
  }
  expect(may('tnt_2', false, 'https://m.example.cn:8443/1')).toBe(false);
  expect([mayTakeOver([], 'tnt_1', true)('https://a.example/'), mayTakeOver([], 'tnt_1', false)('https://a.example/')]).toEqual([
    true,
    false,
  ]);
});
