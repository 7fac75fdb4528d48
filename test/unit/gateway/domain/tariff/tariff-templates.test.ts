// Tariff templates: what every kind begins with can be published as it is, in every currency, in amounts for a sign.
import { describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { type KindPolicy, parseKindPolicy } from '../../../../../gateway/domain/kind-policy.ts';
import { tariffToJson } from '../../../../../gateway/domain/tariff/tariff.ts';
import { judgeDraft } from '../../../../../gateway/domain/tariff/tariff-draft.ts';
import { composeTemplates } from '../../../../../gateway/domain/tariff/tariff-templates.ts';

const policies = new Map<string, KindPolicy>(
  KIND_CATALOGUE.flatMap((profile) => {
    const policy = parseKindPolicy(profile);
    return policy.ok ? [[profile.kind, policy.value] as const] : [];
  }),
);

const CURRENCIES = ['CNY', 'EUR', 'USD', 'GBP', 'JPY', 'KRW', 'VND', 'IDR', 'HUF', 'CLP', 'KWD', 'BHD', 'TND', 'CLF', 'ARS'];

describe.each(CURRENCIES)('%s', (currency) => {
  const templates = composeTemplates(KIND_CATALOGUE, policies, currency);

  test('every kind has its usual price and one of zeros', () => {
    const kinds = KIND_CATALOGUE.flatMap(({ kind }) => [`${kind}:usual`, `${kind}:free`]);
    expect(templates.map(({ templateId }) => templateId)).toEqual(kinds);
  });

  test.each(templates.map((template) => [template.templateId, template] as const))('%s can be published', (_id, template) => {
    const profiles = KIND_CATALOGUE.filter(({ kind }) => kind === template.kind);
    const judged = judgeDraft(tariffToJson(template.tariff), { profiles, currency });
    expect(judged.ok ? [] : judged.error.problems).toEqual([]);
  });

  test('amounts have at most two digits that are not 0, unless the kind says them itself', () => {
    if (currency === 'CNY') return;
    const amounts = templates.flatMap(({ tariff }) => [tariff.baseMinor, ...tariff.steps.map(({ amountMinor }) => amountMinor)]);
    expect(amounts.filter((amount) => amount.toString().replace(/0+$/, '').length > 2)).toEqual([]);
    expect(templates.filter(({ what, tariff }) => what === 'usual' && tariff.hold.mostMinor === 0n)).toEqual([]);
  });
});

test('a currency of another venue is named', () => {
  const template = composeTemplates(KIND_CATALOGUE, policies, 'EUR')[0];
  if (!template) throw new Error('no template');
  const judged = judgeDraft(tariffToJson(template.tariff), { profiles: [], currency: 'JPY' });
  expect(judged.ok ? [] : judged.error.problems).toEqual([{ at: 'currency', problem: 'is not JPY, the currency of the venue' }]);
});

test('what a kind cannot measure or sell is named with its place', () => {
  const bike = composeTemplates(KIND_CATALOGUE, policies, 'EUR').find(({ templateId }) => templateId === 'bike:usual');
  const menu = composeTemplates(KIND_CATALOGUE, policies, 'EUR').find(
    ({ templateId }) => templateId === 'restaurant-table:usual',
  );
  if (!bike || !menu) throw new Error('no template');
  const profiles = KIND_CATALOGUE.filter(({ kind }) => kind === 'sleep-pod');
  const judge = (tariff: typeof bike.tariff) => {
    const judged = judgeDraft(tariffToJson(tariff), { profiles, currency: 'EUR' });
    return judged.ok ? [] : judged.error.problems;
  };
  expect(judge(bike.tariff)).toEqual([{ at: 'steps[1].quantity', problem: 'is not metered by this kind' }]);
  expect(judge(menu.tariff)).toEqual([{ at: 'items', problem: 'need the act order' }]);
});
