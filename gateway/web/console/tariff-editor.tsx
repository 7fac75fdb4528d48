// Tariff editor: the form of a price - a field for each place of the tariff, rows for its lists, and what no field holds is told.
import { Choice, type EditorProps, Input, Part, Rows, Time } from './tariff-fields.tsx';
import type { FormFields } from './tariff-form.ts';
import { Menu } from './tariff-menu.tsx';

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

/** Of time alone: hours change nothing else. */
function OwnStep({ at, ...props }: EditorProps & { readonly at: string }) {
  const { per, price, from } = props.texts.fields;
  return (
    <>
      <Time {...props} name={`${at}.per`} label={per} />
      <Input {...props} name={`${at}.amountMinor`} label={price} />
      <Time {...props} name={`${at}.from`} label={from} />
    </>
  );
}

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

function Peaks(props: EditorProps) {
  const { texts, fields, daysOf } = props;
  const { days, fromHour, untilHour, percent, ownSteps, ownStep } = texts.fields;
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
            <Input {...props} name={`${at}.permille`} label={percent} />
            <details class="tariff-names" open={has(fields, `${at}.steps[`)}>
              <summary>{ownSteps}</summary>
              <Rows
                {...props}
                list={`${at as `peaks[${number}]`}.steps`}
                title={ownStep}
                row={(step) => <OwnStep {...props} at={step} />}
              />
            </details>
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

export function TariffFields(props: EditorProps) {
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
      <Menu {...props} />
    </div>
  );
}
