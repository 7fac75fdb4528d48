// Tariff difference: what another version says otherwise, field by field, in the words of the form.
import type { Json } from '#protocol';
import type { Language } from '../languages.ts';
import { fieldsOfTariff } from './tariff-form.ts';
import { tellTariffProblem } from './tariff-problems.ts';

/** Both texts are empty where the place is shown nowhere else: it differs as a whole. */
export type Difference = { readonly at: string; readonly field: string; readonly before: string; readonly after: string };

/** A field with its unit; the place alone where no field holds it. */
function textsOf(json: Json): ReadonlyMap<string, string> {
  const fields = fieldsOfTariff(json);
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(fields)) {
    if (
      name.endsWith('.unit') ||
      name.endsWith('.kept') ||
      name.endsWith('.itemId') ||
      name === 'hold.way' ||
      name === 'items.shown'
    )
      continue;
    const day = /^(.*\.days)\.(\d)$/.exec(name);
    if (day?.[1] !== undefined) texts.set(day[1], `${texts.get(day[1]) ?? ''} ${day[2] ?? ''}`.trim());
    else texts.set(name, `${text} ${fields[`${name}.unit`] ?? ''}`.trim());
  }
  return texts;
}

/** Menus and hours with steps of their own are in no field: they differ as a whole. */
function unheldOf(json: Json, member: 'items' | 'peaks'): string {
  const list = (json as { readonly [name: string]: Json | undefined })[member];
  return list === undefined ? '[]' : JSON.stringify(list);
}

export function differencesOf(before: Json, after: Json, lang: Language): readonly Difference[] {
  const [earlier, later] = [textsOf(before), textsOf(after)];
  const places = [...new Set([...earlier.keys(), ...later.keys()])];
  const told = (at: string, from: string, to: string): Difference => ({
    at,
    field: tellTariffProblem({ at, problem: 'is missing' }, lang, after).field,
    before: from,
    after: to,
  });
  const held = places.flatMap((at) => {
    const [from, to] = [earlier.get(at) ?? '', later.get(at) ?? ''];
    return from === to ? [] : [told(at, from, to)];
  });
  const unheld = (['items', 'peaks'] as const).flatMap((member) => {
    const isHeld = held.some(({ at }) => at.startsWith(member));
    return isHeld || unheldOf(before, member) === unheldOf(after, member) ? [] : [told(member, '', '')];
  });
  return [...held, ...unheld];
}
