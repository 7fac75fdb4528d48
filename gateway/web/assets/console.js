// Console script: sends the forms of acts as JSON, shows what is refused beside its field, and keeps marked parts of the page new.
// @ts-check
//
// A form with data-act="POST /api/v1/operator/..." is sent by fetch, with an Idempotency-Key that was made for it:
// - `{name}` in the address is the field of that name, which then is not in the body; data-also is JSON that the body has besides.
// - data-type of a field: text, number, money (data-decimals; sent in minor units), checkbox, json, lines. Empty ones are left out;
//   a dot in a name goes deeper. A field with data-skip is the page's own and is not sent.
// - Pressed twice it is one act: the key stays until what is sent differs, or it was done. data-confirm wants a second press.
// - What is no number or no amount is said beside its field, and not sent.
// - A refusal (application/problem+json) is shown in [data-refused]: title, detail, next step; its field is marked and focused,
//   and what only a program would understand is said beside it in plain words.
// - Whoever is not signed in any more is told so, signs in, and finds what they typed (console-kept.js).
// - Without a connection nothing is lost: it says so, and what was typed stays.
// - data-done: `reload`, `go:/console/x/{field}`, or `show`, which fills [data-field] of [data-result] and shows it. data-said is told.
// - Before it is sent the form hears `act:sending` (cancelable; detail.body may be changed), afterwards `act:done` (detail is the
//   answer) or `act:refused` (detail is the problem): a page's own script needs no more than these.

const SAID = 'console-said';
/** Long enough to be read twice; after that it is in the way. */
const TOLD_MS = 6_000;
let toastTimer = 0;
const toast = document.querySelector('#toast');
const words = document.body.dataset;

/** @param {string} text */
function tell(text) {
  if (!(toast instanceof HTMLElement)) return;
  toast.textContent = text;
  toast.hidden = false;
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => {
    toast.hidden = true;
  }, TOLD_MS);
}

/** A key of its own; randomUUID is not there on a plain http address of the house. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** @param {HTMLFormElement} form @returns {Field[]} */
function fieldsOf(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll('input[name], select[name], textarea[name]')]).filter(
    (field) => field.dataset.skip === undefined && !field.disabled,
  );
}

/**
 * Minor units of what was typed as decimals; what is no amount stays text, and the gateway says so.
 * @param {string} text @param {number} decimals @returns {number | string}
 */
function toMinor(text, decimals) {
  const plain = text.replaceAll(/[\s']/g, '').replace(',', '.');
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain);
  if (!parts || (parts[3] ?? '').length > decimals) return text;
  const minor = Number(`${parts[2]}${(parts[3] ?? '').padEnd(decimals, '0')}`);
  return parts[1] === '-' ? -minor : minor;
}

/** @param {string} text @returns {unknown} */
function toJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a field says; undefined leaves it out. @param {Field} field @returns {unknown} */
function spokenBy(field) {
  const { type = 'text', decimals = '2' } = field.dataset;
  if (field instanceof HTMLInputElement && field.type === 'radio' && !field.checked) return undefined;
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return field.checked;
  const text = field.value.trim();
  if (text === '') return undefined;
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'money') return toMinor(text, Number(decimals));
  if (type === 'json') return toJson(text);
  if (type === 'lines') return text.split('\n').flatMap((line) => line.trim() || []);
  return text;
}

/** @typedef {{ [name: string]: unknown }} Body */

/** @param {Body} body @param {string} name @param {unknown} value */
function putInto(body, name, value) {
  const path = name.split('.');
  const last = path.pop() ?? name;
  let at = body;
  for (const part of path) {
    at[part] ??= {};
    at = /** @type {Body} */ (at[part]);
  }
  at[last] = value;
}

/** @param {HTMLFormElement} form @returns {{ url: string, body: Body }} */
function readForm(form) {
  const [, address = ''] = (form.dataset.act ?? '').split(' ');
  /** @type {Body} */
  const body = /** @type {Body} */ (toJson(form.dataset.also ?? '{}'));
  let url = address;
  for (const field of fieldsOf(form)) {
    const value = spokenBy(field);
    const place = `{${field.name}}`;
    if (address.includes(place)) url = url.replace(place, encodeURIComponent(String(value ?? '')));
    else if (value !== undefined) putInto(body, field.name, value);
  }
  return { url, body };
}

/** @param {HTMLFormElement} form */
function clearRefusal(form) {
  const shown = form.querySelector('[data-refused]');
  if (shown instanceof HTMLElement) shown.hidden = true;
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  for (const wrong of form.querySelectorAll('.wrong')) wrong.remove();
}

/** Said beside the field, which takes the focus. @param {Field} field @param {string} text */
function sayWrong(field, text) {
  const wrong = element('p', text);
  wrong.className = 'wrong';
  wrong.setAttribute('role', 'alert');
  field.after(wrong);
  field.setAttribute('aria-invalid', 'true');
  field.focus();
}

