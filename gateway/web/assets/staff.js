// The staff page's script: shows the code of an invitation that was just written, beside its link.
// @ts-check

document.addEventListener('act:done', (event) => {
  const form = event.target;
  const picture = form instanceof HTMLFormElement ? form.querySelector('img[data-code-of]') : null;
  if (!(picture instanceof HTMLImageElement) || !(event instanceof CustomEvent)) return;
  const { link } = /** @type {{ link?: unknown }} */ (event.detail);
  if (typeof link !== 'string') return;
  const token = link.slice(link.lastIndexOf('/') + 1);
  picture.src = `${picture.dataset.codeOf ?? ''}/${token}/code.svg`;
  picture.hidden = false;
});
