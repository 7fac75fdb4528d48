// What a browser showed when its test failed: said in the output, so that a failure elsewhere can be understood from its log alone.
import type { Browser } from 'playwright-core';
import type { TestContext } from 'vitest';

const WORDS_AT_MOST = 1_500;

/** To be called from `afterEach`, before the browser closes: for a failed test, prints the address and words of every page that is open. */
export async function sayWhatWasShown({ task }: TestContext, browser: Browser | undefined): Promise<void> {
  if (task.result?.state !== 'fail') return;
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? []) {
    const words = await page
      .locator('body')
      .innerText({ timeout: 2_000 })
      .catch((cause: unknown) => `(${String(cause)})`);
    console.log(`when '${task.name}' failed, ${page.url()} showed:\n${words.slice(0, WORDS_AT_MOST)}`);
  }
}
