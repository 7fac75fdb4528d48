// Chart: takings by the hour as bars, today before the same day last week; the table beside it says the same in words.
import type { Child } from 'hono/jsx';
import { decimalsOf } from '../../domain/money.ts';
import { nicestTop, placeBars } from './chart-bars.ts';
import { Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';

type ChartProps = {
  readonly today: readonly number[];
  readonly lastWeek: readonly number[];
  readonly currency: string;
  readonly money: (minor: number) => string;
  readonly texts: ConsoleTexts;
};

const WIDTH = 360;
const HEIGHT = 130;
const LEFT = 58;
const BOTTOM = 16;
const TOP = 8;
/** Every so many hours one is named. */
const NAMED_HOURS = 6;

const twoDigits = (hour: number): string => String(hour).padStart(2, '0');

export function TakingsChart({ today, lastWeek, currency, money, texts }: ChartProps) {
  const top = nicestTop([...today, ...lastWeek], 10 * 10 ** decimalsOf(currency));
  const field = { left: LEFT, top: TOP, width: WIDTH - LEFT, height: HEIGHT - TOP - BOTTOM };
  const bars = placeBars(today, lastWeek, top, field);
  const lines = [0, 0.5, 1];
  const hours = bars.flatMap((bar, hour) => (hour % NAMED_HOURS === 0 ? [{ hour, x: bar.x }] : []));
  const total = (of: readonly number[]): string => money(of.reduce((sum, minor) => sum + minor, 0));
  const name = `${texts.overview.byHour(currency)}: ${texts.overview.today} ${total(today)}, ${texts.overview.lastWeek} ${total(lastWeek)}`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
        {lines.map((part) => {
          const y = field.top + field.height * (1 - part);
          return (
            <>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y} y2={y} />
              <text x={LEFT - 6} y={y + 3} text-anchor="end">
                {money(Math.round(top * part))}
              </text>
            </>
          );
        })}
        {bars.map(({ now, before }) => (
          <>
            <rect class="bar-then" {...before} rx="1" />
            <rect class="bar-now" {...now} rx="1" />
          </>
        ))}
        {hours.map(({ hour, x }) => (
          <text x={x} y={HEIGHT - 4}>
            {twoDigits(hour)}
          </text>
        ))}
      </svg>
      <p class="key" aria-hidden="true">
        <span>{texts.overview.today}</span>
        <span class="then">{texts.overview.lastWeek}</span>
      </p>
    </figure>
  );
}

export function TakingsTable({ today, lastWeek, currency, money, texts }: ChartProps): Child {
  const rows = Array.from({ length: Math.max(today.length, lastWeek.length) }, (_, hour) => ({
    hour,
    now: today[hour] ?? 0,
    before: lastWeek[hour] ?? 0,
  })).filter(({ now, before }) => now !== 0 || before !== 0);
  return (
    <details>
      <summary>{texts.overview.asTable}</summary>
      <Table
        caption={texts.overview.byHour(currency)}
        isNarrow
        columns={[
          { label: texts.overview.hour },
          { label: texts.overview.today, isNumber: true },
          { label: texts.overview.lastWeek, isNumber: true },
        ]}
        rows={rows.map(({ hour, now, before }) => ({
          id: String(hour),
          cells: [`${twoDigits(hour)}:00`, money(now), money(before)],
        }))}
        empty={texts.form.nothing}
      />
    </details>
  );
}
