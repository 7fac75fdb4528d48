// Fuzz: a short run of `npm run fuzz` with a fixed seed, and what a finding of it is worth.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fuzzCodec, type Reader } from './fuzz-codec.ts';

const FUZZ = fileURLToPath(new URL('./fuzz.ts', import.meta.url));
const run = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', FUZZ, '--quiet', '--seed', '2026', ...args]);

const MEMORY = 'RSS [\\d.]+ MiB before, [\\d.]+ MiB at its peak, [\\d.]+ MiB after';

test.each([
  [
    'codec',
    ['--runs', '3000'],
    ['codec: 3000 payloads', `codec: ${MEMORY}`, 'decode codec\\.invalid', 'topic topic\\.malformed'],
  ],
  [
    'broker',
    ['--runs', '2000'],
    [
      'broker: [2-9]\\d{3,} frames read|broker: 1\\d{4,} frames read',
      `broker: ${MEMORY}`,
      'device_messages_quarantined codec\\.',
      'mqtt_connections_refused subscription',
      'mqtt_frames_refused',
      '[1-9]\\d* messages said, [1-9]\\d* heard, 0 interruptions',
    ],
  ],
  ['disturbance', ['--messages', '12'], ['while one misbehaves .* ratio p50 [\\d.]+, p95 [\\d.]+; 0 lost']],
] as const)('a short run of the part %s prints what it did, and finds nothing', async (part, size, words) => {
  const { stdout } = await run('--only', part, ...size);
  for (const each of [...words, 'nothing found']) expect(stdout).toMatch(new RegExp(each));
});

test('a run that cannot be is refused with the usage', async () => {
  await expect(run('--only', 'everything')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('npm run fuzz') });
});

test('what a reader throws is a finding that its seed and its batch play again', async () => {
  // Trips over one payload in a thousand.
  const fragile: Reader = (chance) => {
    if (chance.below(1_000) === 0) throw new Error('tripped');
    return 'read';
  };
  const pick = () => ['fragile', fragile] as const;
  const whole = await fuzzCodec({ runs: 12_000, seed: 'one', pick });
  const [first] = whole.crashes;
  expect(whole.crashes.length).toBeGreaterThan(0);
  expect(first?.problem).toContain('tripped');
  const again = await fuzzCodec({ runs: 12_000, seed: 'one', batch: first?.batch ?? -1, pick });
  expect(again.crashes.map(({ what }) => what)).toEqual(
    whole.crashes.filter(({ batch }) => batch === first?.batch).map(({ what }) => what),
  );
  const other = await fuzzCodec({ runs: 12_000, seed: 'two', pick });
  expect(other.crashes).not.toEqual(whole.crashes);
});
