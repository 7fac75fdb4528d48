// Object list: rows that somebody wrote in a spreadsheet become objects to create, or every problem with its line and column.
import { ok, type Result, refused } from '#protocol';
import { SET_UP_LIMITS } from './set-up-limits.ts';
import { nameKey, nameProblem } from './set-up-names.ts';

export const LIST_COLUMNS = ['name', 'kind', 'venue', 'place', 'tariff', 'device'] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];
/** The others may be missing: a place name that only one venue has, no tariff yet, a device of its own. */
const NEEDED_COLUMNS: readonly ListColumn[] = ['name', 'kind', 'place'];

export const LIST_PROBLEMS = [
  'list.empty',
  'list.too-long',
  'list.unreadable',
  'column.unknown',
  'column.twice',
  'column.missing',
  'row.cells',
  'row.quotes',
  'name.missing',
  'name.too-long',
  'name.unreadable',
  'name.twice',
  'name.taken',
  'kind.missing',
  'kind.unknown',
  'venue.unknown',
  'place.missing',
  'place.unknown',
  'place.several',
  'tariff.unknown',
  'tariff.several',
  'tariff.misfit',
  'device.id-refused',
  'device.twice',
  'device.taken',
] as const;
export type ListProblemCode = (typeof LIST_PROBLEMS)[number];

/** `column` as the list heads it; empty where the row as a whole is wrong. */
export type ListProblem = {
  readonly line: number;
  readonly column: string;
  readonly problem: ListProblemCode;
  readonly value: string;
};

export type RawRow = { readonly line: number; readonly cells: readonly string[] };
/** What a reader of CSV made of the text: its rows with their lines, and the lines that are none. */
export type RawList = { readonly rows: readonly RawRow[]; readonly broken: readonly ListProblem[] };

/** Where objects of the list may go, and what is there already. */
export type ListFacts = {
  readonly kinds: readonly string[];
  readonly venues: readonly { readonly venueId: string; readonly name: string }[];
  readonly places: readonly { readonly placeId: string; readonly venueId: string; readonly name: string }[];
  readonly tariffs: readonly { readonly tariffId: string; readonly name: string }[];
  /** True for a price that this kind in this venue cannot have. */
  readonly isMisfit: (tariffId: string, kind: string, venueId: string) => boolean;
  readonly isNameTaken: (placeId: string, name: string) => boolean;
  readonly isDeviceId: (deviceId: string) => boolean;
  readonly isDeviceTaken: (deviceId: string, kind: string) => boolean;
};

export type ListedRow = {
  readonly line: number;
  readonly name: string;
  readonly kind: string;
  readonly venueId: string;
  readonly placeId: string;
  readonly tariffId: string | null;
  /** null: one of its own. */
  readonly deviceId: string | null;
};

type Note = (column: ListColumn | '', problem: ListProblemCode, value?: string) => null;
type Cells = { readonly [C in ListColumn]: string };

const same = (one: string, other: string): boolean => nameKey(one) === nameKey(other);

/** By id or by name; what several have is told apart by more. */
function oneOf<T>(
  found: readonly T[],
  problems: { readonly none: ListProblemCode; readonly several: ListProblemCode },
  note: (problem: ListProblemCode) => null,
): T | null {
  const [first, second] = found;
  if (first === undefined) return note(problems.none);
  return second === undefined ? first : note(problems.several);
}

function placeOf(cells: Cells, { venues, places }: ListFacts, note: Note): ListFacts['places'][number] | null {
  const { venue, place } = cells;
  const within = venue === '' ? null : venues.filter(({ venueId, name }) => venueId === venue || same(name, venue));
  if (within?.length === 0) return note('venue', 'venue.unknown', venue);
  if (place === '') return note('place', 'place.missing');
  const found = places.filter(
    ({ placeId, venueId, name }) =>
      (placeId === place || same(name, place)) && (within === null || within.some((each) => each.venueId === venueId)),
  );
  return oneOf(found, { none: 'place.unknown', several: 'place.several' }, (problem) => note('place', problem, place));
}

function tariffOf({ tariff }: Cells, { tariffs }: ListFacts, note: Note): string | null {
  if (tariff === '') return null;
  const byId = tariffs.filter(({ tariffId }) => tariffId === tariff);
  const found = byId.length > 0 ? byId : tariffs.filter(({ name }) => same(name, tariff));
  const several = { none: 'tariff.unknown', several: 'tariff.several' } as const;
  return oneOf(found, several, (problem) => note('tariff', problem, tariff))?.tariffId ?? null;
}

/** Names and devices that rows before have taken. */
type Taken = { readonly names: Set<string>; readonly devices: Set<string> };

