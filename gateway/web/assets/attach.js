// The attach page's script: fills a field with what the camera or a photo shows, and sends its form on.
// @ts-check
import { createReader } from './scan-reader.js';

const FRAME_EVERY_MS = 120;

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return element;
}

const main = find('main');
const reading = find('#reading');
const view = find('#reading .view');
const video = /** @type {HTMLVideoElement} */ (find('#video'));
const said = find('#read-said');
const { decoder = '', wasm = '', sampleText = '', sampleSize = '', sampleModules = '' } = main.dataset;
const reader = createReader({
  sample: { text: sampleText, size: Number(sampleSize), modules: sampleModules },
  script: decoder,
  wasm,
});

/** What was read last on a walk: the same label is still before the camera when the next page opens. */
const LAST = 'unlatch-last-read';
/** @type {MediaStream | null} */
let stream = null;
/** @type {string | null} */
let passed = null;

/** @param {'looking' | 'noCamera' | 'nothingRead' | 'noReader'} name */
function say(name) {
  said.textContent = said.dataset[name] ?? '';
}

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  view.hidden = true;
  for (const form of document.querySelectorAll('[data-live]')) form.removeAttribute('data-live');
}

/** One place for picture and words: under the field that is scanned for. @param {HTMLInputElement} field */
function showAt(field) {
  field.form?.querySelector('.scan-tools')?.after(reading);
  reading.hidden = false;
}

/** @param {HTMLInputElement} field @param {readonly string[]} texts @param {'camera' | 'photo'} by @returns {boolean} whether there was anything to take */
function take(field, texts, by) {
  // Of several codes before the camera, one with our kind of digits goes first.
  const text = texts.find((each) => /[0-9]{185}/.test(each)) ?? texts[0];
  if (text === undefined || (by === 'camera' && text === passed)) return false;
  stopCamera();
  reading.hidden = true;
  field.value = text;
  const read = field.form?.elements.namedItem('read');
  if (read instanceof HTMLInputElement) {
    read.value = by;
    sessionStorage.setItem(LAST, text);
  }
  navigator.vibrate?.(40);
  field.form?.requestSubmit();
  return true;
}

/** @param {HTMLInputElement} field */
async function watch(field) {
  const watched = stream;
  while (stream !== null && stream === watched) {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
      try {
        if (take(field, await reader.readFrame(video), 'camera')) return;
      } catch {
        stopCamera();
        say('noReader');
        return;
      }
    }
    await new Promise((resolve) => {
      window.setTimeout(resolve, FRAME_EVERY_MS);
    });
  }
}

/** @param {HTMLInputElement} field */
async function scan(field) {
  stopCamera();
  showAt(field);
  say('looking');
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1_280 }, height: { ideal: 720 } },
    });
    video.srcObject = stream;
    view.hidden = false;
    // The picture stands where the buttons were: what was found and what is before the camera fit one screen.
    field.form?.setAttribute('data-live', 'on');
    reading.scrollIntoView({ block: 'nearest' });
    await video.play();
  } catch {
    stopCamera();
    say('noCamera');
    return;
  }
  await watch(field);
}

/** @param {HTMLInputElement} field @param {File} file */
async function readPhoto(field, file) {
  stopCamera();
  showAt(field);
  try {
    if (!take(field, await reader.readPhoto(await createImageBitmap(file)), 'photo')) say('nothingRead');
  } catch (cause) {
    say(cause instanceof DOMException ? 'nothingRead' : 'noReader');
  }
}

/** @param {string | undefined} id */
function fieldOf(id) {
  return /** @type {HTMLInputElement} */ (find(`#${id ?? ''}`));
}

/** Whoever presses means what is before the camera, even if it is the last one again. @param {string | undefined} id */
function scanAnew(id) {
  passed = null;
  void scan(fieldOf(id));
}

for (const button of document.querySelectorAll('[data-scan]')) {
  if (button instanceof HTMLElement) button.addEventListener('click', () => scanAnew(button.dataset.scan));
}
for (const photo of document.querySelectorAll('[data-photo]')) {
  if (!(photo instanceof HTMLInputElement)) continue;
  photo.addEventListener('change', () => {
    const [file] = photo.files ?? [];
    photo.value = '';
    if (file) void readPhoto(fieldOf(photo.dataset.photo), file);
  });
}
// What is typed over a code that the camera read is the word of whoever types.
document.addEventListener('input', ({ target }) => {
  const read = target instanceof HTMLInputElement ? target.form?.elements.namedItem('read') : null;
  if (read instanceof HTMLInputElement && read !== target) read.value = 'typed';
});
find('#camera-off').addEventListener('click', () => {
  stopCamera();
  reading.hidden = true;
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stopCamera();
});
window.addEventListener('pagehide', stopCamera);

// A walk goes on: the camera looks for the next label at once, and not again at the last.
const again = document.querySelector('[data-again]');
if (again instanceof HTMLElement) {
  passed = sessionStorage.getItem(LAST);
  void scan(fieldOf(again.dataset.again));
}
