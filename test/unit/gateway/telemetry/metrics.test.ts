// Metrics: what a dashboard reads names each label by what it is, and nothing is called "label".
import { expect, test } from 'vitest';
import { COUNTED_BY, type CountedThing } from '../../../../gateway/ports/metrics.ts';
import { createMetrics } from '../../../../gateway/telemetry/metrics.ts';

test('a count carries its own label names, in the order in which they are counted', async () => {
  const metrics = createMetrics();
  metrics.count('http_requests', 'GET', '/s/:ticket', '200');
  metrics.count('sessions_closed', 'stopped');
  metrics.count('sessions_closed', undefined);
  metrics.count('journal_entries_stored');
  const text = await metrics.exposition();
  expect(text).toContain('unlatch_http_requests_total{method="GET",route="/s/:ticket",status="200"} 1');
  expect(text).toContain('unlatch_sessions_closed_total{reason="stopped"} 1');
  expect(text).toContain('unlatch_sessions_closed_total{reason=""} 1');
  expect(text).toMatch(/^unlatch_journal_entries_stored_total 1$/m);
});

test('the snapshot sums by thing and labels', () => {
  const metrics = createMetrics();
  metrics.count('commands_sent', 'start');
  metrics.count('commands_sent', 'start');
  metrics.count('journal_entries_stored');
  expect(metrics.snapshot()).toEqual({ 'commands_sent:start': 2, journal_entries_stored: 1 });
});

test.each(Object.keys(COUNTED_BY) as CountedThing[])('%s is exposed under a noun of its own', async (thing) => {
  const metrics = createMetrics();
  metrics.count(thing, ...COUNTED_BY[thing].map(() => 'x'));
  expect(await metrics.exposition()).toMatch(new RegExp(`^unlatch_${thing}_total`, 'm'));
  expect(await metrics.exposition()).not.toContain('{label=');
});
