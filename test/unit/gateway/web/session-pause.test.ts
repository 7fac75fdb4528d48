// Pause on the session's page: offered with its price, shown only once it is proven, and ended by the same rule.
import { describe, expect, test } from 'vitest';
import { VIEWER_ROLES } from '../../../../gateway/domain/session/session-view.ts';
import { type SessionPageInput, sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { frameOf, NOW_MS, pauseOf, viewOf } from './samples.ts';

type View = SessionPageInput['view'];

function pageOf(view: View, over: Partial<SessionPageInput> = {}): string {
  let keys = 0;
  const frame = frameOf('en', `/sessions/${view.sessionId}`);
  return sessionPage({ ...frame, view, newKey: () => `key-${++keys}`, ...over }).replaceAll('\u00a0', ' ');
}
const formOf = (html: string, id: string): string => new RegExp(`<form id="${id}".*?</form>`, 's').exec(html)?.[0] ?? '';
const wordsOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const stateOf = (html: string): string => /<p class="state state-\w+">.*?<span>([^<]*)</s.exec(html)?.[1] ?? '';
const ridden = (over: Partial<NonNullable<View['pause']>> = {}): View =>
  viewOf('bike', 'active', { pause: pauseOf('bike', 'active', over) });
const paused = (over: Partial<NonNullable<View['pause']>> = {}): View =>
  viewOf('bike', 'suspended', { pausedMs: 90_000, pause: pauseOf('bike', 'suspended', over) });

describe('while it is used', () => {
  test('Pause is one plain form with its own key, beside its price and its longest', () => {
    const html = pageOf(ridden());
    expect(formOf(html, 'pause')).toContain('method="post" action="/sessions/ses_01k9x7a2v4/pause"');
    expect(formOf(html, 'pause')).toMatch(/name="key" value="key-\d+"/);
    expect(formOf(html, 'pause')).toContain('aria-describedby="pause-price"');
    const price = /<p [^>]*id="pause-price">.*?<\/p>/s.exec(html)?.[0] ?? '';
    expect(wordsOf(price)).toContain('While it is paused: CN¥0.20 per started minute.');
    expect(wordsOf(price)).toContain('At most 1 hr');
  });

  test('a pause without a price of its own says that it costs what use costs', () => {
    expect(wordsOf(pageOf(ridden({ rate: null })))).toContain('Paused time costs the same as use.');
  });

  test.each(['sleep-pod', 'hotel-room', 'restaurant-table'])('%s has no pause, and so no button', (kind) => {
    expect(formOf(pageOf(viewOf(kind, 'active')), 'pause')).toBe('');
  });

  test.each(VIEWER_ROLES.filter((role) => role !== 'host'))('%s is offered none, whatever the kind', (role) => {
    const may = { order: false, control: true, stop: false };
    expect(formOf(pageOf(viewOf('bike', 'active', { role, may, pause: null })), 'pause')).toBe('');
  });

  test.each([
    [{ wish: 'pause' }, 'It is not paused yet'],
    [{ wish: 'pause', taken: true }, 'Now stand still and push the pin into the lock.'],
  ] as const)('a wish %j is not a pause: the page says what runs, and whose turn it is', (over, words) => {
    const html = pageOf(ridden(over));
    expect(stateOf(html)).toBe('running');
    expect(html).toContain('data-wish="pause"');
    expect(wordsOf(html)).toContain(words);
    expect(wordsOf(html)).toContain('the usual price runs');
    expect(formOf(html, 'pause')).toBe('');
    expect(formOf(html, 'stop')).not.toBe('');
    expect(formOf(html, 'unpause')).toContain('method="post" action="/sessions/ses_01k9x7a2v4/resume"');
    expect(formOf(html, 'unpause')).toMatch(/name="key" value="key-\d+"/);
  });

  test.each([
    ['while it is used', ridden(), 'To end: park, push the pin into the lock and press Stop.'],
    ['while a pause waits for the hand', ridden({ wish: 'pause', taken: true }), 'Stop takes the pause back too'],
    ['while it is paused', paused(), 'Stop ends it now. Leave it closed.'],
  ])('what Stop says of itself %s is true of that moment', (_when, view, words) => {
    const beside = /<div class="reach">.*?<\/div>/s.exec(pageOf(view))?.[0] ?? '';
    expect(wordsOf(beside)).toContain(words);
    expect(wordsOf(beside).includes('push the pin')).toBe(words.includes('push the pin'));
  });

  test('a pause on its way back says so, asks for no hand and offers no press twice', () => {
    const html = pageOf(ridden({ wish: 'resume' }));
    expect(stateOf(html)).toBe('running');
    expect(wordsOf(html)).toContain('Taking the pause back');
    expect(wordsOf(html)).not.toContain('Pull the pin');
    expect(formOf(html, 'unpause') + formOf(html, 'pause')).toBe('');
    expect(formOf(html, 'stop')).not.toBe('');
  });

  test('a pause that could not be taken back still waits, says why, and may be taken back again', () => {
    const html = pageOf(ridden({ wish: 'pause', taken: true, refused: 'BUSY' }));
    expect(wordsOf(html)).toContain('The pause is still asked for. It is busy with something else.');
    expect(wordsOf(html)).not.toContain('It did not pause.');
    expect(formOf(html, 'unpause')).not.toBe('');
  });

  test.each([
    ['BUSY', 'It is busy with something else.'],
    ['unanswered', 'It gave no answer.'],
    ['constructor', 'It cannot do this right now.'],
  ])('a pause that the object refused (%s) says why, and can be asked for again', (refused, reason) => {
    const html = pageOf(ridden({ refused }));
    expect(wordsOf(html)).toContain(`It did not pause. ${reason}`);
    expect(formOf(html, 'pause')).not.toBe('');
  });
});

describe('while it is paused', () => {
  test('says so, with the paused time counting, its price, its end, Resume and Stop', () => {
    const html = pageOf(paused());
    expect(stateOf(html)).toBe('paused');
    expect(wordsOf(html)).toContain('Paused. It stays yours.');
    expect(html).toMatch(new RegExp(`id="paused-time" data-tick="up" data-ms="90000" data-at="${NOW_MS}"[^>]*>\\s*1:30`));
    expect(wordsOf(html)).toContain('CN¥0.20 per started minute');
    expect(wordsOf(html)).toContain('The pause ends at 22:52 at the latest.');
    expect(formOf(html, 'resume')).toContain('method="post" action="/sessions/ses_01k9x7a2v4/resume"');
    expect(formOf(html, 'pause')).toBe('');
    expect(formOf(html, 'stop')).not.toBe('');
  });

  test('use stands: its clock does not count on', () => {
    expect(pageOf(paused())).not.toContain('data-ms="754000"');
    expect(pageOf(ridden())).toContain('data-ms="754000"');
  });

  test.each([
    [{ wish: 'resume' }, 'The pause goes on until the object has shown'],
    [{ wish: 'resume', taken: true }, 'Pull the pin and ride on.'],
  ] as const)('a wish %j is not an end of it yet', (over, words) => {
    const html = pageOf(paused(over));
    expect(stateOf(html)).toBe('paused');
    expect(wordsOf(html)).toContain(words);
    expect(formOf(html, 'resume')).toBe('');
  });

  test('a refused Resume says why, and can be pressed again', () => {
    const html = pageOf(paused({ refused: 'JAMMED' }));
    expect(wordsOf(html)).toContain('It did not open. Its lock is stuck.');
    expect(formOf(html, 'resume')).not.toBe('');
  });

  test('afterwards what was paused stays in sight, and counts no more', () => {
    const html = pageOf(viewOf('bike', 'active', { pausedMs: 90_000 }));
    expect(html).toMatch(/id="paused-time">\s*1:30/);
  });
});

test('a kind without words of its own for the hand still says what to do', () => {
  const pause = pauseOf('bike', 'active', { wish: 'pause', taken: true });
  expect(wordsOf(pageOf({ ...viewOf('bike', 'active', { pause }), kind: 'kick-scooter' }))).toContain('Now close it.');
});

test.each([
  [{ code: 'device.offline', lastSeenAtMs: null }, 'What you use goes on'],
  [{ code: 'device.refused', deviceCode: 'BUSY' }, 'It is busy with something else.'],
] as const)('a press that the object did not take (%j) speaks of what runs, never of another object', (problem, words) => {
  const html = wordsOf(pageOf(ridden(), { problem }));
  expect(html).toContain(words);
  expect(html).toContain('Wait a moment, then press again');
  expect(html).not.toContain('Scan another one');
  expect(html).not.toContain('Nothing was reserved');
});
