// Receipts and what their price hung on: a stranger recomputes packages, peak hours, days, guests and corrections too.
import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { splitProRata } from '../../../../../gateway/domain/ledger/shares.ts';
import type { ReceiptJson } from '../../../../../gateway/domain/receipt/receipt.ts';
import { checkReceipt } from '../../../../../gateway/domain/receipt/receipt-check.ts';
import { parseReceipt } from '../../../../../gateway/domain/receipt/receipt-parse.ts';
import { termsFromJson, termsToJson } from '../../../../../gateway/domain/tariff/price-terms.ts';
import { freezeTariff, type Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { perTime, recentUse } from '../../../../support/pricing.ts';
import { createNotary, type Notary, POD_TARIFF, type Story } from './signed-receipt.ts';

let notary: Notary;
beforeAll(async () => {
  notary = await createNotary();
});

async function issue(story: Story, tamper: (receipt: ReceiptJson) => ReceiptJson = (receipt) => receipt): Promise<ReceiptJson> {
  const parsed = parseReceipt(JSON.parse(JSON.stringify(tamper(await notary.issue(story)))));
  if (!parsed.ok) throw new Error(`${parsed.error.at} ${parsed.error.problem}`);
  return parsed.value;
}

async function faultsOf(receipt: ReceiptJson): Promise<string[]> {
  const findings = checkReceipt(receipt, await notary.evidenceOf(receipt));
  return findings.flatMap((finding) => (finding.ok ? [] : [`${finding.check} ${finding.code}`]));
}

/** The session of the notary is on a Saturday, 16:00 in Shanghai. */
const rich: Tariff = {
  ...POD_TARIFF,
  freeMs: 3 * MINUTE_MS,
  steps: [perTime(MINUTE_MS, 100n)],
  packages: [{ packageId: 'p30', lengthMs: 30 * MINUTE_MS, amountMinor: 2_500n }],
  peaks: [{ days: [6], fromMinute: 16 * 60 + 5, untilMinute: 17 * 60, rate: { permille: 1_500 } }],
  pause: { per: MINUTE_MS, amountMinor: 20n },
  dayCap: { amountMinor: 8_000n, calendar: true },
  service: { permille: 100, on: 'items' },
  taxMode: 'added',
};
const tea = [{ itemId: 'tea', quantity: 2 }];
const earlier = recentUse({
  sold: freezeTariff('tar_1', 1, rich),
  startedAtMs: Date.parse('2026-11-21T07:30:00.000Z'),
  endedAtMs: Date.parse('2026-11-21T07:50:00.000Z'),
  freeUsedMs: 3 * MINUTE_MS,
  useMinor: 2_000n,
});

describe('a true receipt holds', () => {
  test.each<[string, Story, string[]]>([
    ['through peak hours', { tariff: rich }, ['free', 'base', 'step', 'peak', 'tax']],
    ['with a package', { tariff: rich, terms: { packageId: 'p30' } }, ['free', 'package', 'tax']],
    [
      'as the continuation of an earlier use',
      { tariff: rich, terms: { recentUses: [earlier] } },
      ['free', 'base', 'step', 'peak', 'stitch', 'tax'],
    ],
    [
      'of a day whose cap is reached',
      {
        tariff: rich,
        terms: {
          recentUses: [
            { ...earlier, startedAtMs: 0, endedAtMs: Date.parse('2026-11-21T07:00:00Z') },
            { ...earlier, endedAtMs: Date.parse('2026-11-21T07:40:00Z'), useMinor: 7_500n },
          ],
        },
      },
      ['base', 'step', 'peak', 'day-cap', 'tax'],
    ],
    ['with service and tax on top', { tariff: rich, tickets: [tea] }, ['free', 'base', 'step', 'peak', 'item', 'service', 'tax']],
    ['of a guest', { tariff: rich, tickets: [tea], role: 'guest', heldMinor: 3_000n }, ['item', 'service', 'tax']],
    [
      'of a guest whose hold was the limit',
      { tariff: rich, tickets: [tea], role: 'guest', heldMinor: 900n },
      ['item', 'service', 'tax', 'limit'],
    ],
    ['limited by what was held in the end', { tariff: rich, heldMinor: 700n }, ['free', 'base', 'step', 'peak', 'tax', 'limit']],
  ])('%s', async (_title, story, lines) => {
    const receipt = await issue(story);
    expect(receipt.lines.map(({ line }) => line)).toEqual(lines);
    expect(await faultsOf(receipt)).toEqual([]);
  });

  describe('after a correction', () => {
    /** As the settlement splits a lowered total: tax is what lies last in it, in proportion. */
    const corrected = (amountMinor: number) => (receipt: ReceiptJson) => {
      const totalMinor = receipt.totalMinor + amountMinor;
      const [, , taxMinor = 0n] =
        totalMinor > receipt.totalMinor || totalMinor < 0
          ? [0n, 0n, BigInt(receipt.taxMinor)]
          : splitProRata(BigInt(totalMinor), [BigInt(receipt.totalMinor - receipt.taxMinor), 0n, BigInt(receipt.taxMinor)]);
      return {
        ...receipt,
        lines: [...receipt.lines, { line: 'limit', unitMinor: Math.max(0, totalMinor), amountMinor } as const],
        totalMinor: Math.max(0, totalMinor),
        taxMinor: Number(taxMinor),
        releasedMinor: receipt.heldMinor - Math.max(0, totalMinor),
      };
    };
    const nobodyPays = (receipt: ReceiptJson): ReceiptJson => ({
      ...receipt,
      ...{ lines: [], totalMinor: 0, taxMinor: 0, releasedMinor: receipt.heldMinor },
    });

    test.each([-1, -500, -1_400])('by %i, which is its last line', async (amountMinor) => {
      expect(await faultsOf(await issue({}, corrected(amountMinor)))).toEqual([]);
    });

    test('by our own doubt, where nobody pays and nothing is said', async () => {
      expect(await faultsOf(await issue({ endReason: 'review' }, nobodyPays))).toEqual([]);
      expect(await faultsOf(await issue({}, nobodyPays))).toEqual([
        'lines receipt.lines-differ',
        'total receipt.total-differs',
        'tax receipt.tax-differs',
      ]);
    });

    test('and never upwards, nor below nothing', async () => {
      expect(await faultsOf(await issue({}, corrected(500)))).toContain('lines receipt.lines-differ');
      expect(await faultsOf(await issue({}, corrected(-1_401)))).toContain('total receipt.total-differs');
    });
  });
});

describe('a receipt of version 1', () => {
  /** As the last release wrote it: one payer, no terms, and both limits called a cap. */
  const asVersion1 = ({ role: _, proof: { terms: __, ...proof }, ...receipt }: ReceiptJson): ReceiptJson =>
    ({
      ...receipt,
      v: 1,
      lines: receipt.lines.map((line) => (line.line === 'limit' ? { ...line, line: 'cap' } : line)),
      proof,
    }) as unknown as ReceiptJson;

  test.each<[string, Story]>([
    ['of time and orders', { tickets: [tea] }],
    ['of a free window', { tariff: { ...POD_TARIFF, freeMs: 300_000 } }],
    ['limited by cap and hold', { usage: { useMs: 9_000_000, distanceM: 0 }, tickets: [[{ itemId: 'noodles', quantity: 9 }]] }],
    ['that never started', { isStarted: false }],
    ['of two steps of time that add up', { tariff: { ...POD_TARIFF, steps: [perTime(60_000, 100n), perTime(300_000, 70n)] } }],
  ])('%s still holds', async (_title, story) => {
    expect(await faultsOf(await issue(story, asVersion1))).toEqual([]);
  });

  test('held once what its tariff says', async () => {
    const receipt = await issue({}, asVersion1);
    const less = { ...receipt, heldMinor: 8_000, releasedMinor: 8_000 - receipt.totalMinor };
    expect(await faultsOf(less)).toEqual(['terms receipt.terms-differ']);
  });
});

describe('a receipt whose terms were changed fails', () => {
  type Terms = NonNullable<ReturnType<typeof termsFromJson>>;
  const withTerms = (change: (terms: Terms) => Terms) => (receipt: ReceiptJson) => {
    const terms = termsFromJson(receipt.proof.terms ?? '');
    if (!terms) throw new Error('the receipt has terms');
    return { ...receipt, proof: { ...receipt.proof, terms: termsToJson(change(terms)) } };
  };
  const price = ['lines receipt.lines-differ', 'total receipt.total-differs', 'tax receipt.tax-differs'];

  test.each<[string, (terms: Terms) => Terms, string[]]>([
    [
      'more free time than there is',
      (terms) => ({ ...terms, freeLeftMs: 4 * MINUTE_MS }),
      ['price-terms receipt.price-terms-differ', ...price],
    ],
    ['less free time', (terms) => ({ ...terms, freeLeftMs: MINUTE_MS }), price],
    ['a package that nobody offers', (terms) => ({ ...terms, packageId: 'p480' }), ['price-terms receipt.price-terms-differ']],
    ['another package', (terms) => ({ ...terms, packageId: 'p30' }), price],
    ['another zone', (terms) => ({ ...terms, zone: 'Europe/Paris' }), ['price-terms receipt.price-terms-differ']],
    [
      'longer peak hours',
      (terms) => ({ ...terms, peaks: terms.peaks.map((peak) => ({ ...peak, fromMs: peak.fromMs - 5 * MINUTE_MS })) }),
      ['price-terms receipt.price-terms-differ', ...price],
    ],
    ['no peak hours', (terms) => ({ ...terms, peaks: [] }), ['price-terms receipt.price-terms-differ', ...price]],
    ['no cap of the day', (terms) => ({ ...terms, day: null }), ['price-terms receipt.price-terms-differ']],
  ])('%s', async (_title, change, expected) => {
    expect(await faultsOf(await issue({ tariff: rich }, withTerms(change)))).toEqual(expected);
  });

  test('into something that is none', async () => {
    const broken = await issue({}, (receipt) => ({ ...receipt, proof: { ...receipt.proof, terms: '{"zone":"UTC"}' } }));
    expect(await faultsOf(broken)).toEqual(['price-terms receipt.price-terms-unreadable']);
    const respelt = await issue({}, (receipt) => ({ ...receipt, proof: { ...receipt.proof, terms: ` ${receipt.proof.terms}` } }));
    expect(await faultsOf(respelt)).toEqual(['price-terms receipt.price-terms-unreadable']);
  });
});
