// The guided set-up's script: brings the next step into view, folds one that was done elsewhere, and lets names follow the kind.
// @ts-check

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/** How each step stood when it was last looked at: name of the step, and whether it was done. @type {Map<string, boolean>} */
const stood = new Map();

/** A step that a phone or a device has done is folded, as one that was done here is after a reload. */
function foldDone() {
  for (const step of document.querySelectorAll('[data-step]')) {
    if (!(step instanceof HTMLElement)) continue;
    const { step: name = '', done } = step.dataset;
    const isDone = done === 'yes';
    if (isDone && stood.get(name) === false) step.querySelector('details')?.removeAttribute('open');
    stood.set(name, isDone);
  }
}

function followKind() {
  const pattern = document.querySelector('#new-objects-namePattern');
  if (!(pattern instanceof HTMLInputElement)) return;
  let proposed = '';
  for (const kind of document.querySelectorAll('input[name="kind"][data-pattern]')) {
    kind.addEventListener('change', () => {
      if (!(kind instanceof HTMLInputElement) || !kind.checked) return;
      const isProposed = pattern.value.trim() === '' || pattern.value === proposed;
      proposed = kind.dataset.pattern ?? '';
      if (isProposed) pattern.value = proposed;
    });
  }
}

// What is wrong with an amount is shown where it is, also within what was folded.
document.addEventListener('act:refused', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  for (const part of target.querySelectorAll('details')) if (part.querySelector('[aria-invalid="true"]')) part.open = true;
});

foldDone();
followKind();
const steps = find('.guide-steps');
if (steps) new MutationObserver(foldDone).observe(steps, { childList: true });
// After an act the page is loaded anew, and goes on where there is something to do.
history.scrollRestoration = 'manual';
const goesOn = find('[data-unfolded]') ?? find('.guide-next');
if (stood.get('venue')) goesOn?.scrollIntoView({ block: 'start' });
