// The script of lists of objects: reads a file into the page, shows what would be created or what is wrong by line, and lets create what is clean.
// @ts-check
//
// #check looks the list through (a dry run); #create sends the very text that was found clean, and goes when the text changes.

/** @typedef {{ line: number, column: string, problem: string, value: string }} Wrong */
/** @typedef {{ line: number, name: string, kind: string, venueName: string, placeName: string, tariffName: string | null, deviceId: string | null }} Row */

const check = document.querySelector('#check');
const create = document.querySelector('#create');
const file = document.querySelector('#list-file');
const text = document.querySelector('#check-csv');
/** The text that was found clean. @type {string | null} */
let clean = null;

/** @param {string} selector */
function find(selector) {
  const found = document.querySelector(selector);
  return found instanceof HTMLElement ? found : null;
}

/** @param {string} selector @param {boolean} isShown */
function show(selector, isShown) {
  const part = find(selector);
  if (part) part.hidden = !isShown;
}

/** Words of the page by a code; a code without is shown as it is. @param {string} name @param {string} code */
function wordOf(name, code) {
  const words = JSON.parse(find('#list-words')?.dataset[name] ?? '{}');
  return Object.hasOwn(words, code) ? String(words[code]) : code;
}

/** @param {string} name @param {number} count */
function counted(name, count) {
  return (find('#list-words')?.dataset[name] ?? '').replace(
    '{}',
    new Intl.NumberFormat(document.documentElement.lang).format(count),
  );
}

/**
 * Cells are text; what others typed keeps to itself. A phone shows rows as cards, which takes their roles away.
 * @param {string} table @param {(string | number)[][]} rows
 */
function fillTable(table, rows) {
  const labels = [...document.querySelectorAll(`${table} th`)].map((heading) => heading.textContent ?? '');
  const lines = rows.map((cells) => {
    const line = document.createElement('tr');
    line.setAttribute('role', 'row');
    for (const [at, cell] of cells.entries()) {
      const place = document.createElement('td');
      place.setAttribute('role', 'cell');
      place.dataset.label = labels[at] ?? '';
      const own = document.createElement('bdi');
      own.textContent = String(cell);
      place.append(own);
      line.append(place);
    }
    return line;
  });
  find(`${table} tbody`)?.replaceChildren(...lines);
}

function forget() {
  clean = null;
  show('#list-made', false);
  show('#list-wrong', false);
}

/**
 * UTF-8, or what spreadsheets of old save: Chinese ones GB 18030, others Windows-1252.
 * @param {ArrayBuffer} bytes
 */
function textOf(bytes) {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(document.documentElement.lang.startsWith('zh') ? 'gb18030' : 'windows-1252').decode(bytes);
  }
}

/** @param {Row[]} rows */
function showMade(rows) {
  const own = find('#list-words')?.dataset.own ?? '';
  fillTable(
    '#list-made',
    rows.map(({ line, name, kind, venueName, placeName, tariffName, deviceId }) => [
      line,
      name,
      wordOf('kinds', kind),
      `${venueName} · ${placeName}`,
      tariffName ?? find('#list-words')?.dataset.noTariff ?? '',
      deviceId ?? own,
    ]),
  );
  const said = find('#list-made [data-count]');
  if (said) said.textContent = counted('made', rows.length);
  show('#list-made', true);
  find('#list-made')?.focus();
}

/** The line is marked where it is typed. @param {number} line */
function goTo(line) {
  if (!(text instanceof HTMLTextAreaElement)) return;
  const before = text.value.split('\n', line - 1).reduce((length, each) => length + each.length + 1, 0);
  const end = text.value.indexOf('\n', before);
  text.focus();
  text.setSelectionRange(before, end < 0 ? text.value.length : end);
}

/** @param {Wrong[]} problems */
function showWrong(problems) {
  const lines = text instanceof HTMLTextAreaElement ? text.value.split('\n') : [];
  fillTable(
    '#list-wrong',
    problems.map(({ line, column, problem, value }) => {
      // Where the row as a whole is wrong, it is shown as a whole.
      const found = column === '' ? (lines[line - 1] ?? value) : value;
      return [line, column || '–', wordOf('wrong', problem), found];
    }),
  );
  for (const [at, place] of [...document.querySelectorAll('#list-wrong tbody td:first-child')].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'press press-plain';
    button.textContent = String(problems[at]?.line ?? '');
    button.addEventListener('click', () => goTo(problems[at]?.line ?? 1));
    place.replaceChildren(button);
  }
  const said = find('#list-wrong [data-count]');
  if (said) said.textContent = counted('problems', problems.length);
  show('#list-wrong', true);
  find('#list-wrong')?.focus();
}

if (file instanceof HTMLInputElement && text instanceof HTMLTextAreaElement) {
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    text.value = textOf(await chosen.arrayBuffer());
    forget();
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  text.addEventListener('input', forget);

  let sent = '';
  check?.addEventListener('act:sending', (event) => {
    const { body } = /** @type {CustomEvent<{ body: { [name: string]: unknown } }>} */ (event).detail;
    // As it stands, blank lines at its beginning too: lines are counted.
    sent = text.value;
    body.csv = sent;
    forget();
  });
  check?.addEventListener('act:done', (event) => {
    event.preventDefault();
    if (sent !== text.value) return;
    clean = sent;
    showMade(/** @type {CustomEvent<{ objects: Row[] }>} */ (event).detail.objects);
  });
  check?.addEventListener('act:refused', (event) => {
    const { code, lines } = /** @type {CustomEvent<{ code?: string, lines?: Wrong[] }>} */ (event).detail;
    if (code === 'objects.list-refused' && lines) showWrong(lines);
  });
  create?.addEventListener('act:sending', (event) => {
    const { body } = /** @type {CustomEvent<{ body: { [name: string]: unknown } }>} */ (event).detail;
    if (clean === null) event.preventDefault();
    body.csv = clean;
  });
  create?.addEventListener('act:refused', (event) => {
    const { code, lines } = /** @type {CustomEvent<{ code?: string, lines?: Wrong[] }>} */ (event).detail;
    if (code !== 'objects.list-refused' || !lines) return;
    // Somebody made one of them in the meantime.
    forget();
    showWrong(lines);
  });
}