function noteName({ name }: Cells, placeId: string, facts: ListFacts, taken: Taken, note: Note): void {
  const key = `${placeId}\n${nameKey(name)}`;
  if (taken.names.has(key)) note('name', 'name.twice', name);
  else if (facts.isNameTaken(placeId, name)) note('name', 'name.taken', name);
  taken.names.add(key);
}

function noteDevice({ device, kind }: Cells, facts: ListFacts, taken: Taken, note: Note): void {
  if (device === '') return;
  if (!facts.isDeviceId(device)) note('device', 'device.id-refused', device);
  else if (taken.devices.has(device)) note('device', 'device.twice', device);
  else if (facts.isDeviceTaken(device, kind)) note('device', 'device.taken', device);
  taken.devices.add(device);
}

function readRow(line: number, cells: Cells, facts: ListFacts, taken: Taken, note: Note): ListedRow | null {
  const wrongName = nameProblem(cells.name);
  if (wrongName !== null) note('name', wrongName, cells.name);
  const isKind = facts.kinds.includes(cells.kind);
  if (!isKind) note('kind', cells.kind === '' ? 'kind.missing' : 'kind.unknown', cells.kind);
  const place = placeOf(cells, facts, note);
  const tariffId = tariffOf(cells, facts, note);
  if (place && wrongName === null) noteName(cells, place.placeId, facts, taken, note);
  noteDevice(cells, facts, taken, note);
  if (place && isKind && tariffId !== null && facts.isMisfit(tariffId, cells.kind, place.venueId)) {
    note('tariff', 'tariff.misfit', cells.tariff);
  }
  if (!place) return null;
  const { name, kind, device } = cells;
  return { line, name, kind, ...{ placeId: place.placeId, venueId: place.venueId, tariffId }, deviceId: device || null };
}

/** Which column stands where; a heading that nobody knows is a mistake, not a remark. */
function readHeading(row: RawRow, problems: ListProblem[]): readonly ListColumn[] | null {
  const wrong = problems.length;
  const columns = row.cells.map((cell) => LIST_COLUMNS.find((column) => column === cell.trim().toLowerCase()) ?? null);
  const note = (column: string, problem: ListProblemCode): void => {
    problems.push({ line: row.line, column, problem, value: column });
  };
  for (const [at, column] of columns.entries()) {
    if (column === null) note((row.cells[at] ?? '').trim(), 'column.unknown');
    else if (columns.indexOf(column) !== at) note(column, 'column.twice');
  }
  for (const column of NEEDED_COLUMNS) if (!columns.includes(column)) note(column, 'column.missing');
  return problems.length > wrong ? null : (columns as readonly ListColumn[]);
}

function cellsOf(columns: readonly ListColumn[], row: RawRow): Cells {
  const cell = (column: ListColumn): string => row.cells[columns.indexOf(column)]?.trim() ?? '';
  return Object.fromEntries(LIST_COLUMNS.map((column) => [column, cell(column)])) as Cells;
}

/** All of it or nothing: refused with every problem, by line. */
export function judgeObjectList(
  { rows, broken }: RawList,
  facts: ListFacts,
): Result<readonly ListedRow[], readonly ListProblem[]> {
  const problems: ListProblem[] = [...broken];
  const [heading, ...bodies] = rows;
  if (!heading) return refused(problems.length > 0 ? problems : [{ line: 1, column: '', problem: 'list.empty', value: '' }]);
  const columns = readHeading(heading, problems);
  if (columns === null) return refused(problems);
  if (bodies.length === 0 && problems.length === 0)
    problems.push({ line: heading.line, column: '', problem: 'list.empty', value: '' });
  if (bodies.length > SET_UP_LIMITS.importRows) {
    const line = bodies[SET_UP_LIMITS.importRows]?.line ?? 0;
    return refused([{ line, column: '', problem: 'list.too-long', value: String(bodies.length) }]);
  }
  const taken: Taken = { names: new Set(), devices: new Set() };
  const listed: ListedRow[] = [];
  for (const row of bodies) {
    const { line } = row;
    const note: Note = (column, problem, value = '') => {
      problems.push({ line, column, problem, value });
      return null;
    };
    if (row.cells.length !== columns.length) note('', 'row.cells', String(row.cells.length));
    else {
      const read = readRow(line, cellsOf(columns, row), facts, taken, note);
      if (read) listed.push(read);
    }
  }
  if (problems.length === 0) return ok(listed);
  return refused(problems.toSorted((one, other) => one.line - other.line).slice(0, SET_UP_LIMITS.importProblems));
}
