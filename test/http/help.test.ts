// Help over HTTP: for everybody, with what the reader uses in hand, and never with what somebody else uses.
import { describe, expect, test } from 'vitest';
import { createHttpWorld } from './http-world.ts';
import { sampleView } from './in-memory-steps.ts';

async function visit() {
  const world = await createHttpWorld();
  world.put('ann', sampleView('ses_1', { state: 'closed', objectName: 'Pod 1' }));
  world.put('ann', sampleView('ses_2', { state: 'active', objectName: 'Pod 2' }));
  world.put('bob', sampleView('ses_3', { state: 'active', objectName: 'Pod 3' }));
  const Cookie = `__Host-unlatch_person=${await world.token('ann')}`;
  const page = async (path: string, headers: { readonly [name: string]: string } = { Cookie }) => {
    const answer = await world.request(path, { headers });
    return { status: answer.status, html: await answer.text() };
  };
  return { world, page };
}

describe('/help', () => {
  test('is there for whoever is not known, with the way to sign in and come back', async () => {
    const { page } = await visit();
    const { status, html } = await page('/help?session=ses_1', {});
    expect(status).toBe(200);
    expect(html).toContain('href="/sign-in?return=%2Fhelp%3Fsession%3Dses_1"');
    expect(html).not.toContain('Pod 1');
    expect(html).toContain('id="never-opened-step"');
  });

  test('is about what runs, or about what is asked', async () => {
    const { page } = await visit();
    const running = (await page('/help')).html;
    expect(running).toContain('Pod 2');
    expect(running).toContain('href="/sessions/ses_2#stop"');
    const asked = (await page('/help?session=ses_1')).html;
    expect(asked).toContain('Pod 1');
    expect(asked).toContain('href="/sessions/ses_1/receipt');
  });

  test('says nothing of what somebody else uses', async () => {
    const { page } = await visit();
    const { html } = await page('/help?session=ses_3');
    expect(html).not.toContain('Pod 3');
    expect(html).not.toContain('/sessions/ses_3');
  });

  test('is a press away on every page, with the use in hand where the page is about one', async () => {
    const { page } = await visit();
    for (const path of ['/', '/wallet', '/scan', '/help']) expect((await page(path)).html, path).toContain('id="to-help"');
    expect((await page('/sessions/ses_2')).html).toContain('href="/help?session=ses_2"');
    expect((await page('/sessions/ses_1/receipt')).html).toContain('href="/help?session=ses_1"');
    expect((await page('/attach', {})).html).not.toContain('id="to-help"');
  });
});

test('a receipt that somebody comes to with a complaint has its four taps in sight', async () => {
  const { page } = await visit();
  expect((await page('/sessions/ses_1/receipt')).html).toMatch(/<details id="claims">/);
  expect((await page('/sessions/ses_1/receipt?wrong=1')).html).toMatch(/<details id="claims" open/);
});
