// Tariff editor: the form of a price - a field for each place of the tariff, rows for its lists, and what no field holds is told.
import type { Child } from 'hono/jsx';
import { plainName } from '../plain-name.ts';
import { type FormFields, type RowList, rowsOf } from './tariff-form.ts';
import type { TariffTexts } from './text/en-tariffs.ts';

type EditorProps = { readonly fields: FormFields; readonly texts: TariffTexts; readonly daysOf: (day: number) => string };

type InputProps = EditorProps & {
  readonly name: string;
  readonly label: string;
  readonly isText?: boolean;
  readonly isReadOnly?: boolean;
};

/** Its place is its name: what is wrong there is said under it. */
function Input({ fields, name, label, isText, isReadOnly }: InputProps) {
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

function Choice({ fields, name, label, choices }: InputProps & { readonly choices: readonly (readonly [string, string])[] }) {
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
function Time(props: InputProps) {
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

function Part(props: {
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
  readonly row: (at: string) => Child;
};

/** One blank row besides those that are there. */
function Rows({ fields, texts, list, title, row }: RowsProps) {
  const numbers = rowsOf(fields, list);
  const blank = (numbers.at(-1) ?? -1) + 1;
  return (
    <div class="tariff-rows" data-rows={list}>
      {[...numbers, blank].map((number, at) => (
        <fieldset class="tariff-row" data-row={number}>
          <legend>{texts.row(title, String(at + 1))}</legend>
          <div class="tariff-fields">{row(`${list}[${number}]`)}</div>
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

const has = (fields: FormFields, start: string): boolean => Object.keys(fields).some((name) => name.startsWith(start));

function Basics(props: EditorProps) {
  const { texts } = props;
  return (
    <Part title={texts.parts.basics} isOpen>
      <div class="tariff-fields">
        <Input {...props} name="name" label={texts.fields.name} isText />
        <Input {...props} name="currency" label={texts.fields.currency} isText isReadOnly />
        <Input {...props} name="baseMinor" label={texts.fields.base} />
        <Time {...props} name="freeMs" label={texts.fields.free} />
        <Time {...props} name="freeEveryMs" label={texts.fields.freeEvery} />
        <Input {...props} name="zone" label={texts.fields.zone} isText />
      </div>
    </Part>
  );
}

function Use(props: EditorProps) {
  const { texts, fields } = props;
  const { byTime, byWay, measure, per, price, from } = texts.fields;
  return (
    <Part title={texts.parts.use} help={texts.help.use} isOpen place="steps">
      <Rows
        {...props}
        list="steps"
        title={texts.parts.use}
        row={(at) => {
          const isWay = fields[`${at}.quantity`] === 'distanceM';
          return (
            <>
              <Choice
                {...props}
                name={`${at}.quantity`}
                label={measure}
                choices={[
                  ['useMs', byTime],
                  ['distanceM', byWay],
                ]}
              />
              {isWay ? <Input {...props} name={`${at}.per`} label={per} /> : <Time {...props} name={`${at}.per`} label={per} />}
              <Input {...props} name={`${at}.amountMinor`} label={price} />
              {isWay ? (
                <Input {...props} name={`${at}.from`} label={from} />
              ) : (
                <Time {...props} name={`${at}.from`} label={from} />
              )}
            </>
          );
        }}
      />
    </Part>
  );
}

function Limits(props: EditorProps) {
  const { texts, fields } = props;
  return (
    <Part title={texts.parts.limits} help={texts.help.limits} isOpen>
      <div class="tariff-fields">
        <Input {...props} name="capMinor" label={texts.fields.cap} />
        <Input {...props} name="dayCap.amountMinor" label={texts.fields.dayCap} />
        <Input {...props} name="minimumMinor" label={texts.fields.minimum} />
      </div>
      <label class="tick">
        <input type="checkbox" name="dayCap.calendar" checked={fields['dayCap.calendar'] === 'on'} data-skip />
        <span>{texts.fields.calendarDay}</span>
      </label>
    </Part>
  );
}

function Packages(props: EditorProps) {
  const { texts, fields } = props;
  return (
    <Part title={texts.parts.packages} help={texts.help.packages} isOpen={has(fields, 'packages[')} place="packages">
      <Rows
        {...props}
        list="packages"
        title={texts.fields.length}
        row={(at) => (
          <>
            <input type="hidden" name={`${at}.packageId`} value={fields[`${at}.packageId`] ?? ''} data-skip />
            <Time {...props} name={`${at}.lengthMs`} label={texts.fields.length} />
            <Input {...props} name={`${at}.amountMinor`} label={texts.fields.price} />
          </>
        )}
      />
    </Part>
  );
}

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

function Peaks(props: EditorProps) {
  const { texts, fields, daysOf } = props;
  const { days, fromHour, untilHour, percent, ownSteps } = texts.fields;
  return (
    <Part title={texts.parts.peaks} help={texts.help.peaks} isOpen={has(fields, 'peaks[')} place="peaks">
      <Rows
        {...props}
        list="peaks"
        title={texts.parts.peaks}
        row={(at) => (
          <>
            <fieldset class="week">
              <legend>{days}</legend>
              {WEEK.map((day) => (
                <label class="tick">
                  <input type="checkbox" name={`${at}.days.${day}`} checked={fields[`${at}.days.${day}`] === 'on'} data-skip />
                  <span>{daysOf(day)}</span>
                </label>
              ))}
              <p class="wrong" data-wrong={`${at}.days`} hidden></p>
            </fieldset>
            <Input {...props} name={`${at}.from`} label={fromHour} isText />
            <Input {...props} name={`${at}.until`} label={untilHour} isText />
            {fields[`${at}.kept`] === undefined ? (
              <Input {...props} name={`${at}.permille`} label={percent} />
            ) : (
              <p class="quiet">
                <input type="hidden" name={`${at}.kept`} value={fields[`${at}.kept`]} data-skip />
                {ownSteps}
              </p>
            )}
          </>
        )}
      />
    </Part>
  );
}

function Pause(props: EditorProps) {
  const { texts, fields } = props;
  const { afterLongest, afterPackage } = texts.fields;
  return (
    <Part title={texts.parts.pause} isOpen={has(fields, 'pause.') || has(fields, 'overdue.')}>
      <div class="tariff-fields">
        <Time {...props} name="pause.per" label={texts.fields.pausePer} />
        <Input {...props} name="pause.amountMinor" label={texts.fields.pausePrice} />
        <Choice
          {...props}
          name="overdue.after"
          label={texts.fields.overdueAfter}
          choices={[
            ['longest', afterLongest],
            ['package', afterPackage],
          ]}
        />
        <Time {...props} name="overdue.per" label={texts.fields.overduePer} />
        <Input {...props} name="overdue.amountMinor" label={texts.fields.overduePrice} />
      </div>
    </Part>
  );
}

function Tax(props: EditorProps) {
  const { texts } = props;
  const { included, added, onAll, onItems } = texts.fields;
  return (
    <Part title={texts.parts.tax} isOpen>
      <div class="tariff-fields">
        <Input {...props} name="taxPermille" label={texts.fields.tax} />
        <Choice
          {...props}
          name="taxMode"
          label={texts.fields.taxMode}
          choices={[
            ['included', included],
            ['added', added],
          ]}
        />
        <Input {...props} name="service.permille" label={texts.fields.service} />
        <Choice
          {...props}
          name="service.on"
          label={texts.fields.serviceOn}
          choices={[
            ['all', onAll],
            ['items', onItems],
          ]}
        />
      </div>
    </Part>
  );
}

function Hold(props: EditorProps) {
  const { texts } = props;
  const { holdCap, holdOnce, holdRising } = texts.fields;
  return (
    <Part title={texts.parts.hold} help={texts.help.hold} isOpen place="hold">
      <div class="tariff-fields">
        <Choice
          {...props}
          name="hold.way"
          label={texts.fields.holdWay}
          choices={[
            ['cap', holdCap],
            ['once', holdOnce],
            ['rising', holdRising],
          ]}
        />
        <div class="tariff-fields" data-way="once">
          <Input {...props} name="holdMinor" label={texts.fields.holdOnceAmount} />
        </div>
        <div class="tariff-fields" data-way="rising">
          <Input {...props} name="hold.atStartMinor" label={texts.fields.holdStart} />
          <Input {...props} name="hold.stepMinor" label={texts.fields.holdStep} />
          <Input {...props} name="hold.mostMinor" label={texts.fields.holdMost} />
        </div>
      </div>
    </Part>
  );
}

function Menu({ items, ...props }: EditorProps & { readonly items: readonly string[] }) {
  const { texts } = props;
  if (items.length === 0) return null;
  return (
    <Part title={texts.parts.menu} help={texts.help.menu} isOpen place="items">
      <div class="tariff-fields">
        {items.map((name, at) => (
          <div>
            <Input {...props} name={`items[${at}].amountMinor`} label={plainName(name)} />
            <label class="tick">
              <input type="checkbox" name={`items[${at}].removed`} data-skip />
              <span>
                {texts.removeRow}
                <span class="unseen"> {plainName(name)}</span>
              </span>
            </label>
          </div>
        ))}
      </div>
    </Part>
  );
}

/** @param items names of the menu, in its order. */
export function TariffFields({ items, ...props }: EditorProps & { readonly items: readonly string[] }) {
  return (
    <div class="tariff-parts">
      <Basics {...props} />
      <Use {...props} />
      <Limits {...props} />
      <Hold {...props} />
      <Tax {...props} />
      <Packages {...props} />
      <Peaks {...props} />
      <Pause {...props} />
      <Menu {...props} items={items} />
    </div>
  );
}
