// Tariff fields: what the form of a price is made of - a text, a choice, a time with its unit, a part, rows that are added and taken out.
import type { Child } from 'hono/jsx';
import { type FormFields, type RowList, rowsOf } from './tariff-form.ts';
import type { TariffTexts } from './text/en-tariffs.ts';

type RowAt = `peaks[${number}]` | `peaks[${number}].steps[${number}]` | `${'steps' | 'packages' | 'items'}[${number}]`;
export type EditorProps = { readonly fields: FormFields; readonly texts: TariffTexts; readonly daysOf: (day: number) => string };

type InputProps = EditorProps & {
  readonly name: string;
  readonly label: string;
  readonly isText?: boolean;
  readonly isReadOnly?: boolean;
};

/** Its place is its name: what is wrong there is said under it. */
export function Input({ fields, name, label, isText, isReadOnly }: InputProps) {
  const id = `f-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={fields[name] ?? ''}
        type="text"
        inputmode={isText ? undefined : 'decimal'}
        autocomplete="off"
        maxlength={80}
        readonly={isReadOnly}
        data-skip
      />
      <p class="wrong" data-wrong={name} hidden></p>
    </div>
  );
}

export function Choice({
  fields,
  name,
  label,
  choices,
}: InputProps & { readonly choices: readonly (readonly [string, string])[] }) {
  const id = `f-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} data-skip>
        {choices.map(([value, text]) => (
          <option value={value} selected={fields[name] === value}>
            {text}
          </option>
        ))}
      </select>
      <p class="wrong" data-wrong={name} hidden></p>
    </div>
  );
}

const UNITS = ['s', 'min', 'h', 'd'] as const;

/** A number and its unit. */
export function Time(props: InputProps) {
  const { fields, name, label, texts } = props;
  const id = `f-${name}`;
  const unit = fields[`${name}.unit`] ?? 'min';
  const offered = unit === 'ms' ? (['ms', ...UNITS] as const) : UNITS;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-unit">
        <input id={id} name={name} value={fields[name] ?? ''} type="text" inputmode="decimal" autocomplete="off" data-skip />
        <select name={`${name}.unit`} aria-label={`${label}: ${texts.fields.unit}`} data-skip>
          {offered.map((each) => (
            <option value={each} selected={each === unit}>
              {texts.units[each]}
            </option>
          ))}
        </select>
      </div>
      <p class="wrong" data-wrong={name} hidden></p>
    </div>
  );
}

export function Part(props: {
  readonly title: string;
  readonly help?: string;
  readonly isOpen: boolean;
  readonly place?: string;
  readonly children: Child;
}) {
  const { title, help, isOpen, place, children } = props;
  return (
    <details class="tariff-part" open={isOpen}>
      <summary>{title}</summary>
      {help ? <p class="quiet">{help}</p> : null}
      {place ? <p class="wrong" data-wrong={place} hidden></p> : null}
      {children}
    </details>
  );
}

type RowsProps = EditorProps & {
  readonly list: RowList;
  readonly title: string;
  readonly row: (at: RowAt) => Child;
};

/** One blank row besides those that are there. */
export function Rows({ fields, texts, list, title, row }: RowsProps) {
  const numbers = rowsOf(fields, list);
  const blank = (numbers.at(-1) ?? -1) + 1;
  return (
    <div class="tariff-rows" data-rows={list}>
      {[...numbers, blank].map((number, at) => (
        <fieldset class="tariff-row" data-row={number}>
          <legend>{texts.row(title, String(at + 1))}</legend>
          <div class="tariff-fields">{row(`${list}[${number}]` as RowAt)}</div>
          <p class="wrong" data-wrong={`${list}[${number}]`} hidden></p>
          <button class="quiet-link" type="button" data-remove hidden>
            {texts.removeRow}
          </button>
        </fieldset>
      ))}
      <button class="press press-plain" type="button" data-add={list} hidden>
        {texts.addRow}
      </button>
    </div>
  );
}
