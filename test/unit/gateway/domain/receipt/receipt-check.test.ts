// Receipts with real signatures: what is true passes every check, each lie fails the check that it concerns.
import { beforeAll, describe, expect, test } from 'vitest';
import type { PriceLineJson, ReceiptJson } from '../../../../../gateway/domain/receipt/receipt.ts';
import { checkReceipt } from '../../../../../gateway/domain/receipt/receipt-check.ts';
import { createNotary, type Notary, POD_TARIFF, type Story } from './signed-receipt.ts';

let notary: Notary;
beforeAll(async () => {
  notary = await createNotary();
});

async function check(story: Story, tamper: (receipt: ReceiptJson) => ReceiptJson = (receipt) => receipt) {
  const receipt = tamper(await notary.issue(story));
  return checkReceipt(receipt, await notary.evidenceOf(receipt));
}
type Findings = Awaited<ReturnType<typeof check>>;
const faults = (findings: Findings): string[] =>
  findings.flatMap((finding) => (finding.ok ? [] : [`${finding.check} ${finding.code}`]));
const names = (findings: Findings): string[] => findings.map((finding) => finding.check);

const teaTwice: Story = {
  tickets: [
    [{ itemId: 'tea', quantity: 1 }],
    [
      { itemId: 'tea', quantity: 1 },
      { itemId: 'noodles', quantity: 1 },
    ],
  ],
};

describe('a true receipt holds', () => {
  test.each<[string, Story]>([
    ['of time', {}],
    ['of time and distance', { usage: { useMs: 61_000, distanceM: 250 } }],
    ['of two orders', teaTwice],
    ['above its cap', { usage: { useMs: 9_000_000, distanceM: 0 } }],
    ['limited by its hold', { usage: { useMs: 9_000_000, distanceM: 0 }, tickets: [[{ itemId: 'noodles', quantity: 9 }]] }],
    ['with a free window', { tariff: { ...POD_TARIFF, freeMs: 300_000 } }],
    ['of an end that was our fault', { rounding: 'exact', endReason: 'power-loss' }],
    ['of a device that fell silent', { hasEnd: false, rounding: 'exact', endReason: 'lease-lapsed' }],
    ['of a stop that was never proven', { hasEnd: false, endReason: 'stop-unproven' }],
    ['of a session that never started', { isStarted: false }],
    ['of a start that was never sent', { isStarted: false, hasCommand: false }],
    ['of a start that was ended unseen', { isStarted: false, hasEnd: true }],
  ])('%s', async (_title, story) => {
    expect(faults(await check(story))).toEqual([]);
  });

  test('in all its checks', async () => {
    expect(names(await check(teaTwice))).toEqual([
      'tag',
      'start-command',
      'device-start',
      'device-end',
      'device-tickets',
      'same-session',
      'same-device',
      'same-command',
      'order-of-records',
      'tariff',
      'terms',
      'offer',
      'price-terms',
      'usage',
      'items',
      'lines',
      'total',
      'tax',
      'released',
    ]);
  });

  test('of 0.00 by its own rule, without device records', async () => {
    expect(names(await check({ isStarted: false }))).toEqual([
      'tag',
      'start-command',
      'same-session',
      'same-device',
      'tariff',
      'terms',
      'offer',
      'price-terms',
      'nothing-due',
      'released',
    ]);
  });

  test('and less use than the device recorded holds too', async () => {
    const findings = await check({ end: { use: { useMs: 700_000, distanceM: 9 } } });
    expect(faults(findings)).toEqual([]);
    expect(findings.find((finding) => finding.check === 'usage')?.facts).toMatchObject({ useMs: 605_000, recordedMs: 700_000 });
  });

  test('and a ticket printed twice is billed once', async () => {
    const once: Story = { tickets: [[{ itemId: 'tea', quantity: 1 }]] };
    const single = await notary.issue(once);
    const double = await notary.issue({
      ...teaTwice,
      tickets: [[{ itemId: 'tea', quantity: 1 }], [{ itemId: 'tea', quantity: 1 }]],
      ticket: { ticket: { order: 'ord_0', lines: [{ item: 'tea', name: 'Tea', qty: 1 }] } },
    });
    const receipt = {
      ...single,
      proof: { ...single.proof, deviceTickets: double.proof.deviceTickets, deviceEnd: double.proof.deviceEnd },
    };
    expect(faults(checkReceipt(receipt, await notary.evidenceOf(receipt)))).toEqual([]);
  });
});

const withLines = (receipt: ReceiptJson, change: (line: PriceLineJson, index: number) => PriceLineJson): ReceiptJson => ({
  ...receipt,
  lines: receipt.lines.map(change),
});
const withProof = (receipt: ReceiptJson, change: Partial<ReceiptJson['proof']>): ReceiptJson => ({
  ...receipt,
  proof: { ...receipt.proof, ...change },
});
const flip = (jws: string | null): string => {
  const text = jws ?? '';
  const at = text.lastIndexOf('.') + 5;
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
};

