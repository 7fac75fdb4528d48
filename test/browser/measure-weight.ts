// Measure weight: what a browser without a cache fetches over the wire for one page, headers included.
import type { Browser } from 'playwright-core';

export type Weight = { readonly bytes: number; readonly requests: readonly { readonly path: string; readonly bytes: number }[] };

type Finished = { readonly requestId: string; readonly encodedDataLength: number };
type Asked = {
  readonly requestId: string;
  readonly request: { readonly url: string };
  /** The answer that led on to this request, under the same id. */
  readonly redirectResponse?: { readonly encodedDataLength: number; readonly url: string };
};

/** A new person's first visit: no cookie, nothing kept; redirects count. Streams that stay open are left out. */
export async function measureWeight(browser: Browser, url: string): Promise<Weight> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const asked = new Map<string, string>();
  const requests: { path: string; bytes: number }[] = [];
  await network.send('Network.enable');
  network.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse }: Asked) => {
    if (redirectResponse) requests.push({ path: nameOf(redirectResponse.url), bytes: redirectResponse.encodedDataLength });
    asked.set(requestId, request.url);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }: Finished) => {
    requests.push({ path: nameOf(asked.get(requestId) ?? ''), bytes: encodedDataLength });
  });
  await page.goto(url, { waitUntil: 'load' });
  await context.close();
  return { bytes: requests.reduce((sum, each) => sum + each.bytes, 0), requests };
}

/** Tags and tickets are long and secret: their route is enough. */
function nameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/[0-9]{40,}|(?<=^\/s\/).+/, '…') : url;
}
