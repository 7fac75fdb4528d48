// The scan page's script: camera, light and photo; what is read is judged here, then asked of our own gateway, and never opened itself.
// @ts-check
import { createReader } from './scan-reader.js';
import { judge } from './scan-verdict.js';

/** @typedef {import('./scan-verdict.js').TagKey} TagKey @typedef {import('./scan-verdict.js').Stranger} Stranger */

const FRAME_EVERY_MS = 120;
/** Who has found nothing by then is told what helps. */
const HINT_AFTER_MS = 9_000;
/** A code that was out of sight for so long, or met no network, is judged again. */
const AGAIN_AFTER_MS = 2_500;

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return element;
}

const main = find('main');
const view = find('#view');
const video = /** @type {HTMLVideoElement} */ (find('#video'));
const said = find('#said');
const [startButton, stopButton, lightButton] = ['#camera', '#camera-off', '#light'].map(find);
const photo = /** @type {HTMLInputElement} */ (find('#photo'));
const {
  keys: keysAddress = '',
  takenOver = '[]',
  decoder = '',
  wasm = '',
  sampleText = '',
  sampleSize = '',
  sampleModules = '',
} = main.dataset;
const reader = createReader({
  sample: { text: sampleText, size: Number(sampleSize), modules: sampleModules },
  script: decoder,
  wasm,
});

/** @type {MediaStream | null} */
let stream = null;
/** The text that was judged last: held before the camera it is not judged over and over. */
let lastText = '';
let lastSeenMs = 0;
let isAsking = false;
let isToResume = false;
let hintTimer = 0;

/**
 * Shows one of the page's own messages, in the page's own words.
 * @param {string} name @param {{ readonly [fact: string]: string | null }} [facts]
 */
function say(name, facts = {}) {
  const template = document.getElementById(`said-${name}`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no words for ${name}`);
  const words = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const place of words.querySelectorAll('[data-fact]')) {
    if (place instanceof HTMLElement) place.textContent = facts[place.dataset.fact ?? ''] ?? '';
  }
  for (const part of words.querySelectorAll('[data-if]')) {
    if (part instanceof HTMLElement && !facts[part.dataset.if ?? '']) part.remove();
  }
  said.replaceChildren(words);
  said.dataset.said = name;
  said.scrollIntoView({ block: 'nearest' });
}

/** @param {boolean} isFresh whether a copy that the browser kept will not do @returns {Promise<readonly TagKey[]>} */
async function readKeys(isFresh) {
  const response = await fetch(keysAddress, { cache: isFresh ? 'reload' : 'default', headers: { accept: 'application/json' } });
  const { keys } = /** @type {{ keys: readonly (TagKey & { 'unlatch:purpose'?: string })[] }} */ (await response.json());
  return keys.filter((key) => (key['unlatch:purpose'] ?? 'tag') === 'tag' && typeof key.iss === 'string');
}

/** A key may be newer than the copy of the set that the browser keeps. @param {string} text */
async function judgeWithKeys(text) {
  const known = { host: location.host, takenOver: JSON.parse(takenOver) };
  const verdict = await judge(text, { ...known, keys: await readKeys(false) });
  return verdict.kind === 'not-ours' && /[0-9]{185}/.test(text) ? judge(text, { ...known, keys: await readKeys(true) }) : verdict;
}

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  window.clearTimeout(hintTimer);
  video.srcObject = null;
  view.removeAttribute('data-on');
  lightButton?.setAttribute('hidden', '');
}

/** Where it would lead is said as text: nothing here is a link. @param {Stranger} stranger */
function sayNotOurs({ host, looksLike, hasForeignLetters }) {
  say(looksLike !== null ? 'lookalike' : hasForeignLetters ? 'foreign-letters' : 'not-ours', { host, ours: looksLike });
}

/** What only the gateway knows: is the label in its books, on which object, in use? @param {string} code @param {{ issuer?: string, stranger?: Stranger }} about */
async function ask(code, { issuer = '', stranger }) {
  const lang = document.documentElement.lang;
  const response = await fetch(`/api/v1/scans?lang=${encodeURIComponent(lang)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ code }),
  });
  const answer = await response.json();
  if (response.ok) {
    stopCamera();
    location.assign(`/s/${encodeURIComponent(answer.ticket)}`);
    return;
  }
  if (answer.code === 'code.not-ours' && issuer !== '') say('not-genuine', { issuer });
  else if (answer.code === 'code.not-ours' && stranger) sayNotOurs(stranger);
  else {
    const signIn = answer.helps === 'signing-in' ? 'yes' : null;
    say('refused', { title: answer.title, detail: answer.detail, step: answer.nextStep.label, signIn });
  }
}

