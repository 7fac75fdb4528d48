// Filter: a search as a plain GET form, so that what was searched for is in the address.
import type { Child } from 'hono/jsx';
import { plainName } from '../plain-name.ts';

type FilterProps = {
  readonly action: string;
  readonly hidden?: { readonly [name: string]: string };
  readonly submit: string;
  readonly children: Child;
};

export function Filter({ action, hidden, submit, children }: FilterProps) {
  return (
    <form class="filter" method="get" action={action}>
      {Object.entries(hidden ?? {}).map(([name, value]) =>
        value === '' ? null : <input type="hidden" name={name} value={value} />,
      )}
      {children}
      <button class="press press-plain" type="submit">
        {submit}
      </button>
    </form>
  );
}

type FilterFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'date';
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
};

export function FilterField({ name, label, value, type = 'text', choices }: FilterFieldProps) {
  const id = `filter-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <select id={id} name={name}>
          {choices.map((choice) => (
            <option value={choice.value} selected={choice.value === value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <input id={id} name={name} type={type} value={plainName(value)} maxlength={128} autocomplete="off" />
      )}
    </div>
  );
}
