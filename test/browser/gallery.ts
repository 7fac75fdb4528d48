// Gallery: `npm run gallery` - takes the picture of every page in each of its languages at phone and desktop width, with an index and a contact sheet.
import { chromium } from 'playwright-core';
import { createAssets } from '../../gateway/web/assets.ts';
import { serveGallery } from './gallery-server.ts';
import { drawSheet } from './pages/contact-sheet.ts';
import { writeIndex } from './pages/gallery-index.ts';
import { openStage } from './pages/stage.ts';
import { planShots, statePages, takeShots } from './pages/take-shots.ts';

/**
 * Words on the command line choose pages by a part of `<language>/<name>`; `dark` and `plain` (no script) choose how all are seen,
 * `sheet` draws the contact sheet of gateway/pictures anew.
 */
const words = process.argv.slice(2);
const OPTIONS = ['dark', 'plain', 'sheet'];
const wanted = words.filter((word) => !OPTIONS.includes(word));

const assets = createAssets();
const states = statePages(assets);
const [stage, gallery] = [await openStage(), await serveGallery(states, assets)];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic'] });
try {
  const shots = planShots(states.keys(), {
    isDark: words.includes('dark'),
    isPlain: words.includes('plain'),
    isWanted: (name) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  });
  const { taken, complaints } = await takeShots(browser, { stage, statesAt: gallery.origin }, shots);
  writeIndex(taken);
  console.log(`${taken.length} pictures of ${new Set(taken.map(({ name }) => name)).size} pages: test/output/gallery/index.html`);
  const bytes = await drawSheet(browser, { toRepository: words.includes('sheet') });
  if (bytes !== null) console.log(`contact sheet: ${bytes} bytes`);
  for (const complaint of complaints) console.log(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  gallery.close();
  await stage.close();
}