/** @param {string} text */
async function take(text) {
  const verdict = await judgeWithKeys(text);
  switch (verdict.kind) {
    case 'not-ours':
      return sayNotOurs(verdict.stranger);
    case 'ask':
      say('asking');
      return ask(verdict.ask, verdict);
    case 'unchecked':
      // It is this very gateway that is asked, whoever issued the label.
      say('unchecked', { issuer: location.host });
      return ask(verdict.ask, verdict);
    case 'signed':
      say(verdict.leadsTo === null ? 'signed' : 'signed-elsewhere', { issuer: verdict.issuer, host: verdict.leadsTo });
      if (verdict.leadsTo === null) return ask(verdict.ask, verdict);
      stopCamera();
      find('#go-on').addEventListener('click', () => void attempt(() => ask(verdict.ask, verdict)));
  }
}

/** One thing at a time; a lost network is said, and the same code may be tried again. @param {() => Promise<unknown>} act */
async function attempt(act) {
  if (isAsking) return;
  isAsking = true;
  try {
    await act();
  } catch {
    say('no-network');
    window.setTimeout(() => {
      lastText = '';
    }, AGAIN_AFTER_MS);
  } finally {
    isAsking = false;
  }
}

/** Of several codes before the camera, one with our kind of digits goes first. @param {readonly string[]} texts */
async function takeOne(texts) {
  const text = texts.find((each) => /[0-9]{185}/.test(each)) ?? texts[0];
  const isOutOfSight = Date.now() - lastSeenMs > AGAIN_AFTER_MS;
  if (text === undefined) return;
  lastSeenMs = Date.now();
  if (text === lastText && !isOutOfSight) return;
  lastText = text;
  window.clearTimeout(hintTimer);
  navigator.vibrate?.(40);
  await attempt(() => take(text));
}

async function watch() {
  const watched = stream;
  while (stream !== null && stream === watched) {
    if (!isAsking && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
      try {
        await takeOne(await reader.readFrame(video));
      } catch {
        stopCamera();
        say('no-reader');
      }
    }
    await new Promise((resolve) => {
      window.setTimeout(resolve, FRAME_EVERY_MS);
    });
  }
}

/** @param {unknown} cause @returns {string} which of the page's messages says why there is no picture */
function whyNoCamera(cause) {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'camera-refused';
  if (name === 'NotReadableError' || name === 'AbortError') return 'camera-busy';
  return 'camera-none';
}

/** Many cameras have a light, and few say so before they run. @param {MediaStreamTrack} track */
function offerLight(track) {
  const { torch } = /** @type {{ torch?: boolean }} */ (track.getCapabilities?.() ?? {});
  lightButton?.toggleAttribute('hidden', torch !== true);
  lightButton?.setAttribute('aria-pressed', 'false');
}

async function startCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return say('camera-none');
  view.dataset.on = 'waiting';
  say('looking');
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1_280 }, height: { ideal: 720 } },
    });
    video.srcObject = stream;
    await video.play();
  } catch (cause) {
    stopCamera();
    return say(whyNoCamera(cause));
  }
  const [track] = stream?.getVideoTracks() ?? [];
  // Left while the question for permission was open.
  if (!track || document.hidden) return stopCamera();
  view.dataset.on = 'on';
  lastText = '';
  offerLight(track);
  track.addEventListener('ended', () => {
    stopCamera();
    say('camera-busy');
  });
  hintTimer = window.setTimeout(() => say('nothing-yet'), HINT_AFTER_MS);
  stopButton?.focus({ preventScroll: true });
  void watch();
}

/** @param {File} file */
async function readPhoto(file) {
  stopCamera();
  say('reading');
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return say('photo-unreadable');
  }
  let texts;
  try {
    texts = await reader.readPhoto(picture);
  } catch {
    return say('no-reader');
  }
  lastText = '';
  return texts.length === 0 ? say('photo-empty') : takeOne(texts);
}

startButton?.addEventListener('click', () => void startCamera());
stopButton?.addEventListener('click', () => {
  stopCamera();
  said.replaceChildren();
  startButton?.focus();
});
lightButton?.addEventListener('click', () => {
  const isOn = lightButton.getAttribute('aria-pressed') !== 'true';
  const [track] = stream?.getVideoTracks() ?? [];
  const wish = /** @type {MediaTrackConstraints} */ (/** @type {unknown} */ ({ advanced: [{ torch: isOn }] }));
  void track?.applyConstraints(wish).then(
    () => lightButton.setAttribute('aria-pressed', String(isOn)),
    () => lightButton.setAttribute('hidden', ''),
  );
});
photo.addEventListener('change', () => {
  const [file] = photo.files ?? [];
  photo.value = '';
  if (file) void readPhoto(file);
});
// No camera runs in a pocket; whoever comes back finds it on again.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    isToResume = stream !== null;
    stopCamera();
  } else if (isToResume) {
    isToResume = false;
    void startCamera();
  }
});
window.addEventListener('pagehide', stopCamera);
