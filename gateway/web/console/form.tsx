// Form: an act of the operator API as a form that assets/console.js sends; what a field's text becomes is said by its type.
import type { Child } from 'hono/jsx';
import type { ConsoleTexts } from './text/en.ts';

type ActFormProps = {
  readonly id: string;
  /** `POST /api/v1/operator/...`; `{name}` in it is the value of that field, which then is not in the body. */
  readonly act: `POST ${string}`;
  /** What follows success: the page anew, another page (`go:/console/x/{field of the answer}`), or the form's <Result>. */
  readonly done: 'reload' | 'show' | `go:${string}`;
  /** Told once it is done, after a reload too. */
  readonly said?: string;
  readonly submit: string;
  readonly tone?: 'main' | 'plain' | 'danger';
  /** It is done at the second press only. */
  readonly isConfirmed?: boolean;
  /** One line: fields and button beside each other where there is room. */
  readonly isRow?: boolean;
  /** What the body has besides the fields, as JSON. */
  readonly also?: { readonly [name: string]: unknown };
  /** The facts as its editor sees them, `version` among them: only what changed is sent (set-up-forms.js). */
  readonly edited?: { readonly version: number; readonly [name: string]: unknown };
  readonly children?: Child;
};

/** A form of one act: sent once however often it is pressed, its refusal is shown in it. */
export function ActForm(props: ActFormProps) {
  const { id, act, done, said, submit, tone = 'main', isConfirmed, isRow, also, edited, children } = props;
  return (
    <form
      id={id}
      class={isRow ? 'act act-row' : 'act'}
      data-act={act}
      data-done={done}
      data-said={said}
      data-confirm={isConfirmed ? 'yes' : undefined}
      data-also={also ? JSON.stringify(also) : undefined}
      data-edited={edited ? JSON.stringify(edited) : undefined}
      novalidate={false}
    >
      {children}
      <button class={`press press-${tone}`} type="submit" disabled data-act-button>
        {submit}
      </button>
      <div class="refused" role="alert" data-refused hidden></div>
    </form>
  );
}

/** Shown after success where `done` is `show`; a `<b data-field="name">` in it takes that field of the answer. */
export function Result({ children }: { readonly children: Child }) {
  return (
    <div class="result" role="status" data-result hidden>
      {children}
    </div>
  );
}

type FieldProps = {
  readonly form: string;
  /** Where it goes in the body; `a.b` is b of a. */
  readonly name: string;
  readonly label: string;
  /**
   * text, number, money (typed as decimals, sent in minor units), checkbox (true or false), json, or lines (an array of texts).
   * An empty one is left out of the body.
   */
  readonly type?: 'text' | 'number' | 'money' | 'checkbox' | 'json' | 'lines';
  /** Of money: how many digits stand after the point. */
  readonly decimals?: number;
  readonly value?: string;
  readonly help?: string;
  readonly isOptional?: boolean;
  readonly isLong?: boolean;
  readonly maxLength?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly texts: ConsoleTexts;
};

function Control(props: FieldProps & { readonly id: string; readonly describedBy: string | undefined }) {
  const { id, name, type = 'text', decimals, value, isOptional, isLong, maxLength, choices, describedBy } = props;
  const shared = { id, name, required: !isOptional, 'data-type': type, 'aria-describedby': describedBy };
  if (choices) {
    return (
      <select {...shared}>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    );
  }
  if (isLong || type === 'json' || type === 'lines') {
    return (
      <textarea {...shared} rows={3} maxlength={maxLength}>
        {value ?? ''}
      </textarea>
    );
  }
  const isNumber = type === 'number' || type === 'money';
  return (
    <input
      {...shared}
      type="text"
      inputmode={isNumber ? 'decimal' : undefined}
      data-decimals={decimals}
      value={value}
      maxlength={maxLength}
      autocomplete="off"
    />
  );
}

/** A field with its label, help, and room for what is wrong with it. */
export function Field(props: FieldProps) {
  const { form, name, label, type, value, help, isOptional, texts } = props;
  const id = `${form}-${name.replaceAll('.', '-')}`;
  if (type === 'checkbox') {
    return (
      <label class="tick" for={id}>
        <input id={id} name={name} type="checkbox" data-type="checkbox" checked={value === 'true'} />
        <span>{label}</span>
      </label>
    );
  }
  return (
    <div class="field">
      <label for={id}>
        {label}
        {isOptional ? <small> ({texts.form.optional})</small> : null}
      </label>
      <Control {...props} id={id} describedBy={help ? `${id}-help` : undefined} />
      {help ? (
        <p class="quiet" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

/** Why something is done: for the audit. */
export function ReasonField({ form, texts }: { readonly form: string; readonly texts: ConsoleTexts }) {
  return <Field form={form} name="reason" label={texts.form.reason} help={texts.form.reasonHelp} maxLength={200} texts={texts} />;
}
