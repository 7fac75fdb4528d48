// Look: what a program can see of a page that is wrong - axe's rules, too wide, too wide at a zoom of 200 %, targets too small.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const runAxe = (
  runOnly: object,
): string => `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) =>
    target.join(' ') + ' (' + failureSummary.split('\\n')[1] + ')').join('; ')))`;
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** What a finger meets, links within a sentence aside (WCAG 2.5.8); a control is as large as the label around it, and a word as wide as it is. */
const SMALL_TARGETS = `[...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')].flatMap((each) => {
  const target = each.matches('input[type=checkbox], input[type=radio], input[type=file]') ? each.closest('label') ?? each : each;
  const { width, height } = target.getBoundingClientRect();
  const isShown = target.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1 && height > 1;
  const isAway = target.closest('.skip, .unseen') !== null;
  const isInline = getComputedStyle(target).display === 'inline' && target.matches('a');
  const isWide = width >= (target.matches('a') ? 24 : 43.5);
  return !isShown || isAway || isInline || (height >= 43.5 && isWide) ? []
    : [target.outerHTML.slice(0, 110) + ' is ' + Math.round(width) + ' x ' + Math.round(height)];
})`;

/** In the dark only colours differ. Needs a context that bypasses the content policy. */
export async function axeFindings(tab: Page, colorScheme: 'light' | 'dark'): Promise<readonly string[]> {
  await tab.evaluate(AXE);
  const rules = colorScheme === 'light' ? { type: 'tag', values: RULES } : { type: 'rule', values: ['color-contrast'] };
  return (await tab.evaluate(runAxe(rules))) as readonly string[];
}

export async function smallTargets(tab: Page): Promise<readonly string[]> {
  return (await tab.evaluate(SMALL_TARGETS)) as readonly string[];
}

/** In px; 0 where all of it fits. */
export async function overhang(tab: Page): Promise<number> {
  return (await tab.evaluate(WIDER)) as number;
}

/** The same at a zoom of 200 % (WCAG 1.4.4): half as many px of twice the size, for letters and lengths alike. */
export async function overhangZoomed(tab: Page): Promise<number> {
  const seen = tab.viewportSize();
  if (seen === null) throw new Error('the tab has no size of its own');
  await tab.setViewportSize({ width: seen.width / 2, height: seen.height / 2 });
  const found = await overhang(tab);
  await tab.setViewportSize(seen);
  return found;
}
