// Report: what a run came to, as text for people and as one JSON document for machines.
import type { Visits } from '../commands/street.ts';
import type { ArrivalTimes } from '../fleet/arrivals.ts';
import type { Counts } from '../fleet/tally.ts';
import type { AnswerTimes } from '../runtime/ear.ts';
import { countLines } from './screen.ts';
import type { Usage } from './usage.ts';
import { wrapWords } from './wrap.ts';

export type Report = {
  readonly v: 1;
  readonly beganAt: string;
  readonly tookS: number;
  readonly seed: string;
  readonly scenario: string | null;
  readonly faultsAsked: readonly string[];
  readonly counts: Counts;
  /** From the power of each device to the greeting of its gateway. */
  readonly arrivals: ArrivalTimes;
  /** Up and down together. */
  readonly messagesPerS: { readonly mean: number; readonly busiest: number };
  /** How long the devices themselves took to answer commands. */
  readonly answers: { readonly commands: number; readonly meanMs: number; readonly longestMs: number };
  readonly process: ProcessUse;
  /** The gateway that was opened for the run; null where it was there before. */
  readonly gateway: ProcessUse | null;
  readonly visits: Visits | null;
};

type ProcessUse = { readonly cpuS: number; readonly rssMb: number };

/** Of the right-hand column; with the left one it fits 80 columns. */
const LINE_WIDTH = 55;

const round = (value: number): number => Number(value.toFixed(3));

const useOf = ({ cpuMs, rssBytes }: Usage): ProcessUse => ({
  cpuS: round(cpuMs / 1_000),
  rssMb: Math.round(rssBytes / 1_048_576),
});

export function makeReport(run: {
  readonly beganMs: number;
  readonly endedMs: number;
  readonly seed: string;
  readonly scenario: string | undefined;
  readonly faultsAsked: readonly string[];
  readonly counts: Counts;
  readonly arrivals: ArrivalTimes;
  readonly busiestPerS: number;
  readonly times: AnswerTimes;
  readonly usage: Usage;
  readonly gateway: Usage | undefined;
  readonly visits: Visits | undefined;
}): Report {
  const { arrivals, counts, gateway, scenario = null, visits = null } = run;
  const { commands, longestMs, totalMs } = run.times;
  const tookS = round((run.endedMs - run.beganMs) / 1_000);
  const mean = tookS === 0 ? 0 : Math.round((counts.messagesUp + counts.messagesDown) / tookS);
  return {
    v: 1,
    beganAt: new Date(run.beganMs).toISOString(),
    ...{ tookS, seed: run.seed, scenario, faultsAsked: run.faultsAsked, counts, arrivals, visits },
    messagesPerS: { mean, busiest: run.busiestPerS },
    answers: { commands, meanMs: commands === 0 ? 0 : round(totalMs / commands), longestMs: round(longestMs) },
    process: useOf(run.usage),
    gateway: gateway ? useOf(gateway) : null,
  };
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(22)} ${value}`;
const rows = (name: string, text: string): readonly string[] =>
  wrapWords(text, LINE_WIDTH).map((line, at) => row(at === 0 ? name : '', line));
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const described = ({ cpuS, rssMb }: ProcessUse): string => `${rssMb} MB of memory, ${cpuS} s of processor time`;

function arrivalRows({ arrivals, counts }: Report): readonly string[] {
  const { allMs, arrived, longestMs, medianMs, p95Ms } = arrivals;
  const all =
    allMs === null
      ? `${arrived} of ${counts.devices} were greeted`
      : `all ${arrived} were online ${seconds(allMs)} after the first power`;
  return [
    row('connecting', all),
    ...(arrived === 0
      ? []
      : [row('', `half took ${seconds(medianMs)}, 95 % at most ${seconds(p95Ms)}, the slowest ${seconds(longestMs)}`)]),
  ];
}

/** All of it, for somebody who was not there. */
export function composeReportText(report: Report): string {
  const { answers, counts, gateway, messagesPerS, visits } = report;
  const listed = (title: string, of: { readonly [name: string]: number }): readonly string[] =>
    Object.keys(of).length === 0 ? [row(title, 'none')] : [`  ${title}`, ...countLines(of, 20)];
  return [
    `Report of ${seconds(report.tookS * 1_000)} with ${counts.devices} devices`,
    row('online at the end', `${counts.greeted} (${counts.connects} connects in all, ${counts.powerCuts} power cuts)`),
    ...arrivalRows(report),
    row('sessions', `${counts.started} begun, ${counts.ended} ended, ${counts.inUse} still in use`),
    ...(visits ? [row('people with phones', `${visits.came} came, ${visits.paid} have paid`)] : []),
    row('messages', `${counts.messagesUp} up, ${counts.messagesDown} down, journal sent again ${counts.replays} times`),
    row('messages a second', `${messagesPerS.mean} on average, ${messagesPerS.busiest} in the busiest second`),
    row('commands answered', `${answers.commands}, in ${answers.meanMs} ms on average, ${answers.longestMs} ms at most`),
    row('this process', described(report.process)),
    ...(gateway ? [row("gateway's process", described(gateway))] : []),
    row('seed', report.seed === '' ? 'none' : report.seed),
    row('scenario', report.scenario ?? 'none'),
    ...rows('faults asked for', report.faultsAsked.length === 0 ? 'none' : report.faultsAsked.join(' ')),
    ...(visits ? listed('people turned away', visits.turnedAway) : []),
    ...listed('faults that struck', counts.faults),
    ...listed('put aside, or in trouble', counts.errors),
  ].join('\n');
}
