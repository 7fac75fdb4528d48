// Makes the phone pages live: follows the session, counts the clocks on, and turns each press into one request.
// @ts-check

/** @typedef {HTMLElement | null} MaybeElement */

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Polling while the event stream is open (in case it died unseen), and while it is not. */
const POLL_MS = { open: 45_000, active: 8_000, passing: 2_000 };
const DUE_AGAIN_MS = 3_000;
/** Another page that does not come by then is asked for again. */
const LEAVE_MS = 15_000;
/** After a press the object needs a moment to report: the page looks again at these ages. */
const LOOK_AGAIN_MS = [600, 2_000, 5_000];

/** @type {MaybeElement} */
let main = document.querySelector('main');
/** Server time minus this phone's: clocks are counted in server time. */
let offsetMs = 0;
/** @type {EventSource | null} */
let source = null;
let pollTimer = 0;
let isFetching = false;
let isAskedAgain = false;
let isSliding = false;
let lastDueMs = 0;
let leftMs = 0;
let lastSaidMs = 0;

const toast = document.getElementById('toast');
const spoken = document.getElementById('spoken');
/** Numbers are written as the server writes them. */
const locale = document.documentElement.lang || 'en';

const nowMs = () => Date.now() + offsetMs;

/** @param {string} text */
function say(text) {
  lastSaidMs = Date.now();
  if (spoken && spoken.textContent !== text) spoken.textContent = text;
}

/** @param {boolean} isOffline */
function showConnection(isOffline) {
  if (!toast) return;
  toast.textContent = isOffline ? (toast.dataset.offline ?? '') : '';
  toast.hidden = !isOffline;
}

/** The same digits as the server's. @param {number} durationMs */
function clock(durationMs) {
  const seconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** @param {number} durationMs */
function since(durationMs) {
  const past = Math.max(0, durationMs);
  /** @type {[number, string]} */
  const [unitMs, unit] =
    past < 90 * SECOND_MS ? [SECOND_MS, 'second'] : past < 90 * MINUTE_MS ? [MINUTE_MS, 'minute'] : [60 * MINUTE_MS, 'hour'];
  // German in whole words, as the page has it: shortened, they end in a full stop.
  const unitDisplay = locale === 'de' ? 'long' : 'short';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay })
    .format(Math.floor(past / unitMs))
    .replaceAll(' ', '\u00a0');
}

/** @param {HTMLElement} element */
function tickOne(element) {
  const { tick: way, at = '0', ms = '0' } = element.dataset;
  const now = nowMs();
  const text =
    way === 'up' ? clock(Number(ms) + now - Number(at)) : way === 'down' ? clock(Number(at) - now) : since(now - Number(at));
  if (element.textContent !== text) element.textContent = text;
  return way === 'down' && now >= Number(at);
}

function tick() {
  let isDue = false;
  for (const element of document.querySelectorAll('[data-tick]')) {
    if (element instanceof HTMLElement && tickOne(element)) isDue = true;
  }
  for (const element of document.querySelectorAll('[data-from][hidden]')) {
    if (!(element instanceof HTMLElement) || nowMs() < Number(element.dataset.from)) continue;
    element.hidden = false;
    say(element.textContent ?? '');
  }
  if (isDue && Date.now() - lastDueMs > DUE_AGAIN_MS) {
    lastDueMs = Date.now();
    void refresh();
  }
  if (main?.dataset.say && Date.now() - lastSaidMs >= MINUTE_MS) say(main.dataset.say);
}

/** What a person has typed, opened or pressed survives the swap: a press on its way stays that press, under its key. @param {HTMLElement} from @param {HTMLElement} to */
function carryOver(from, to) {
  for (const input of from.querySelectorAll('input[type=number], input[type=text]')) {
    const same = input.id ? to.querySelector(`#${CSS.escape(input.id)}`) : null;
    if (input instanceof HTMLInputElement && same instanceof HTMLInputElement && input.value !== input.defaultValue)
      same.value = input.value;
  }
  for (const sent of from.querySelectorAll('form[data-sent]')) {
    const same = sent.id ? to.querySelector(`#${CSS.escape(sent.id)}`) : null;
    const [key, newKey] = [sent, same].map((form) => form?.querySelector('input[name=key]'));
    if (!(same instanceof HTMLFormElement && key instanceof HTMLInputElement && newKey instanceof HTMLInputElement)) continue;
    newKey.value = key.value;
    mark(same, true);
  }
  for (const opened of from.querySelectorAll('details[open]'))
    to.querySelector(`#${CSS.escape(opened.id)}`)?.setAttribute('open', '');
}