/** The first field that wants a number or an amount and has something else. @param {HTMLFormElement} form */
function findWrong(form) {
  for (const field of fieldsOf(form)) {
    const { type = '' } = field.dataset;
    const isCounted = type === 'number' || type === 'money';
    if (isCounted && typeof spokenBy(field) === 'string')
      return { field, text: words[type === 'number' ? 'noNumber' : 'noAmount'] };
  }
  return null;
}

/** How a schema says that it refuses: for programs. The bound that it may name is for everybody. @param {string} text */
function plainWords(text) {
  if (!/^(Invalid|Too |Unrecognized)/.test(text)) return text;
  const [, sign, bound] = /([<>])=(-?\d+)/.exec(text) ?? [];
  return `${words.unfit ?? ''}${sign ? ` (${sign === '<' ? '≤' : '≥'} ${bound})` : ''}`;
}

/** @param {HTMLFormElement} form @param {Node[]} children */
function showRefusal(form, children) {
  const shown = form.querySelector('[data-refused]');
  if (!(shown instanceof HTMLElement)) return;
  shown.replaceChildren(...children);
  shown.hidden = false;
}

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * @typedef {{ code?: string, title?: string, detail?: string, at?: string, problem?: string,
 *   nextStep?: { label: string, href: string | null } }} Problem
 */

/** The field that a refusal is about: `at` of a malformed request names it. @param {HTMLFormElement} form @param {Problem} problem */
function fieldOf(form, problem) {
  const at = (problem.at ?? '').replace(/^body\.?/, '');
  return fieldsOf(form).find(({ name }) => name !== '' && (at === name || at.startsWith(`${name}.`)));
}

/** @param {HTMLFormElement} form @param {number} status @param {Problem} problem */
function refuse(form, status, problem) {
  if (status === 401) return sayExpired(form, problem);
  const field = fieldOf(form, problem);
  if (field && problem.problem) sayWrong(field, plainWords(problem.problem));
  else {
    const children = [element('strong', problem.title ?? words.failed ?? '')];
    if (problem.detail) children.push(element('p', problem.detail));
    if (problem.problem) children.push(element('p', plainWords(problem.problem)));
    if (problem.nextStep?.label) children.push(element('p', problem.nextStep.label));
    showRefusal(form, children);
    field?.setAttribute('aria-invalid', 'true');
    field?.focus();
  }
  form.dispatchEvent(new CustomEvent('act:refused', { bubbles: true, detail: problem }));
}

/** Nothing was done; the way on is to sign in, and back to this page. @param {HTMLFormElement} form @param {Problem} problem */
function sayExpired(form, problem) {
  const link = document.createElement('a');
  link.href = words.signIn ?? '/console/sign-in';
  link.textContent = words.toSignIn ?? '';
  showRefusal(form, [element('strong', words.signedOut ?? ''), element('p', words.kept ?? ''), link]);
  link.focus();
  form.dispatchEvent(new CustomEvent('act:refused', { bubbles: true, detail: problem }));
}

/** @param {HTMLFormElement} form @param {Body} answer */
function finish(form, answer) {
  const { done = 'reload', said } = form.dataset;
  const proceeds = form.dispatchEvent(new CustomEvent('act:done', { bubbles: true, cancelable: true, detail: answer }));
  if (!proceeds) return;
  if (done === 'show') {
    const result = form.querySelector('[data-result]') ?? document.querySelector(`[data-result="${form.id}"]`);
    for (const place of result?.querySelectorAll('[data-field]') ?? []) {
      if (place instanceof HTMLElement) place.textContent = String(answer[place.dataset.field ?? ''] ?? '');
    }
    if (result instanceof HTMLElement) result.hidden = false;
    if (said) tell(said);
    return;
  }
  if (said) sessionStorage.setItem(SAID, said);
  if (done.startsWith('go:')) {
    location.assign(done.slice(3).replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(answer[name] ?? ''))));
  } else location.reload();
}

/** @param {Response} answer @returns {Promise<Body>} */
async function readAnswer(answer) {
  const body = toJson(await answer.text());
  return typeof body === 'object' && body !== null ? /** @type {Body} */ (body) : {};
}

/** What was sent with which key: the same again is the same act. @type {WeakMap<HTMLFormElement, { text: string, key: string }>} */
const sent = new WeakMap();
/** @type {WeakSet<HTMLFormElement>} */
const underWay = new WeakSet();

/** @param {HTMLFormElement} form */
async function send(form) {
  const asked = readForm(form);
  const event = new CustomEvent('act:sending', { bubbles: true, cancelable: true, detail: asked });
  if (!form.dispatchEvent(event)) return;
  const text = JSON.stringify(asked.body);
  const last = sent.get(form);
  const named = `${asked.url} ${text}`;
  const key = last && (last.text === '' || last.text === named) ? last.key : newKey();
  sent.set(form, { text: named, key });
  const answer = await fetch(asked.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: text,
  });
  const body = await readAnswer(answer);
  if (!answer.ok) return refuse(form, answer.status, body);
  sent.set(form, { text: '', key: newKey() });
  finish(form, body);
}

