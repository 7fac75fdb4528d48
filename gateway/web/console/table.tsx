// Table: rows on a wide screen, cards on a phone; the roles keep it a table for whoever hears it.
import type { Child } from 'hono/jsx';

/** A phone shows rows as cards, which takes its own roles from a table. */
export const AS = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  column: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

type Column = {
  readonly label: string;
  /** Set to the end, digits below each other. */
  readonly isNumber?: boolean;
};

type TableProps = {
  /** What it lists: heard, and shown where `isNamed`. */
  readonly caption: string;
  readonly isNamed?: boolean;
  /** Narrow enough to stay a table on a phone. */
  readonly isNarrow?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly Child[] }[];
  /** Said where there is no row. */
  readonly empty: string;
};

export function Table({ caption, isNamed, isNarrow, columns, rows, empty }: TableProps) {
  if (rows.length === 0) return <p class="quiet empty">{empty}</p>;
  return (
    <div class={isNarrow ? 'sheet sheet-narrow' : 'sheet'}>
      <table {...AS.table}>
        <caption class={isNamed ? undefined : 'unseen'}>{caption}</caption>
        <thead {...AS.group}>
          <tr {...AS.row}>
            {columns.map(({ label, isNumber }) => (
              <th {...AS.column} scope="col" class={isNumber ? 'number' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...AS.group}>
          {rows.map(({ id, cells }) => (
            <tr {...AS.row} data-row={id}>
              {cells.map((cell, at) => (
                <td {...AS.cell} data-label={columns[at]?.label} class={columns[at]?.isNumber ? 'number' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type PagerProps = {
  readonly newer: string | null;
  readonly older: string | null;
  readonly words: { newer: string; older: string };
};

/** Where a list goes on, on either side. */
export function Pager({ newer, older, words }: PagerProps) {
  if (newer === null && older === null) return null;
  return (
    <p class="pager">
      {newer ? <a href={newer}>‹ {words.newer}</a> : <span></span>}
      {older ? <a href={older}>{words.older} ›</a> : null}
    </p>
  );
}
