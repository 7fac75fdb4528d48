// Long prints in files: none shares a sheet with another, and what is under way is found again by its own command only.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { CliRefusal } from '../../../../gateway/cli/cli-refusal.ts';
import { readOrder } from '../../../../gateway/cli/labels/print-flags.ts';
import { closeJob, cutIntoParts, keepJob, type PrintJob, readJob, writePart } from '../../../../gateway/cli/labels/print-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-print-job-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const orderOf = (as: string, start = 1, copies = 1) =>
  readOrder({
    as,
    dpi: '300',
    lang: 'en',
    ...(as === 'pdf' ? { start: String(start), copies: String(copies) } : { label: '57x32mm' }),
  }).order;

test('a small print is one file of the name that was given', () => {
  const parts = cutIntoParts('out/labels.pdf', 400, 1_000, orderOf('pdf', 5));
  expect(parts).toEqual([{ file: 'out/labels.pdf', from: 0, until: 400, start: 5 }]);
});

test('ten thousand labels are ten files, each of whole sheets', () => {
  const parts = cutIntoParts('labels.pdf', 10_000, 1_000, orderOf('pdf', 5));
  expect(parts).toHaveLength(10);
  expect(parts[0]).toEqual({ file: 'labels-01.pdf', from: 0, until: 1_004, start: 5 });
  expect(parts[1]).toEqual({ file: 'labels-02.pdf', from: 1_004, until: 2_012, start: 1 });
  expect(parts.at(-1)).toEqual({ file: 'labels-10.pdf', from: 9_068, until: 10_000, start: 1 });
});

test('every label is in one file, in order, and a file that is not the last ends with a sheet where copies allow it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 21 }),
      fc.integer({ min: 1, max: 25 }),
      (count, perFile, start, copies) => {
        const parts = cutIntoParts('x.pdf', count, perFile, orderOf('pdf', start, copies));
        let at = 0;
        for (const part of parts) {
          expect(part.from).toBe(at);
          expect(part.until).toBeGreaterThan(at);
          at = part.until;
        }
        expect(at).toBe(count);
        expect(new Set(parts.map(({ file }) => file)).size).toBe(parts.length);
        for (const { from, until } of parts.slice(1, -1)) expect(((until - from) * copies) % 21).toBe(0);
      },
    ),
  );
});

test('pictures and printer language are cut anywhere', () => {
  expect(cutIntoParts('x.zpl', 25, 10, orderOf('zpl')).map(({ from, until }) => [from, until])).toEqual([
    [0, 10],
    [10, 20],
    [20, 25],
  ]);
});

const JOB: PrintJob = {
  batch: { batchId: 'b1', tenantId: 't', venueId: 'v', issuer: null, count: 5, objectIds: null },
  ...{ labels: 'five', layout: 'pdf', isDrawing: false },
};
const otherJob = async (out: string, asked: { labels: string; layout: string }): Promise<string> =>
  readJob(out, asked).then(
    () => 'taken',
    (cause: unknown) => (cause instanceof CliRefusal ? cause.message : Promise.reject(cause)),
  );

test('a job is found by the same labels; its layout may change until the first is drawn', async () => {
  const out = join(folder, 'a.pdf');
  expect(await readJob(out, JOB)).toBeNull();
  await keepJob(out, JOB);
  expect(await readJob(out, JOB)).toEqual(JOB);
  expect(await readJob(out, { labels: 'five', layout: 'zpl' })).toEqual(JOB);
  expect(await otherJob(out, { labels: 'six', layout: 'pdf' })).toMatch(/^print\.other-job: .*Next: .*a\.pdf\.unfinished/);
  await keepJob(out, { ...JOB, isDrawing: true });
  expect(await otherJob(out, { labels: 'five', layout: 'zpl' })).toMatch(/^print\.other-job/);
  writeFileSync(`${out}.unfinished`, '{"labels":');
  expect(await otherJob(out, JOB)).toMatch(/^print\.other-job/);
  await closeJob(out);
  expect(existsSync(`${out}.unfinished`)).toBe(false);
});

test('a part has its name when it is whole, and a folder that is not there is a refusal', async () => {
  const file = join(folder, 'part.csv');
  await writePart(file, async (out) => {
    expect(existsSync(file)).toBe(false);
    await pipeline(['whole'], out);
  });
  expect(readFileSync(file, 'utf8')).toBe('whole');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  const nowhere = writePart(join(folder, 'none', 'x.csv'), (out) => pipeline(['x'], out));
  await expect(nowhere).rejects.toThrow(/^file\.unwritable: .*ENOENT/);
});

const hasFullDisk = existsSync('/dev/full');
test.skipIf(!hasFullDisk)('a disk without room is a refusal that leaves no file (needs /dev/full)', async () => {
  const file = join(folder, 'full.csv');
  symlinkSync('/dev/full', `${file}.part`);
  await expect(writePart(file, (out) => pipeline(['x'], out))).rejects.toThrow(/^file\.unwritable: .*ENOSPC.*Next: Make room/);
  expect(existsSync(file)).toBe(false);
});
