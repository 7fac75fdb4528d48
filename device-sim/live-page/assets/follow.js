// Follow: keeps the page like the objects are, and sends each press once.
// @ts-check
import { morph } from './morph.js';

/** What came of a press stays to be read so long. */
const SAID_MS = 5_000;

const said = document.getElementById('said');
const lost = document.getElementById('lost');
let saidTimer = 0;

/** @param {string} words @param {boolean} isDone */
function say(words, isDone) {
  if (!said) return;
  said.textContent = words;
  said.classList.toggle('toast-warn', !isDone);
  said.hidden = false;
  window.clearTimeout(saidTimer);
  saidTimer = window.setTimeout(() => {
    said.hidden = true;
  }, SAID_MS);
}

/** @param {boolean} isLost */
function showLost(isLost) {
  if (lost) lost.hidden = !isLost;
}

/** @param {string} part @param {string} html */
function show(part, html) {
  const shown = document.getElementById(part);
  const template = document.createElement('template');
  template.innerHTML = html;
  const next = template.content.firstElementChild;
  if (shown && next) morph(shown, next);
}

function follow() {
  const source = new EventSource(document.body.dataset.events ?? '/events');
  source.addEventListener('part', ({ data }) => {
    const { html, part } = JSON.parse(data);
    show(part, html);
  });
  source.addEventListener('open', () => showLost(false));
  source.addEventListener('error', () => {
    showLost(true);
    // A refused stream is not tried again by the browser itself.
    if (source.readyState === EventSource.CLOSED) window.setTimeout(follow, 2_000);
  });
}

/** The object itself shows that it does not give way. @param {HTMLFormElement} form */
function shake(form) {
  const card = form.closest('.card');
  if (!card) return;
  card.classList.add('stuck');
  window.setTimeout(() => card.classList.remove('stuck'), 400);
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function press(form, submitter) {
  const fields = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]);
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'application/json' },
    });
    const answer = await response.json();
    if (!response.ok) return say(answer.code ?? String(response.status), false);
    say(answer.said, answer.isDone);
    if (!answer.isDone) shake(form);
  } catch {
    showLost(true);
  }
}

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.hasAttribute('data-press')) return;
  event.preventDefault();
  void press(event.target, event.submitter);
});

follow();
