// Screen: what a fleet is doing, as lines of text - for a terminal that refreshes, or one after the other.
import type { Visits } from '../commands/street.ts';
import type { Counts } from '../fleet/tally.ts';
import { describeTrouble } from './trouble.ts';
import { wrapWords } from './wrap.ts';

export type Figures = {
  readonly counts: Counts;
  /** Undefined where nobody comes but by themselves. */
  readonly visits: Visits | undefined;
  readonly elapsedMs: number;
  readonly upPerS: number;
  readonly downPerS: number;
  readonly connectsPerS: number;
  readonly cpuPercent: number;
  readonly rssMb: number;
};

/** What does not change while it runs. */
export type ScreenTitle = {
  readonly devices: number;
  readonly broker: string;
  readonly seed: string;
  readonly scenario: string | undefined;
  /** Where the objects can be seen and touched, if they can. */
  readonly page?: string | undefined;
};

/** Rows of a list that are shown; the rest are counted. */
const SHOWN_ROWS = 6;
/** From this width on two lists stand side by side. */
const WIDE_COLUMNS = 110;
const NAME_WIDTH = 18;
const LABEL_WIDTH = 10;

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const cell = (value: number | string, width = 10): string => String(value).padStart(width);
const rate = (perS: number): string => (perS >= 100 ? perS.toFixed(0) : perS.toFixed(1));
const label = (text: string): string => text.padEnd(LABEL_WIDTH);

/** Text on the left and on the right; what does not fit is lost in the middle, not at the end. */
function spread(left: string, right: string, columns: number): string {
  const room = Math.max(0, columns - right.length - 2);
  return `${left.slice(0, room).padEnd(room)}  ${right}`;
}

function kindLines({ byKind }: Counts): readonly string[] {
  const head = `${'kind'.padEnd(NAME_WIDTH)}${['devices', 'online', 'in use', 'begun', 'ended'].map((word) => cell(word)).join('')}`;
  const rows = Object.entries(byKind)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(
      ([kind, of]) =>
        kind.padEnd(NAME_WIDTH) + [of.devices, of.connected, of.inUse, of.started, of.ended].map((value) => cell(value)).join(''),
    );
  return [head, ...rows];
}

/** The most frequent first. */
export function countLines(counts: { readonly [name: string]: number }, most = SHOWN_ROWS): readonly string[] {
  const all = Object.entries(counts).sort(([, left], [, right]) => right - left);
  const more = all.length - most;
  const rows = all.slice(0, most).map(([name, times]) => `${cell(times)}  ${name}`);
  return more > 0 ? [...rows, `${cell('')}  and ${more} more`] : rows;
}

const block = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [title, ...lines]);

/** Two lists under each other, or side by side where there is room. */
function place(left: readonly string[], right: readonly string[], columns: number): readonly string[] {
  if (left.length === 0 || right.length === 0 || columns < WIDE_COLUMNS)
    return [left, right].flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines]));
  const width = Math.floor(columns / 2) - 1;
  const rows = Math.max(left.length, right.length);
  const at = (lines: readonly string[], row: number): string => (lines[row] ?? '').slice(0, width);
  return ['', ...Array.from({ length: rows }, (_, row) => `${at(left, row).padEnd(width)}  ${at(right, row)}`)];
}

/** What may be done about the most frequent trouble with connections; empty where there is none. */
function advice({ errors }: Counts, columns: number): readonly string[] {
  const [why] = Object.entries(errors)
    .filter(([name]) => name.startsWith('connection: '))
    .sort(([, left], [, right]) => right - left)
    .map(([name]) => name.slice('connection: '.length));
  const said = why === undefined ? why : describeTrouble(why);
  return said === undefined || said === why ? [] : ['', ...wrapWords(said, columns)];
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}

const sum = (of: { readonly [name: string]: number }): number => Object.values(of).reduce((total, times) => total + times, 0);

const peopleLine = ({ came, paid, turnedAway }: Visits): string =>
  `${label('people')}${came} came with a phone, ${paid} have paid, ${sum(turnedAway)} turned away`;

/** The whole screen for a terminal so wide. */
export function composeScreen(title: ScreenTitle, { counts, visits, ...at }: Figures, columns: number): readonly string[] {
  const { broker, devices, page, scenario, seed } = title;
  const waiting = counts.devices - counts.greeted;
  const what = [`${devices} simulated devices`, `seed ${seed}`, ...(scenario === undefined ? [] : [`scenario ${scenario}`])];
  const online = `${counts.greeted} of ${counts.devices}${waiting > 0 ? `, ${waiting} not` : ''}`;
  const barWidth = Math.max(10, Math.min(60, columns - LABEL_WIDTH - 34));
  return [
    spread(what.join(', '), duration(at.elapsedMs), columns),
    spread(`on ${broker}${page === undefined ? '' : `, live page ${page}`}`, 'Ctrl-C ends', columns),
    '',
    `${label('online')}${bar(counts.greeted / Math.max(1, counts.devices), barWidth)}  ${online}`,
    `${label('sessions')}${counts.inUse} in use, ${counts.started} begun, ${counts.ended} ended; ${counts.commands} commands answered`,
    ...(visits ? [peopleLine(visits)] : []),
    `${label('messages')}up ${rate(at.upPerS)}/s, down ${rate(at.downPerS)}/s; connects ${rate(at.connectsPerS)}/s`,
    `${label('process')}${at.cpuPercent.toFixed(0)} % of one core, ${at.rssMb.toFixed(0)} MB of memory`,
    '',
    ...kindLines(counts),
    ...place(
      block('faults that struck', countLines(counts.faults)),
      block('put aside, or in trouble', countLines(counts.errors)),
      columns,
    ),
    ...advice(counts, columns),
  ];
}

/** One line where a screen cannot be refreshed. */
export function composeLine({ counts, ...at }: Figures): string {
  return (
    `${duration(at.elapsedMs)}  online ${counts.greeted}/${counts.devices}  in use ${counts.inUse}  ` +
    `up ${rate(at.upPerS)}/s  down ${rate(at.downPerS)}/s  faults ${sum(counts.faults)}  trouble ${sum(counts.errors)}  ` +
    `${at.rssMb.toFixed(0)} MB`
  );
}
