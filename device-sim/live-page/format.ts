// Format: numbers, clocks and readings in a reader's language.
import type { ControlSpec, ControlValue, KindProfile, ReportedSpec } from '#protocol';
import type { Language } from './languages.ts';
import type { Texts } from './text/en.ts';
import { textsOf } from './text/texts.ts';

export type Format = ReturnType<typeof createFormat>;

/** `0:42`, `1:04:12`: the same digits in every language. */
export function clockDigits(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

type Unit = 'percent' | 'tenth_celsius' | 'metre' | 'level' | undefined;

/** A control or a reported field of the profile; neither says its unit twice. */
function unitOf(profile: KindProfile, field: string): Unit {
  const spec: ControlSpec | ReportedSpec | undefined = profile.controls[field] ?? profile.reported[field];
  return spec !== undefined && 'unit' in spec ? spec.unit : undefined;
}

function wordOf(texts: Texts, field: string, value: ControlValue): string {
  const known = texts.values[field]?.[String(value)];
  if (known !== undefined) return known;
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return String(value);
}

export function createFormat(lang: Language) {
  const texts = textsOf(lang);
  const number = (value: number, options: Intl.NumberFormatOptions = {}): string =>
    new Intl.NumberFormat(lang, options).format(value);
  const metres = (value: number): string => number(value, { style: 'unit', unit: 'meter' });
  const celsius = (tenths: number): string =>
    number(tenths / 10, { style: 'unit', unit: 'celsius', minimumFractionDigits: 1, maximumFractionDigits: 1 });

  function reading(profile: KindProfile, field: string, value: ControlValue): string {
    const unit = typeof value === 'number' ? unitOf(profile, field) : undefined;
    if (unit === 'percent') return number(Number(value) / 100, { style: 'percent' });
    if (unit === 'tenth_celsius') return celsius(Number(value));
    return unit === 'metre' ? metres(Number(value)) : wordOf(texts, field, value);
  }

  return {
    lang,
    texts,
    number,
    metres,
    celsius,
    reading,
    field: (field: string): string => texts.fields[field] ?? field,
    kind: (kind: string): string => texts.kinds[kind] ?? kind,
    act: (act: string): string => texts.acts[act]?.label ?? act,
    /** What was used, as short as it can be said. */
    used: (useMs: number, distanceM: number): string =>
      distanceM > 0 ? `${clockDigits(useMs)}${texts.comma}${metres(distanceM)}` : clockDigits(useMs),
    timeOfDay: (atMs: number): string =>
      new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(atMs),
  };
}