/** @param {MaybeElement} next @param {{ keepsTyping: boolean }} options */
function swap(next, { keepsTyping }) {
  if (!next || !main) return;
  const isSame = next.dataset.page === main.dataset.page;
  if (isSame && Number(next.dataset.version) < Number(main.dataset.version)) return;
  const focused = document.activeElement?.id ?? '';
  const stateBefore = main.dataset.state;
  if (isSame && keepsTyping) carryOver(main, next);
  main.replaceWith(next);
  main = next;
  arrive();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (!isSame || next.dataset.state !== stateBefore) {
    window.scrollTo(0, 0);
    say(next.dataset.say ?? '');
  }
  document.getElementById('problem')?.scrollIntoView({ block: 'center' });
}

/** @param {string} html */
function parse(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

const isLeaving = () => leftMs > 0 && Date.now() - leftMs < LEAVE_MS;

/** Goes to another page, once: a second way there would break off the first and load it all again. @param {string} url */
function leaveFor(url) {
  if (isLeaving()) return;
  leftMs = Date.now();
  location.replace(url);
}

/** Where nothing changes by itself, what was refused stays to be read until the next press. */
const isRefusal = () => Boolean(main?.querySelector('#problem') && !main.dataset.live && !main.dataset.poll);

/** Asks for the page as it is now; calls in between are folded into one more. */
async function refresh() {
  const page = main?.dataset.page;
  if (!page || isSliding || isLeaving() || isRefusal()) return;
  if (isFetching) {
    isAskedAgain = true;
    return;
  }
  isFetching = true;
  try {
    const lang = new URLSearchParams(location.search).get('lang');
    const response = await fetch(`${page}?fragment=1${lang ? `&lang=${encodeURIComponent(lang)}` : ''}`, {
      headers: { accept: 'text/html' },
    });
    showConnection(false);
    if (response.redirected) leaveFor(response.url.replace(/[?&]fragment=1/, ''));
    else if (response.ok) swap(parse(await response.text()).querySelector('main'), { keepsTyping: true });
  } catch {
    showConnection(true);
  } finally {
    isFetching = false;
  }
  if (!isAskedAgain) return;
  isAskedAgain = false;
  await refresh();
}

function pollLater() {
  window.clearTimeout(pollTimer);
  if (!main?.dataset.live && !main?.dataset.poll) return;
  const isOpen = source?.readyState === 1;
  const isLasting = main.dataset.state === 'active' || main.dataset.state === 'suspended';
  const waitMs = isOpen ? POLL_MS.open : isLasting ? POLL_MS.active : POLL_MS.passing;
  pollTimer = window.setTimeout(() => void refresh().then(pollLater), waitMs);
}

function follow() {
  const address = main?.dataset.live;
  if (source && (!address || new URL(address, location.href).href !== source.url)) {
    source.close();
    source = null;
  }
  if (address && !source && 'EventSource' in window) {
    source = new EventSource(address);
    for (const name of ['message', 'session']) source.addEventListener(name, () => void refresh());
    source.addEventListener('open', pollLater);
    // Newer pages of the same person took its place: this one asks now and then instead of taking it back.
    source.addEventListener('superseded', () => {
      source?.close();
      pollLater();
    });
    source.addEventListener('error', pollLater);
  }
  pollLater();
}

/** Everything that a page needs once it is in place. */
function arrive() {
  if (!main) return;
  const { now, next, title, reloadS } = main.dataset;
  if (now) offsetMs = Number(now) - Date.now();
  if (title) document.title = `${title} · Unlatch`;
  if (next) leaveFor(next);
  if (reloadS) window.setTimeout(() => location.reload(), Number(reloadS) * SECOND_MS);
  for (const form of document.querySelectorAll('form')) sumUp(form);
  follow();
  tick();
}

/** @param {HTMLFormElement} form @param {boolean} isSent */
function mark(form, isSent) {
  form.toggleAttribute('data-sent', isSent);
  form.setAttribute('aria-busy', String(isSent));
  for (const button of form.querySelectorAll('button')) button.disabled = isSent;
}

/** Another page came in answer to a press: it takes this one's place without being asked for twice. @param {Document} page @param {string} url */
function turnTo(page, url) {
  const next = page.querySelector('main');
  // A page with a script of its own is opened whole.
  if (!next || next.hasAttribute('data-whole')) return location.assign(url);
  if (url !== location.href) history.pushState(null, '', url);
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.toggleAttribute('data-theme', false);
  if (page.documentElement.dataset.theme) document.documentElement.dataset.theme = page.documentElement.dataset.theme;
  document.body.className = page.body.className;
  document.title = page.title;
  swap(next, { keepsTyping: false });
}

/** A press is sent once; a second one finds the form marked, and after a lost answer the same key makes it the same request. @param {HTMLFormElement} form */
async function press(form) {
  if (form.hasAttribute('data-sent')) return;
  const entries = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  mark(form, true);
  let isRefused = false;
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(entries),
      headers: { accept: 'text/html' },
    });
    const page = parse(await response.text());
    isRefused = page.querySelector('#problem') !== null;
    showConnection(false);
    if (response.redirected) turnTo(page, response.url);
    else if (page.querySelector('main')) swap(page.querySelector('main'), { keepsTyping: true });
    else location.reload();
  } catch {
    showConnection(true);
  }
  // Another picture may have come meanwhile, with this press carried over.
  const shown = form.isConnected ? form : document.getElementById(form.id);
  if (shown instanceof HTMLFormElement && shown.hasAttribute('data-sent')) {
    mark(shown, false);
    sumUp(shown);
  }
  // The page anew would take away why.
  if (isRefused) return;
  for (const ageMs of LOOK_AGAIN_MS) window.setTimeout(() => void refresh(), ageMs);
}