describe('a receipt whose bill was changed fails', () => {
  test.each<[string, Story, (receipt: ReceiptJson) => ReceiptJson, string[]]>([
    [
      'one cent more in all',
      {},
      (receipt) => ({ ...receipt, totalMinor: receipt.totalMinor + 1, releasedMinor: receipt.releasedMinor - 1 }),
      ['total receipt.total-differs'],
    ],
    [
      'one cent kept back',
      {},
      (receipt) => ({ ...receipt, releasedMinor: receipt.releasedMinor - 1 }),
      ['released receipt.released-differs'],
    ],
    [
      'a line and the total',
      {},
      (receipt) => ({
        ...withLines(receipt, (line, index) => (index === 0 ? { ...line, amountMinor: 301 } : line)),
        totalMinor: receipt.totalMinor + 1,
        releasedMinor: receipt.releasedMinor - 1,
      }),
      ['lines receipt.lines-differ', 'total receipt.total-differs'],
    ],
    [
      'a line too many',
      {},
      (receipt) => ({ ...receipt, lines: [...receipt.lines, { line: 'base', amountMinor: 0 }] }),
      ['lines receipt.lines-differ'],
    ],
    [
      'a line too few',
      {},
      (receipt) => ({ ...receipt, lines: receipt.lines.slice(1) }),
      ['lines receipt.lines-differ', 'total receipt.total-differs'],
    ],
    [
      'units that do not fit',
      {},
      (receipt) => withLines(receipt, (line) => (line.units ? { ...line, units: 12 } : line)),
      ['lines receipt.lines-differ'],
    ],
    ['more tax', {}, (receipt) => ({ ...receipt, taxMinor: receipt.taxMinor + 1 }), ['tax receipt.tax-differs']],
    [
      'a minute more than recorded',
      {},
      (receipt) => ({ ...receipt, usage: { ...receipt.usage, useMs: 660_001 } }),
      [
        'usage receipt.usage-above-record',
        'lines receipt.lines-differ',
        'total receipt.total-differs',
        'tax receipt.tax-differs',
      ],
    ],
    [
      'metres that nobody rode',
      {},
      (receipt) => ({ ...receipt, usage: { ...receipt.usage, distanceM: 1 } }),
      [
        'usage receipt.usage-above-record',
        'lines receipt.lines-differ',
        'total receipt.total-differs',
        'tax receipt.tax-differs',
      ],
    ],
    [
      'another rounding',
      {},
      (receipt) => ({ ...receipt, rounding: 'exact' }),
      ['lines receipt.lines-differ', 'total receipt.total-differs', 'tax receipt.tax-differs'],
    ],
    [
      'an item of another ticket',
      teaTwice,
      (receipt) => withProof(receipt, { deviceTickets: receipt.proof.deviceTickets.slice(1) }),
      ['items receipt.items-differ', 'lines receipt.lines-differ', 'total receipt.total-differs', 'tax receipt.tax-differs'],
    ],
    [
      'another object than offered',
      {},
      (receipt) => ({ ...receipt, object: { ...receipt.object, objectId: 'obj_2' } }),
      ['offer receipt.offer-differs'],
    ],
    [
      'a hold above the most that was agreed to',
      {},
      (receipt) => ({ ...receipt, heldMinor: 10_000, releasedMinor: 10_000 - receipt.totalMinor }),
      ['terms receipt.terms-differ'],
    ],
    [
      'another currency',
      {},
      (receipt) => ({ ...receipt, currency: 'USD' }),
      ['terms receipt.terms-differ', 'offer receipt.offer-differs'],
    ],
    ['another session', {}, (receipt) => ({ ...receipt, sessionId: 'ses_x' }), ['same-session receipt.session-differs']],
    [
      'something due without a start',
      {},
      (receipt) => ({ ...receipt, startedAt: null }),
      ['nothing-due receipt.due-without-start'],
    ],
    [
      'use after the end',
      { hasEnd: false, endReason: 'stop-unproven' },
      (receipt) => ({ ...receipt, endedAt: '2026-11-21T08:05:00.000Z' }),
      ['usage receipt.usage-above-time'],
    ],
  ])('%s', async (_title, story, tamper, expected) => {
    expect(faults(await check(story, tamper))).toEqual(expected);
  });
});

describe('a receipt whose tariff was changed fails', () => {
  const dearer = (receipt: ReceiptJson): string => receipt.proof.tariff.replace('"baseMinor":300', '"baseMinor":400');

  test.each<[string, (receipt: ReceiptJson) => ReceiptJson, string[]]>([
    ['in its text', (receipt) => withProof(receipt, { tariff: dearer(receipt) }), ['tariff receipt.tariff-hash-differs']],
    [
      'in its hash',
      (receipt) => withProof(receipt, { tariffHash: receipt.proof.offerHash }),
      ['tariff receipt.tariff-hash-differs'],
    ],
    [
      'in the hash of the offer',
      (receipt) => withProof(receipt, { offerHash: receipt.proof.tariffHash }),
      ['offer receipt.offer-differs'],
    ],
  ])('%s', async (_title, tamper, expected) => {
    expect(faults(await check({}, tamper))).toEqual(expected);
  });

  test('even when its hash fits: the offer named another', async () => {
    const other = await notary.issue({ tariff: { ...POD_TARIFF, baseMinor: 400n } });
    const findings = await check({}, (receipt) => withProof(other, { offerHash: receipt.proof.offerHash }));
    expect(faults(findings)).toEqual(['offer receipt.offer-differs']);
  });
});

