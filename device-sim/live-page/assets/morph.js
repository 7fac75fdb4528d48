// Morph: makes an element look like another one and leaves alone what is the same, so that motion, focus and choices last.
// @ts-check

/** What a person has opened stays as they left it. @param {Element} from @param {Element} to */
function copyAttributes(from, to) {
  const isTheirs = (/** @type {string} */ name) => name === 'open' && from.nodeName === 'DETAILS';
  for (const { name, value } of to.attributes) {
    if (!isTheirs(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) if (!isTheirs(name) && !to.hasAttribute(name)) from.removeAttribute(name);
}

/** @param {Node} node */
const idOf = (node) => (node instanceof Element ? node.id : '');

/** The child of `from` that `next` is the new look of; null where there is none yet. @param {Map<string, Node>} named @param {Node | null} at @param {Node} next */
function findSame(named, at, next) {
  if (idOf(next)) return named.get(idOf(next)) ?? null;
  return at !== null && !idOf(at) && at.nodeName === next.nodeName ? at : null;
}

/** @param {Node} from @param {Node} to */
export function morph(from, to) {
  if (!(from instanceof Element && to instanceof Element)) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  copyAttributes(from, to);
  const named = new Map([...from.childNodes].filter(idOf).map((child) => [idOf(child), child]));
  let at = from.firstChild;
  for (const next of [...to.childNodes]) {
    const same = findSame(named, at, next);
    if (same === null || same.nodeName !== next.nodeName) {
      from.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else from.insertBefore(same, at);
    morph(same, next);
  }
  while (at !== null) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}
