// Format: money, time, duration and measures in a reader's language and an object's time zone, all by Intl.
import type { ControlSpec, ControlValue } from '#protocol';
import { type Currency, decimalsOf, formatMinor, type Minor } from '../domain/money.ts';
import { type Language, LOCALES } from './languages.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A number and its unit stay on one line. */
const NO_BREAK = '\u00a0';
/** Below this, time since something is told in seconds. */
const AGO_IN_SECONDS_MS = 90_000;
const AGO_IN_MINUTES_MS = 90 * MINUTE_MS;
/** German shortens them with a full stop (`5 Min.`), which would end a sentence twice. */
const TIME_IN_WHOLE_WORDS: ReadonlySet<Language> = new Set(['de']);

export type Format = ReturnType<typeof createFormat>;

/** `0:42`, `12:03`, `1:04:12`: the same digits in every language; live.js counts on in this form. */
export function clockDigits(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Minor units of the API (safe whole numbers) or of the domain (bigint). */
function asMinor(amountMinor: Minor | number): Minor {
  return typeof amountMinor === 'bigint' ? amountMinor : BigInt(amountMinor);
}

/** @param zone IANA time zone of the object; without one, times are told in UTC and say so. */
export function createFormat(lang: Language, zone = 'UTC') {
  const locale = LOCALES[lang];
  const number = (value: number, options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(locale, options).format(value);
  const unit = (value: number, name: string, unitDisplay: 'short' | 'long' = 'short'): string =>
    new Intl.NumberFormat(lang, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 })
      .format(value)
      .replaceAll(' ', NO_BREAK);
  const time = (value: number, name: 'hour' | 'minute' | 'second'): string =>
    unit(value, name, TIME_IN_WHOLE_WORDS.has(lang) ? 'long' : 'short');
  const at = (when: string | number, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options }).format(new Date(when));

  const money = (amountMinor: Minor | number, currency: Currency): string => {
    const decimals = decimalsOf(currency);
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const decimal = formatMinor(asMinor(amountMinor), currency) as `${number}`;
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(decimal);
  };

  /** The largest units that say it exactly: `1 hr 4 min`, `42 s`. */
  const duration = (durationMs: number): string => {
    const seconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
    const parts: string[] = [];
    const hours = Math.floor(seconds / 3_600);
    const minutes = Math.floor((seconds % 3_600) / 60);
    if (hours > 0) parts.push(time(hours, 'hour'));
    if (minutes > 0) parts.push(time(minutes, 'minute'));
    if (seconds % 60 > 0 || parts.length === 0) parts.push(time(seconds % 60, 'second'));
    return parts.join(lang === 'zh-Hans' ? '' : ' ');
  };

  /** How long since, coarsely: seconds, then minutes, then hours. */
  const since = (durationMs: number): string => {
    const past = Math.max(0, durationMs);
    if (past < AGO_IN_SECONDS_MS) return time(Math.floor(past / SECOND_MS), 'second');
    if (past < AGO_IN_MINUTES_MS) return time(Math.floor(past / MINUTE_MS), 'minute');
    return time(Math.floor(past / HOUR_MS), 'hour');
  };

  const distance = (metres: number): string => (metres < 1_000 ? unit(metres, 'meter') : unit(metres / 1_000, 'kilometer'));

  return {
    money,
    duration,
    since,
    distance,
    clock: clockDigits,
    /** `21 Nov 2026, 21:54:07 GMT+8`. */
    dateTime: (when: string | number): string =>
      at(when, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
      }),
    date: (when: string | number): string => at(when, { day: 'numeric', month: 'short', year: 'numeric' }),
    time: (when: string | number): string => at(when, { hour: '2-digit', minute: '2-digit' }),
    timeWithSeconds: (when: string | number): string => at(when, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    /** `Mon–Fri`, `Sat, Sun`: runs of three and more by their ends. ISO 8601 days, 1 being Monday. */
    weekdays: (days: readonly number[]): string => {
      // 1970-01-05 was a Monday.
      const name = (day: number): string =>
        new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(1970, 0, 4 + day));
      const runs: number[][] = [];
      for (const day of days) {
        const run = runs.at(-1);
        if (run && run.at(-1) === day - 1) run.push(day);
        else runs.push([day]);
      }
      const isRun = (run: readonly number[]): boolean => run.length > 2;
      const texts = runs.flatMap((run) => (isRun(run) ? [`${name(run[0] ?? 1)}–${name(run.at(-1) ?? 1)}`] : run.map(name)));
      return texts.join(lang === 'zh-Hans' ? '、' : ', ');
    },
    /** `07:30`, `24:00`: minutes since local midnight, the same digits in every language. */
    minuteOfDay: (minute: number): string =>
      [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'),
    count: (value: number): string => number(value, {}),
    permille: (value: number): string => number(value / 1_000, { style: 'percent', maximumFractionDigits: 1 }),
    seconds: (value: number): string => time(value, 'second'),
    kilobytes: (bytes: number): string => unit(bytes / 1_024, 'kilobyte'),
    percent: (value: number): string => number(value / 100, { style: 'percent' }),
    tenthCelsius: (value: number): string =>
      number(value / 10, { style: 'unit', unit: 'celsius', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  };
}

/** A value of a range in its unit; `level` is told by the caller's own words. */
export function rangeValueText(
  format: Format,
  spec: Extract<ControlSpec, { type: 'range' }>,
  value: number,
  levelWords: (value: string, most: string) => string,
): string {
  if (spec.unit === 'percent') return format.percent(value);
  if (spec.unit === 'tenth_celsius') return format.tenthCelsius(value);
  return levelWords(format.count(value), format.count(spec.max));
}

/** A field of the reported state that has no word of its own: measures by their name, else nothing to show. */
export function measureText(format: Format, field: string, value: ControlValue): string | null {
  if (typeof value !== 'number') return null;
  if (field === 'temperature') return format.tenthCelsius(value);
  if (field === 'battery') return format.percent(value);
  return format.count(value);
}