describe('a receipt whose records were changed fails', () => {
  test.each<[string, (receipt: ReceiptJson) => ReceiptJson, string[]]>([
    [
      'the tag',
      (receipt) =>
        withProof(receipt, { tag: { ...receipt.proof.tag, signature: flip(`.${receipt.proof.tag.signature}`).slice(1) } }),
      ['tag receipt.tag-unproven'],
    ],
    [
      'the command',
      (receipt) => withProof(receipt, { startCommand: flip(receipt.proof.startCommand) }),
      ['start-command receipt.signature-unproven'],
    ],
    [
      "the device's start",
      (receipt) => withProof(receipt, { deviceStart: flip(receipt.proof.deviceStart) }),
      ['device-start receipt.signature-unproven'],
    ],
    [
      "the device's end",
      (receipt) => withProof(receipt, { deviceEnd: flip(receipt.proof.deviceEnd) }),
      ['device-end receipt.signature-unproven'],
    ],
    ['no command', (receipt) => withProof(receipt, { startCommand: null }), ['start-command receipt.record-missing']],
    ['no start', (receipt) => withProof(receipt, { deviceStart: null }), ['device-start receipt.record-missing']],
    ['no end', (receipt) => withProof(receipt, { deviceEnd: null }), ['device-end receipt.record-missing']],
    [
      'start and end exchanged',
      (receipt) => withProof(receipt, { deviceStart: receipt.proof.deviceEnd, deviceEnd: receipt.proof.deviceStart }),
      ['device-start receipt.record-malformed', 'device-end receipt.record-malformed'],
    ],
    [
      'a command in the place of a record',
      (receipt) => withProof(receipt, { deviceEnd: receipt.proof.startCommand }),
      ['device-end receipt.signature-unproven'],
    ],
  ])('%s', async (_title, tamper, expected) => {
    expect(faults(await check({}, tamper))).toEqual(expected);
  });

  test.each<[string, Story, string[]]>([
    ['of another session', { end: { ses: 'ses_other' } }, ['same-session receipt.session-differs']],
    ['a command of another session', { command: { ses: 'ses_other' } }, ['same-session receipt.session-differs']],
    ['of another device', { end: { sub: 'pvg/pod-b2' } }, ['same-device receipt.device-differs']],
    ["with another device's key", { endSigner: 'otherDevice' }, ['same-device receipt.device-differs']],
    ["with the gateway's own key", { endSigner: 'command' }, ['device-end receipt.signature-unproven']],
    ['a command to another device', { command: { aud: 'pvg/pod-b2' } }, ['same-device receipt.device-differs']],
    ['that cite another command', { end: { cmdHash: 'A'.repeat(43) } }, ['same-command receipt.command-differs']],
    ['that cite another command id', { start: { cid: 'cmd_other' } }, ['same-command receipt.command-differs']],
    ['started in an earlier boot', { start: { boot: '6-00112233445566aa' } }, ['same-command receipt.command-differs']],
    ['started after a power cut', { start: { boot: '8-00112233445566aa' } }, []],
    ['a command that starts nothing', { command: { act: 'beep', arg: {} } }, ['start-command receipt.record-malformed']],
    ['an end before its start', { start: { n: 5 } }, ['order-of-records receipt.records-disordered']],
    [
      'a register that fell',
      { start: { use: { useMs: 900_000, distanceM: 0 } } },
      ['order-of-records receipt.records-disordered'],
    ],
    [
      'a ticket of another item',
      {
        tickets: [[{ itemId: 'tea', quantity: 1 }]],
        ticket: { ticket: { order: 'ord_0', lines: [{ item: 'soup', name: 'Soup', qty: 1 }] } },
      },
      ['items receipt.items-differ', 'lines receipt.lines-differ'],
    ],
    [
      'a ticket that was never printed',
      { tickets: [[{ itemId: 'tea', quantity: 1 }]], ticket: { trigger: 'meter' } },
      ['items receipt.items-differ', 'lines receipt.lines-differ', 'total receipt.total-differs', 'tax receipt.tax-differs'],
    ],
    [
      'of more use than the time allows',
      { end: { use: { useMs: 605_000, distanceM: 0 } }, command: { iat: Date.parse('2026-11-21T08:05:00.000Z') / 1000 } },
      ['usage receipt.usage-above-time'],
    ],
  ])('records %s', async (_title, story, expected) => {
    expect(faults(await check(story))).toEqual(expected);
  });

  test('names the numbers that differ', async () => {
    const findings = await check({}, (receipt) => ({ ...receipt, totalMinor: 1_500 }));
    expect(findings.find((finding) => finding.check === 'total')).toEqual({
      check: 'total',
      ok: false,
      code: 'receipt.total-differs',
      facts: { totalMinor: 1_500, computedMinor: 1_400, sumOfLinesMinor: 1_400 },
    });
  });
});
