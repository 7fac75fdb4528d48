// Read object list: what a spreadsheet saved as CSV - any of its separators, with or without a BOM - becomes rows with their lines.
import { type CsvError, type Info, parse } from 'csv-parse/sync';
import type { ListProblem, RawList, RawRow } from '../domain/venue/object-list.ts';

const SEPARATORS = [',', ';', '\t'] as const;

/** The one that the heading has most of; what is in quotes does not count. */
function separatorOf(text: string): (typeof SEPARATORS)[number] {
  const heading = (/^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => heading.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

type Parsed = { readonly record: readonly string[]; readonly info: Info };

/** @returns every line: those that are rows, and those that are none, with why. */
export function readObjectList(csv: string): RawList {
  const text = csv.replace(/^\uFEFF/, '');
  const broken: ListProblem[] = [];
  const note = (error: CsvError | undefined): undefined => {
    const line = Number(error?.lines ?? 1);
    broken.push({ line, column: '', problem: 'row.quotes', value: '' });
  };
  const records = parse(text, {
    delimiter: separatorOf(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    skip_records_with_empty_values: true,
    on_skip: note,
    trim: true,
  }) as unknown as readonly Parsed[];
  const rows = records.map(({ record, info }): RawRow => ({ line: info.lines, cells: record }));
  return { rows, broken };
}
