// View: the live screen and the report fit the terminal, and say what is going on and what to try.
import { describe, expect, test } from 'vitest';
import { createAlarms, createTally } from '#sim';
import { createGauge } from '../../../device-sim/view/gauge.ts';
import { startLiveView } from '../../../device-sim/view/live-view.ts';
import { composeReportText, makeReport } from '../../../device-sim/view/report.ts';
import { composeLine, composeScreen, type Figures } from '../../../device-sim/view/screen.ts';
import { wrapWords } from '../../../device-sim/view/wrap.ts';

function busyFigures(): Figures {
  const tally = createTally();
  for (let number = 0; number < 10_000; number += 1) tally.add(`bike-${number}`, number % 2 === 0 ? 'bike' : 'restaurant-table');
  for (let number = 0; number < 9_000; number += 1) {
    tally.see(`bike-${number}`, { ev: 'connected', data: {} });
    tally.see(`bike-${number}`, { ev: 'greeted', data: {} });
    if (number < 40) tally.see(`bike-${number}`, { ev: 'started', data: {} });
  }
  for (const fault of ['drop', 'delay', 'reorder', 'duplicate', 'silent', 'reboot', 'slow'])
    tally.see('bike-0', { ev: 'fault', data: { fault, what: 'strikes' } });
  tally.see('bike-1', { ev: 'ignored', data: { what: 'connection', why: 'connect ECONNREFUSED 127.0.0.1:1883' } });
  return {
    ...{ counts: tally.counts(), visits: { came: 123, paid: 45, turnedAway: { 'object.busy': 6 } }, elapsedMs: 3_661_000 },
    ...{ upPerS: 1_234.5, downPerS: 987.6, connectsPerS: 45.6, cpuPercent: 99, rssMb: 1_024 },
  };
}
const TITLE = { devices: 10_000, broker: 'mqtt://127.0.0.1:18831', seed: '7', scenario: 'rough-day' };

describe('screen', () => {
  test.each([80, 120])('nothing that counts is cut off at %i columns', (columns) => {
    const lines = composeScreen(TITLE, busyFigures(), columns);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const text = lines.join('\n');
    for (const words of [
      '10000 simulated devices, seed 7, scenario rough-day',
      '01:01:01',
      'Ctrl-C ends',
      '9000 of 10000, 1000 not',
      '40 in use, 40 begun, 0 ended',
      '123 came with a phone, 45 have paid, 6 turned away',
      'up 1235/s, down 988/s; connects 45.6/s',
      '99 % of one core, 1024 MB of memory',
      'and 1 more',
    ])
      expect(text).toContain(words);
  });

  test('a wide terminal has the two lists side by side', () => {
    const [narrow, wide] = [80, 120].map((columns) => composeScreen(TITLE, busyFigures(), columns)) as [string[], string[]];
    const heads = (line: string): boolean => /faults that struck.*put aside, or in trouble/.test(line);
    expect(wide.some(heads)).toBe(true);
    expect(narrow.some(heads)).toBe(false);
    expect(wide.length).toBeLessThan(narrow.length);
  });

  test('what keeps devices away is explained with what to try', () => {
    expect(composeScreen(TITLE, busyFigures(), 80).join(' ')).toContain('nobody listens there');
    expect(composeScreen(TITLE, busyFigures(), 80).join(' ')).toContain('start a gateway, or name its address with --broker');
  });

  test('where there is no screen the counts are one line', () => {
    expect(composeLine(busyFigures())).toBe(
      '01:01:01  online 9000/10000  in use 40  up 1235/s  down 988/s  faults 7  trouble 1  1024 MB',
    );
  });
});

test('words go to the next line, and a long one stands alone', () => {
  expect(wrapWords('one two threehundred four', 8)).toEqual(['one two', 'threehundred', 'four']);
});

describe('live view', () => {
  function show(isTTY: boolean) {
    let nowMs = 0;
    const clock = { nowMs: () => nowMs };
    const timers = createAlarms({ clock });
    const written: string[] = [];
    const usage = () => ({ cpuMs: 0, rssBytes: 0 });
    const gauge = createGauge({ counts: createTally().counts, clock, usage, visits: () => undefined });
    const terminal = { isTTY, columns: 80, rows: 10, write: (text: string) => void written.push(text) };
    const view = startLiveView({ gauge, timers, terminal, title: TITLE });
    return {
      ...{ written, view, timers },
      pass(ms: number): void {
        nowMs += ms;
        timers.runDue();
      },
    };
  }

  test('has a screen of its own that leaves the terminal as it was', () => {
    const { pass, timers, view, written } = show(true);
    pass(1_000);
    view.stop();
    const text = written.join('');
    expect(text.startsWith('\u001b[?1049h')).toBe(true);
    expect(text.endsWith('\u001b[?1049l')).toBe(true);
    expect(written.filter((each) => each.startsWith('\u001b[H'))).toHaveLength(2);
    expect(written[1]?.split('\n').length).toBeLessThanOrEqual(10);
    expect(timers.nextDueMs()).toBeNull();
  });

  test('without a terminal it is a line now and then, with no codes in it', () => {
    const { pass, view, written } = show(false);
    pass(10_000);
    view.stop();
    expect(written).toHaveLength(3);
    expect(written.join('')).not.toContain('\u001b');
  });
});

test('the report fits 80 columns, and is told from its figures', () => {
  const { counts, visits } = busyFigures();
  const report = makeReport({
    ...{ beganMs: 0, endedMs: 60_000, seed: '7', scenario: 'rough-day', counts, visits, busiestPerS: 4_000 },
    faultsAsked: ['drop=0.02', 'duplicate=0.02', 'delay=500ms', '10%/offline@active:30s', '5%/reboot@active:3s', '2%/stuck'],
    arrivals: { arrived: 10_000, allMs: 90_000, medianMs: 1_200, p95Ms: 4_000, longestMs: 9_900 },
    times: { commands: 4, totalMs: 10, longestMs: 7 },
    usage: { cpuMs: 30_000, rssBytes: 1_048_576_000 },
    gateway: { cpuMs: 60_000, rssBytes: 524_288_000 },
  });
  expect(report).toMatchObject({
    tookS: 60,
    answers: { meanMs: 2.5 },
    process: { cpuS: 30, rssMb: 1_000 },
    gateway: { rssMb: 500 },
  });
  const text = composeReportText(report);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain('all 10000 were online 90.0 s after the first power');
  expect(text).toContain('half took 1.2 s, 95 % at most 4.0 s, the slowest 9.9 s');
  expect(text).toContain('4000 in the busiest second');
  expect(text).toContain('object.busy');
});
