// Tariff editor script: shows what guests will read while a price is typed, marks what is wrong at its field, adds and takes out rows.
// @ts-check

const PAUSE_MS = 300;
const form = document.querySelector('#tariff');

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @typedef {{ at: string, field?: string, words?: string, problem: string }} Problem */
/** @typedef {{ sentence: string, rules: string[], examples: { use: string, cost: string }[] }} Words */
/** @typedef {{ at: string, field: string, before: string, after: string }} Difference */
/**
 * @typedef {{ isGood: boolean, problems: Problem[], words?: { [lang: string]: Words }, differences?: Difference[], inForce?: number,
 *   hold?: { atStartMinor: number, mostMinor: number } }} Preview
 */

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {HTMLFormElement} of @returns {{ [name: string]: string }} */
function fieldsOf(of) {
  /** @type {{ [name: string]: string }} */
  const fields = {};
  for (const field of /** @type {Field[]} */ ([...of.querySelectorAll('[name][data-skip]')])) {
    const isOff = field instanceof HTMLInputElement && field.type === 'checkbox' && !field.checked;
    const isUnchosen = field.closest('[data-way][hidden]') !== null;
    if (!isOff && !isUnchosen && field.value !== '') fields[field.name] = field.value;
  }
  return fields;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A place that has no words of its own is told at the part that it is in. @param {HTMLFormElement} of @param {string} at */
function placeOf(of, at) {
  for (let place = at; place !== ''; place = place.replace(/(^|\.|\[)[^.[]*$/, '')) {
    const found = of.querySelector(`[data-wrong="${CSS.escape(place)}"]`);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}

/** @param {HTMLFormElement} of */
function clearWrong(of) {
  for (const place of of.querySelectorAll('[data-wrong]')) if (place instanceof HTMLElement) place.hidden = true;
  for (const field of of.querySelectorAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  }
}

/** @param {HTMLFormElement} of @param {readonly Problem[]} problems */
function markWrong(of, problems) {
  clearWrong(of);
  for (const { at, words, problem } of problems) {
    const place = placeOf(of, at);
    const field = of.querySelector(`[name="${CSS.escape(at)}"]`);
    field?.setAttribute('aria-invalid', 'true');
    if (!place) continue;
    place.textContent = words ?? problem;
    place.hidden = false;
    place.id = `wrong-${at}`;
    field?.setAttribute('aria-describedby', place.id);
    place.closest('details')?.setAttribute('open', '');
  }
}

/** @param {number} minor @param {string} currency @param {string} lang */
function moneyText(minor, currency, lang) {
  const format = new Intl.NumberFormat(lang === 'zh-Hans' ? 'zh-Hans-CN' : 'en-GB', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** @param {HTMLFormElement} of @param {Preview} preview */
function showWords(of, { words = {}, hold }) {
  const lang = of.dataset.lang ?? 'en';
  const told = words[lang];
  if (!told) return;
  const [sentence, rules, examples, reserved] = ['sentence', 'rules', 'examples', 'hold'].map((id) => find(`#preview-${id}`));
  if (sentence) sentence.textContent = told.sentence;
  rules?.replaceChildren(...told.rules.map((rule) => element('li', rule)));
  examples?.replaceChildren(...told.examples.flatMap(({ use, cost }) => [element('dt', use), element('dd', cost)]));
  if (!reserved || !hold) return;
  const money = (/** @type {number} */ minor) => moneyText(minor, of.dataset.currency ?? 'EUR', lang);
  const parts = [
    reserved.dataset.reserved?.replace('{}', money(hold.atStartMinor)),
    reserved.dataset.most?.replace('{}', money(hold.mostMinor)),
  ];
  reserved.textContent = parts.join(' · ');
}

/** @param {Preview} preview */
function showDifferences({ differences }) {
  const shown = find('#preview-differences');
  if (!shown) return;
  shown.hidden = differences === undefined;
  const lines = (differences ?? []).map(({ field, before, after }) => {
    const line = element('li', `${field}: `);
    if (before === '' && after === '') line.append(shown.dataset.whole ?? '');
    else line.append(element('s', before || '–'), ' → ', element('b', after || '–'));
    return line;
  });
  shown.querySelector('ul')?.replaceChildren(...(lines.length > 0 ? lines : [element('li', shown.dataset.same ?? '')]));
}

/** @param {readonly Problem[]} problems */
function listProblems(problems) {
  const shown = find('#preview-problems');
  if (!shown) return;
  shown.hidden = problems.length === 0;
  const lines = problems.map(({ at, field, words, problem }) => {
    const line = document.createElement('li');
    const link = document.createElement('a');
    link.href = `#f-${at}`;
    link.textContent = field ?? at;
    line.append(link, ` ${words ?? problem}`);
    return line;
  });
  shown.querySelector('ul')?.replaceChildren(...lines);
}

/** @param {HTMLFormElement} of @param {Preview} preview */
function show(of, preview) {
  markWrong(of, preview.problems);
  listProblems(preview.problems);
  const good = find('#preview-good');
  if (good) good.hidden = !preview.isGood;
  if (!preview.isGood) return;
  showWords(of, preview);
  showDifferences(preview);
}

let asked = 0;

/** The newest answer counts; without one everything stays as it was. @param {HTMLFormElement} of */
async function look(of) {
  asked += 1;
  const turn = asked;
  const lang = of.dataset.lang ?? 'en';
  try {
    const answer = await fetch(`${of.dataset.preview}?lang=${encodeURIComponent(lang)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: JSON.stringify({ ...JSON.parse(of.dataset.origin ?? '{}'), form: fieldsOf(of), languages: [lang] }),
    });
    if (answer.ok && turn === asked) show(of, /** @type {Preview} */ (await answer.json()));
  } catch {
    // The console's own script says that there is no connection once something is sent.
  }
}

/** @param {HTMLFormElement} of */
function showWay(of) {
  const way = /** @type {HTMLSelectElement | null} */ (of.querySelector('[name="hold.way"]'))?.value;
  for (const part of of.querySelectorAll('[data-way]')) if (part instanceof HTMLElement) part.hidden = part.dataset.way !== way;
  // Distance is in metres, whatever unit of time stood there.
  for (const row of of.querySelectorAll('[data-rows="steps"] .tariff-row')) {
    const measure = /** @type {HTMLSelectElement | null} */ (row.querySelector('[name$=".quantity"]'))?.value;
    for (const unit of row.querySelectorAll('[name$=".unit"]'))
      if (unit instanceof HTMLElement) unit.hidden = measure === 'distanceM';
  }
}

/** Its own, without those of a list within a row. @param {Element} rows */
const rowsIn = (rows) => [...rows.children].filter((child) => child.matches('.tariff-row'));

/** The last row is blank: a copy of it has the next number. @param {Element} rows */
function addRow(rows) {
  const all = rowsIn(rows);
  const last = all.at(-1);
  if (!(last instanceof HTMLElement)) return;
  if (last.hidden) {
    last.hidden = false;
    last.querySelector('input')?.focus();
    return;
  }
  const [number, next] = [last.dataset.row ?? '0', String(Number(last.dataset.row ?? '0') + 1)];
  const list = rows.getAttribute('data-rows') ?? '';
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  row.dataset.row = next;
  // Of a list within the row one blank row is enough.
  for (const inner of row.querySelectorAll('[data-rows]')) {
    for (const extra of rowsIn(inner).slice(0, -1)) extra.remove();
    for (const blank of rowsIn(inner)) /** @type {HTMLElement} */ (blank).hidden = false;
  }
  for (const part of row.querySelectorAll('[name], [id], [for], [data-wrong], [data-rows], [data-add]')) {
    for (const name of ['name', 'id', 'for', 'data-wrong', 'data-rows', 'data-add']) {
      const value = part.getAttribute(name);
      if (value !== null) part.setAttribute(name, value.replace(`${list}[${number}]`, `${list}[${next}]`));
    }
    if (part instanceof HTMLInputElement && part.type === 'checkbox') part.checked = false;
    else if (part instanceof HTMLInputElement) part.value = '';
  }
  const legend = row.querySelector('legend');
  if (legend) legend.textContent = (legend.textContent ?? '').replace(/\d+$/, String(all.length + 1));
  last.after(row);
  row.querySelector('input')?.focus();
}

/** As many rows as what comes back has. @param {HTMLFormElement} of @param {readonly [string, string][]} fields */
function makeRoom(of, fields) {
  for (const [name, value] of fields) {
    const [, list, number] = /^(\w+)\[(\d+)\]/.exec(name) ?? [];
    const rows = list === undefined || value === '' ? null : of.querySelector(`[data-rows="${list}"]`);
    for (let tries = 0; rows && tries <= Number(number); tries += 1) {
      const row = rows.querySelector(`[data-row="${number}"]`);
      if (row instanceof HTMLElement) row.hidden = false;
      if (row) break;
      addRow(rows);
    }
  }
}

/** @param {HTMLFormElement} of */
function openRows(of) {
  for (const button of of.querySelectorAll('[data-add], [data-remove]')) if (button instanceof HTMLElement) button.hidden = false;
  // The blank row comes when it is asked for.
  for (const rows of of.querySelectorAll('[data-rows]')) {
    const all = rowsIn(rows);
    const last = all.at(-1);
    if (all.length > 1 && last instanceof HTMLElement) last.hidden = true;
  }
  of.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const rows = target.closest('[data-rows]');
    if (target.closest('[data-add]') && rows) addRow(rows);
    else if (target.closest('[data-remove]') && rows) {
      if (rowsIn(rows).length < 2) addRow(rows);
      target.closest('.tariff-row')?.remove();
      of.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
}

/**
 * Somebody else was first: theirs is shown as what is in force, and the next press puts ours in its place.
 * @param {HTMLFormElement} of @param {{ code?: string, version?: number, problems?: Problem[] }} problem
 */
function afterRefusal(of, { code, version, problems }) {
  if (code === 'tariff.invalid' && problems) return markWrong(of, problems);
  if (code !== 'tariff.conflict' || version === undefined) return undefined;
  of.dataset.also = JSON.stringify({ ...JSON.parse(of.dataset.also ?? '{}'), fromVersion: version });
  const said = find('#conflict');
  if (said) {
    said.textContent = (of.dataset.conflict ?? '').replace('{}', String(version));
    said.hidden = false;
  }
  return void look(of);
}

/** @param {HTMLFormElement} of */
function open(of) {
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(of), PAUSE_MS);
  };
  openRows(of);
  showWay(of);
  of.addEventListener('input', () => {
    showWay(of);
    soon();
  });
  of.addEventListener('act:sending', (event) => {
    const { body } = /** @type {CustomEvent<{ body: { [name: string]: unknown } }>} */ (event).detail;
    const { kind } = JSON.parse(of.dataset.origin ?? '{}');
    body.form = fieldsOf(of);
    if (kind !== undefined) body.kind = kind;
  });
  of.addEventListener('form:restoring', (event) => makeRoom(of, /** @type {CustomEvent<[string, string][]>} */ (event).detail));
  of.addEventListener('act:refused', (event) => afterRefusal(of, /** @type {CustomEvent} */ (event).detail));
}

if (form instanceof HTMLFormElement) open(form);

const assign = document.querySelector('#assign');
assign?.addEventListener('act:sending', (event) => {
  const { body } = /** @type {CustomEvent<{ body: { [name: string]: unknown } }>} */ (event).detail;
  const ticked = [...assign.querySelectorAll('[data-object]:checked')];
  body.objectIds = ticked.map((box) => /** @type {HTMLElement} */ (box).dataset.object);
});
