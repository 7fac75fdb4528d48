// The script of forms that set a venue up: proposes the reader's time zone, lets names follow the kind, and keeps both of two editors.
// @ts-check
//
// - A select with data-proposes="zone" is set to this device's time zone.
// - Within [data-patterns] is the select of a kind: the field namePattern of its form follows it until somebody types there.
// - A form with data-edited (JSON: the facts as its editor saw them, `version` among them) sends what was changed and that version.
//   When somebody else was first (edit.conflict), their values stand in the list of [data-conflict] beside ours; fields that we left alone take
//   theirs; and the next press puts ours in the place of theirs.
// - A form that says `names` says neither count nor namePattern.

/** @typedef {{ [name: string]: unknown }} Facts */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

function proposeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const choice of document.querySelectorAll('select[data-proposes="zone"]')) {
    if (!(choice instanceof HTMLSelectElement)) continue;
    if ([...choice.options].some(({ value }) => value === zone)) choice.value = zone;
  }
}

function followKinds() {
  for (const part of document.querySelectorAll('[data-patterns]')) {
    if (!(part instanceof HTMLElement)) continue;
    /** @type {{ [kind: string]: string }} */
    const patterns = JSON.parse(part.dataset.patterns ?? '{}');
    const kind = part.querySelector('select');
    const pattern = part.closest('form')?.elements.namedItem('namePattern');
    if (!kind || !(pattern instanceof HTMLInputElement)) continue;
    kind.addEventListener('change', () => {
      const isProposed = pattern.value.trim() === '' || Object.values(patterns).includes(pattern.value.trim());
      if (isProposed) pattern.value = patterns[kind.value] ?? pattern.value;
    });
  }
}

/** `seller.name` of the facts, as a field says it. @param {Facts} facts @param {string} name */
function saidOf(facts, name) {
  /** @type {unknown} */
  let at = facts;
  for (const part of name.split('.')) at = typeof at === 'object' && at !== null ? /** @type {Facts} */ (at)[part] : undefined;
  return at === undefined || at === null ? '' : String(at);
}

/** @param {Field} field */
function typedIn(field) {
  return field instanceof HTMLInputElement && field.type === 'checkbox' ? String(field.checked) : field.value.trim();
}

/** As the page came, whatever was typed or kept since. @param {Field} field */
function givenIn(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.defaultSelected)?.value ?? '';
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return String(field.defaultChecked);
  return field.defaultValue.trim();
}

/** @param {Field} field @param {string} text */
function fill(field, text) {
  if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = text === 'true';
  else field.value = text;
}

/** @param {HTMLFormElement} form @returns {Field[]} */
function fieldsOf(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll('input[name], select[name], textarea[name]')]);
}

/** @param {HTMLFormElement} form @param {Field} field */
function labelOf(form, field) {
  const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field.closest('label');
  return (label?.firstChild?.textContent?.trim() || label?.textContent?.trim()) ?? field.name;
}

/** What a choice shows, not its id. @param {Field} field @param {string} value */
function shownAs(field, value) {
  if (!(field instanceof HTMLSelectElement)) return value;
  return [...field.options].find((option) => option.value === value)?.textContent ?? value;
}

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {HTMLFormElement} form */
function keepBoth(form) {
  /** As it was when it was opened, and after a conflict as they saved it. @type {Facts} */
  let seen = JSON.parse(form.dataset.edited ?? '{}');
  /** What the page put into the fields: a name is shown without what nobody sees. @type {Map<string, string>} */
  const shown = new Map(fieldsOf(form).map((field) => [field.name, givenIn(field)]));
  const isOurs = (/** @type {Field} */ field) => typedIn(field) !== shown.get(field.name);

  form.addEventListener('act:sending', (event) => {
    const { body } = /** @type {CustomEvent<{ body: Facts }>} */ (event).detail;
    const fields = fieldsOf(form);
    const sellers = fields.filter(({ name }) => name.startsWith('seller.'));
    for (const field of fields) if (!field.name.includes('.') && !isOurs(field)) delete body[field.name];
    // Who sells is one fact: all of it, or nobody.
    delete body.seller;
    if (sellers.some(isOurs)) {
      const said = Object.fromEntries(sellers.map((field) => [field.name.slice('seller.'.length), typedIn(field)]));
      body.seller = Object.values(said).every((text) => text === '') ? null : said;
    }
    // What was emptied is taken away, where it may be.
    for (const field of fields)
      if (field instanceof HTMLSelectElement && isOurs(field) && field.value === '') body[field.name] = null;
    body.version = seen.version;
  });

  form.addEventListener('act:refused', (event) => {
    /** @type {{ code?: string, now?: Facts }} */
    const { code, now } = /** @type {CustomEvent} */ (event).detail;
    if (code !== 'edit.conflict' || now === undefined) return;
    const changed = fieldsOf(form).filter(({ name }) => saidOf(now, name) !== saidOf(seen, name));
    seen = now;
    // Theirs is about nothing that stands here.
    if (changed.length === 0) setTimeout(() => form.requestSubmit());
    else tellBoth(changed, now);
  });

  /** @param {Field[]} changed @param {Facts} now */
  function tellBoth(changed, now) {
    const told = form.querySelector('[data-conflict]');
    const lines = changed.map((field) => {
      const theirs = saidOf(now, field.name);
      const ours = isOurs(field) ? typedIn(field) : null;
      if (ours === null) take(field, theirs);
      return conflictLine(field, { theirs, ours });
    });
    if (!(told instanceof HTMLElement)) return;
    told.querySelector('ul')?.replaceChildren(...lines);
    told.hidden = false;
    // It says the same, and what to do.
    const refusal = form.querySelector('[data-refused]');
    if (refusal instanceof HTMLElement) refusal.hidden = true;
    told.focus();
  }

  /** @param {Field} field @param {string} theirs */
  function take(field, theirs) {
    fill(field, theirs);
    shown.set(field.name, typedIn(field));
  }

  /** @param {Field} field @param {{ theirs: string, ours: string | null }} values */
  function conflictLine(field, { theirs, ours }) {
    const told = /** @type {HTMLElement} */ (form.querySelector('[data-conflict]'));
    const line = document.createElement('li');
    line.dataset.field = field.name;
    line.append(element('b', labelOf(form, field)), said(told.dataset.theirs, shownAs(field, theirs)));
    if (ours === null) return line;
    const mine = said(told.dataset.yours, shownAs(field, ours));
    const button = /** @type {HTMLButtonElement} */ (element('button', told.dataset.take ?? ''));
    button.type = 'button';
    button.className = 'press press-plain';
    button.addEventListener('click', () => {
      take(field, theirs);
      mine.remove();
      button.remove();
      field.focus();
    });
    line.append(mine, button);
    return line;
  }
}

/** @param {string | undefined} whose @param {string} value */
function said(whose, value) {
  const line = element('span', `${whose ?? ''}: `);
  line.append(element('bdi', value));
  return line;
}

// Names one by one stand for a count and a row of names.
document.addEventListener('act:sending', (event) => {
  const { body } = /** @type {CustomEvent<{ body: Facts }>} */ (event).detail;
  if (!Array.isArray(body.names)) return;
  delete body.count;
  delete body.namePattern;
});
proposeZone();
followKinds();
for (const form of document.querySelectorAll('form[data-edited]')) if (form instanceof HTMLFormElement) keepBoth(form);