/** @param {HTMLFormElement} form */
function sumUp(form) {
  const shown = form.querySelector('[data-sum]');
  if (!(shown instanceof HTMLElement) || !shown.dataset.currency) return;
  const inputs = [...form.querySelectorAll('input[data-amount]')].filter((input) => input instanceof HTMLInputElement);
  const minor = inputs.reduce(
    (sum, input) => sum + Number(input.dataset.amount) * Math.max(0, Math.floor(Number(input.value) || 0)),
    0,
  );
  const decimals = Number(shown.dataset.decimals);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: shown.dataset.currency, ...digits });
  shown.textContent = minor > 0 ? format.format(minor / 10 ** decimals) : '';
  const button = form.querySelector('button[type=submit]');
  if (button instanceof HTMLButtonElement && !form.hasAttribute('data-sent')) button.disabled = minor === 0;
}

/** @param {HTMLInputElement} slider */
function showWanted(slider) {
  const output = slider.closest('.control')?.querySelector('output');
  if (!output) return;
  const value = Number(slider.value);
  const unit = slider.dataset.slide;
  const celsius = { style: /** @type {const} */ ('unit'), unit: 'celsius', minimumFractionDigits: 1 };
  output.textContent =
    unit === 'percent'
      ? new Intl.NumberFormat(locale, { style: 'percent' }).format(value / 100)
      : unit === 'tenth_celsius'
        ? new Intl.NumberFormat(locale, celsius).format(value / 10)
        : String(value);
  output.classList.add('wanted');
}

/** The browser asks the person; whatever comes of it, the form goes: without a position it says so. @param {HTMLFormElement} form */
function pressLocated(form) {
  /** @param {GeolocationCoordinates | null} at */
  const send = (at) => {
    const facts = at && { latitude: at.latitude, longitude: at.longitude, accuracyM: Math.ceil(at.accuracy) };
    for (const [name, value] of Object.entries(facts ?? {})) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = String(value);
    }
    void press(form);
  };
  if (!('geolocation' in navigator)) return send(null);
  const patience = { enableHighAccuracy: true, maximumAge: MINUTE_MS, timeout: 10 * SECOND_MS };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => send(coords),
    () => send(null),
    patience,
  );
}

/** A menu lies over the page: it does not stay open behind a person's back. @param {(menu: Element) => boolean} isMeant */
function closeMenus(isMeant) {
  for (const menu of document.querySelectorAll('.languages[open]')) if (!isMeant(menu)) menu.removeAttribute('open');
}

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.hasAttribute('data-press')) return;
  event.preventDefault();
  if (event.target.hasAttribute('data-located')) pressLocated(event.target);
  else void press(event.target);
});

document.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.dataset.slide) {
    isSliding = true;
    showWanted(target);
  }
  if (target.dataset.amount && target.form) sumUp(target.form);
});

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.slide) return;
  isSliding = false;
  target.form?.requestSubmit();
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-less], [data-more]') : null;
  const input = button?.parentElement?.querySelector('input');
  if (!button || !input) return;
  if (button.hasAttribute('data-more')) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event('input', { bubbles: true }));
});

document.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.closest('[data-print]')) window.print();
  closeMenus((menu) => target instanceof Node && menu.contains(target));
});

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') closeMenus(() => false);
});

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refresh();
});
window.addEventListener('online', () => void refresh());
window.addEventListener('popstate', () => location.reload());
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

document.documentElement.classList.add('script');
arrive();
window.setInterval(tick, SECOND_MS);
