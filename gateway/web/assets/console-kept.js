// Console kept script: what was typed when a sign-in had run out waits in this tab, and is there again after signing in.
// @ts-check
//
// For the same name and the same form only, once. A page's own script hears `form:restoring` (detail is the fields) before they are
// filled, where it has to make room for them.

const KEPT = 'console-kept';
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {{ path: string, who: string, form: string, fields: [string, string][] }} Kept */

const who = () => document.querySelector('.who-name')?.textContent ?? '';

/** @param {Field} field @returns {field is HTMLInputElement} */
const isBox = (field) => field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio');

/** Each field as it is; of boxes and choices what is ticked. @param {HTMLFormElement} form @returns {[string, string][]} */
function typedIn(form) {
  const fields = /** @type {Field[]} */ ([...form.querySelectorAll('input[name], select[name], textarea[name]')]);
  return fields.flatMap((field) => {
    if (field.type === 'hidden' || field.type === 'file') return [];
    /** @type {[string, string]} */
    const typed = [field.name, isBox(field) && !field.checked ? '' : field.value];
    return [typed];
  });
}

/** @param {HTMLFormElement} form */
function keep(form) {
  /** @type {Kept} */
  const kept = { path: location.pathname, who: who(), form: form.id, fields: typedIn(form) };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // No room in this browser: what was typed stays on the page alone.
  }
}

/** @param {Field} field @param {string} value */
function putBack(field, value) {
  if (isBox(field) && field.type === 'radio') field.checked ||= field.value === value;
  else if (isBox(field)) field.checked = value !== '';
  else field.value = value;
}

/** @returns {Kept | null} */
function taken() {
  try {
    const kept = /** @type {Kept | null} */ (JSON.parse(sessionStorage.getItem(KEPT) ?? 'null'));
    if (kept?.path !== location.pathname) return null;
    sessionStorage.removeItem(KEPT);
    return kept;
  } catch {
    return null;
  }
}

function restore() {
  const kept = taken();
  const form = kept && document.getElementById(kept.form);
  // Typed by somebody else: it is nobody's business any more.
  if (!(form instanceof HTMLFormElement) || kept?.who !== who()) return;
  form.dispatchEvent(new CustomEvent('form:restoring', { detail: kept.fields }));
  for (const [name, value] of kept.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) putBack(/** @type {Field} */ (field), value);
  }
  form.closest('details')?.setAttribute('open', '');
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

document.addEventListener('act:refused', (event) => {
  const { status } = /** @type {CustomEvent<{ status?: number }>} */ (event).detail;
  if (status === 401 && event.target instanceof HTMLFormElement) keep(event.target);
});
// Once the page's own script listens too.
document.addEventListener('DOMContentLoaded', restore);