/** @param {HTMLFormElement} form */
async function press(form) {
  if (underWay.has(form)) return;
  underWay.add(form);
  form.setAttribute('aria-busy', 'true');
  clearRefusal(form);
  const wrong = findWrong(form);
  try {
    if (wrong) sayWrong(wrong.field, wrong.text ?? '');
    else await send(form);
  } catch {
    showRefusal(form, [element('p', (navigator.onLine ? words.failed : words.offline) ?? '')]);
  }
  form.removeAttribute('aria-busy');
  underWay.delete(form);
}

/** The second press within a while confirms. @param {HTMLFormElement} form */
function isConfirmed(form) {
  if (form.dataset.confirm === undefined || form.dataset.armed !== undefined) {
    delete form.dataset.armed;
    return true;
  }
  form.dataset.armed = 'yes';
  showRefusal(form, [element('p', words.wantsSecond ?? '')]);
  return false;
}

/** Makes the keys of forms and lets their buttons be pressed; wide tables take the focus. @param {ParentNode} within */
function openForms(within) {
  for (const form of within.querySelectorAll('form[data-act]')) {
    if (!(form instanceof HTMLFormElement) || sent.has(form)) continue;
    sent.set(form, { text: '', key: newKey() });
    for (const button of form.querySelectorAll('[data-act-button]')) {
      if (button instanceof HTMLButtonElement) button.disabled = false;
    }
  }
  // A table that is wider than its place is moved by keys too.
  for (const sheet of within.querySelectorAll('.sheet')) {
    if (sheet.scrollWidth > sheet.clientWidth) sheet.setAttribute('tabindex', '0');
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.act === undefined) return;
  event.preventDefault();
  if (isConfirmed(form)) void press(form);
});
document.addEventListener('input', ({ target }) => {
  const form = target instanceof Element ? target.closest('form[data-act]') : null;
  if (!(form instanceof HTMLFormElement)) return;
  form.dataset.dirty = 'yes';
  delete form.dataset.armed;
});
openForms(document);

const said = sessionStorage.getItem(SAID);
if (said) tell(said);
sessionStorage.removeItem(SAID);
document.querySelector('.side [aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// Live: parts of the page that are marked are fetched anew when the gateway says that something changed. One fetch at a time,
// and what came meanwhile is one more; a part in which somebody types or has opened something stays as it is.
const REFRESH_REST_MS = 600;

/** @param {Element} part */
function isInUse(part) {
  const focus = document.activeElement;
  const holdsFocus = focus !== null && part.contains(focus) && focus.matches('input, select, textarea');
  const isDirty =
    part.querySelector('form[data-dirty], form[aria-busy], form[data-armed], [data-refused]:not([hidden]), .wrong') !== null;
  return holdsFocus || isDirty || part.querySelector('[data-result]:not([hidden])') !== null;
}

/** What was folded out stays so. @param {Element} before @param {Element} after */
function keepOpen(before, after) {
  const then = before.querySelectorAll('details');
  for (const [at, now] of after.querySelectorAll('details').entries()) if (then[at]?.open) now.open = true;
}

/** @param {Document} fresh */
function replaceParts(fresh) {
  for (const part of document.querySelectorAll('[data-part]')) {
    const name = part instanceof HTMLElement ? part.dataset.part : '';
    const next = fresh.querySelector(`[data-part="${name}"]`);
    if (!next || isInUse(part) || part.isEqualNode(next)) continue;
    keepOpen(part, next);
    const kept = document.importNode(next, true);
    // A link that has the focus is found again by its address.
    const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
    part.replaceWith(kept);
    if (focused) [...kept.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus();
  }
  openForms(document);
}

let isFetching = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  while (isStale) {
    isStale = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.ok && !answer.redirected) replaceParts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The connection is gone: the stream says so, and comes back with everything.
    }
    await new Promise((resolve) => setTimeout(resolve, REFRESH_REST_MS));
  }
  isFetching = false;
}

const sign = document.querySelector('#live-sign');

/** @param {boolean} isOn */
function showLive(isOn) {
  if (!(sign instanceof HTMLElement)) return;
  sign.hidden = false;
  sign.textContent = (isOn ? sign.dataset.live : sign.dataset.notLive) ?? '';
  if (isOn) sign.dataset.on = 'on';
  else delete sign.dataset.on;
}

function follow() {
  const stream = new EventSource(words.events ?? '');
  stream.addEventListener('open', () => showLive(true));
  stream.addEventListener('error', () => showLive(false));
  stream.addEventListener('changed', () => void refresh());
  window.addEventListener('pagehide', () => stream.close(), { once: true });
}

if (words.events) follow();
// A page that comes back out of the browser's memory has lost its stream.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
