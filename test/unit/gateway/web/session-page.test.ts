// Session page: Stop in reach, honest words in each state, and a fragment that is the page's own main.
import { describe, expect, test } from 'vitest';
import type { SessionView } from '../../../../gateway/domain/session/session-view.ts';
import { type SessionPageInput, sessionFragment, sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { frameOf, NOW_MS, viewOf } from './samples.ts';

function inputOf(view: SessionView, over: Partial<SessionPageInput> = {}): SessionPageInput {
  let keys = 0;
  return { ...frameOf('en', `/sessions/${view.sessionId}`), view, newKey: () => `key-${++keys}`, ...over };
}
const pageOf = (view: SessionView, over: Partial<SessionPageInput> = {}): string => sessionPage(inputOf(view, over));
const formOf = (html: string, id: string): string => new RegExp(`<form id="${id}".*?</form>`, 's').exec(html)?.[0] ?? '';

test.each(['starting', 'active'] as const)('Stop is there while %s, under the session’s own key', (state) => {
  const stop = formOf(pageOf(viewOf('bike', state)), 'stop');
  expect(stop).toContain('action="/sessions/ses_01k9x7a2v4/stop"');
  expect(stop).toContain('name="key" value="ses_01k9x7a2v4"');
});

test('a stop that the device refused says what to do, and may be asked again', () => {
  const stopRequest = { at: new Date(NOW_MS).toISOString(), advice: 'moving' };
  const html = pageOf(viewOf('bike', 'stopping', { stopRequest }));
  expect(html).toContain('The bike is still moving');
  expect(formOf(html, 'stop')).toContain('Try Stop again');
  expect(formOf(pageOf(viewOf('bike', 'stopping')), 'stop')).toBe('');
});

test('a closed pin is never told to be closed, nor a standing bike to stand', () => {
  const stopped = { pin: 'closed', moving: false, battery: 82 };
  const html = pageOf(viewOf('bike', 'stopping', { reported: stopped }));
  expect(html).toContain('The pin is closed');
  expect(html).not.toContain('push the pin into the lock');
  expect(pageOf(viewOf('bike', 'stopping'))).toContain('Stand still and push the pin into the lock');
});

test.each([
  ['JAMMED', 'Its lock is stuck.'],
  ['constructor', 'It cannot do this right now.'],
])('an advice without words of the kind (%s) is still explained', (advice, words) => {
  expect(pageOf(viewOf('bike', 'stopping', { stopRequest: { at: new Date(NOW_MS).toISOString(), advice } }))).toContain(words);
});

test.each([
  ['starting', true],
  ['active', false],
  ['stopping', true],
  ['settling', true],
  ['closed', false],
] as const)('without a script, %s reloads by itself: %s', (state, reloads) => {
  const html = pageOf(viewOf('sleep-pod', state));
  expect(/<noscript><meta http-equiv="refresh"/.test(html)).toBe(reloads);
});

describe('starting', () => {
  const steps = (html: string): string[] => [...html.matchAll(/class="step step-(\w+)"/g)].map(([, status = '']) => status);

  test('shows only the steps that have happened as done', () => {
    const progress = { reserved: true, sent: false, proven: false };
    expect(steps(pageOf(viewOf('sleep-pod', 'starting', { progress })))).toEqual(['done', 'now', 'later']);
    expect(steps(pageOf(viewOf('sleep-pod', 'starting')))).toEqual(['done', 'done', 'now']);
  });

  test('says that it is still trying only once it takes long', () => {
    const slow = (nowMs: number): string =>
      /<div data-from="\d+"([^>]*)>/.exec(pageOf(viewOf('bike', 'starting'), { nowMs }))?.[1]?.trim() ?? 'absent';
    expect(slow(NOW_MS)).toMatch(/^hidden/);
    expect(slow(NOW_MS + 5_000)).toBe('');
  });

  test('a start that was not seen says what happens to the money, and keeps Stop', () => {
    const unseen = {
      progress: { reserved: true, sent: true, proven: false },
      startedAt: null,
      useAt: null,
      useMs: 0,
      costMinor: 0,
    };
    const html = pageOf(viewOf('bike', 'stopping', unseen));
    expect(html).toContain('Nothing has been paid.');
    expect(formOf(html, 'stop')).not.toBe('');
  });
});

describe('running', () => {
  test('tells time, cost, the next step of the price and the most', () => {
    const html = pageOf(viewOf('sleep-pod', 'active'));
    for (const text of ['12:34', 'CN¥16.00', 'Next CN¥1.00 in', '0:26', 'CN¥16.00 of at most CN¥59.00'])
      expect(html).toContain(text);
    expect(html).toContain(`data-tick="up" data-ms="754000" data-at="${NOW_MS}"`);
  });

  test('shows what the object reported, and nothing that is not public or has no words', () => {
    const html = pageOf(
      viewOf('sleep-pod', 'active', { reported: { bolt: 'open', door: 'ajar', secret: 'x', temperature: 235 } }),
    );
    expect(html).toContain('Lock <b>unlocked</b>');
    expect(html).toMatch(/Inside <b>23\.5.?°C<\/b>/);
    expect(html).not.toContain('ajar');
    expect(html).not.toContain('secret');
  });

  test.each(['active', 'suspended'] as const)('in an emergency, %s says only that: no headline, nothing of a lock', (state) => {
    const reported = { reported: { bolt: 'locked' } };
    const calm = pageOf(viewOf('sleep-pod', state, reported));
    expect(calm).toContain('class="invite"');
    expect(calm).toContain('class="chips"');
    const html = pageOf(viewOf('sleep-pod', state, { ...reported, emergencySince: new Date(NOW_MS).toISOString() }));
    expect(html).toContain('id="emergency"');
    expect(html).not.toContain('class="invite"');
    expect(html).not.toContain('class="chips"');
    expect(html).toContain('class="card meter"');
    expect(formOf(html, 'stop')).toContain('id="stop-button"');
  });

  test('a switch asks for the other state and says the one it has', () => {
    const light = formOf(pageOf(viewOf('hotel-room', 'active')), 'set-light');
    expect(light).toContain('action="/sessions/ses_01k9x7a2v4/controls/light"');
    expect(light).toContain('name="value" value="false"');
    expect(light).toContain('name="seen" value="17"');
    expect(light).toContain('aria-label="Light: On. Turn off"');
  });

  test('a range moves by its own step and stays inside its limits', () => {
    const nudge = (reported: number, id: string): string => {
      const { controls } = viewOf('hotel-room', 'active');
      const view = viewOf('hotel-room', 'active', {
        controls: controls.map((control) => (control.name === 'setpoint' ? { ...control, reported } : control)),
      });
      return formOf(pageOf(view), id);
    };
    expect(nudge(220, 'more-setpoint')).toContain('name="value" value="225"');
    expect(nudge(220, 'less-setpoint')).toContain('name="value" value="215"');
    expect(nudge(260, 'more-setpoint')).toMatch(/<button[^>]*disabled/);
    expect(formOf(pageOf(viewOf('hotel-room', 'active')), 'range-setpoint')).toMatch(
      /type="range" min="180" max="260" step="5" value="220"/,
    );
  });

  test('the menu orders by plain number fields', () => {
    const order = formOf(pageOf(viewOf('restaurant-table', 'active')), 'order');
    expect(order).toContain('action="/sessions/ses_01k9x7a2v4/orders"');
    expect(order).toMatch(/name="item\.beef-noodles" type="number"[^>]*min="0"/);
  });

  test('orders say what became of them', () => {
    const html = pageOf(viewOf('restaurant-table', 'active'));
    for (const text of ['In the kitchen, on your bill', 'On its way to the kitchen', 'Not taken, not on your bill'])
      expect(html).toContain(text);
  });

  test('warns when the most is near, and calms when it is reached', () => {
    expect(pageOf(viewOf('sleep-pod', 'active', { costMinor: 4_720 }))).toContain('More than 80 %');
    expect(pageOf(viewOf('sleep-pod', 'active', { costMinor: 4_719 }))).not.toContain('More than 80 %');
    const most = pageOf(viewOf('sleep-pod', 'active', { costMinor: 5_900, nextRise: null }));
    expect(most).toContain('costs nothing more');
    expect(most).not.toContain('More than 80 %');
  });

  test('an object out of contact is told, and Stop stays', () => {
    const html = pageOf(viewOf('bike', 'active', { online: false }));
    expect(html).toContain('No contact at the moment');
    expect(formOf(html, 'stop')).not.toBe('');
  });

  test('staff are called only where they come', () => {
    expect(formOf(pageOf(viewOf('sleep-pod', 'active')), 'call')).toContain('/call"');
    expect(formOf(pageOf(viewOf('bike', 'active')), 'call')).toBe('');
  });
});

test('a problem stands on the page where it happened', () => {
  const html = pageOf(viewOf('restaurant-table', 'active'), {
    problem: { code: 'order.exceeds-hold', leftMinor: 2_300n, currency: 'CNY' },
  });
  expect(html).toMatch(/role="alert"[^>]*data-code="order.exceeds-hold"/);
  expect(html).toContain('CN¥23.00 is left');
});

test.each([
  'starting',
  'active',
  'stopping',
  'settling',
  'closed',
] as const)('the fragment of %s is the main of its page', (state) => {
  const fragment = sessionFragment(inputOf(viewOf('sleep-pod', state)));
  expect(fragment).toMatch(/^<main\b.*<\/main>$/s);
  expect(pageOf(viewOf('sleep-pod', state))).toContain(fragment);
});

test('a live page tells the script where to listen; a closed one, where to go', () => {
  const active = pageOf(viewOf('sleep-pod', 'active'));
  expect(active).toContain('data-live="/api/v1/sessions/ses_01k9x7a2v4/events"');
  expect(active).toContain('data-version="4"');
  const closed = pageOf(viewOf('sleep-pod', 'closed'));
  expect(closed).not.toContain('data-live');
  expect(closed).toContain('data-next="/sessions/ses_01k9x7a2v4/receipt"');
  expect(closed).toMatch(/<a class="press press-main" href="\/sessions\/ses_01k9x7a2v4\/receipt"/);
});

test('a pod’s page is dark for whoever lies in it, a bike’s follows the phone', () => {
  expect(pageOf(viewOf('sleep-pod', 'active'))).toContain('data-theme="night"');
  expect(pageOf(viewOf('bike', 'active'))).not.toContain('data-theme');
});

test('orders are marked as the own ones only where somebody else orders too', () => {
  const { orders } = viewOf('restaurant-table', 'active');
  const marks = (shown: SessionView['orders']): number =>
    pageOf(viewOf('restaurant-table', 'active', { orders: shown })).split('class="yours"').length - 1;
  expect(marks(orders)).toBe(0);
  expect(marks(orders.map((order, at) => ({ ...order, mine: at === 1 })))).toBe(1);
});

describe('guests', () => {
  const guests = [
    { guestId: 'gst_1', number: 1, state: 'asked' },
    { guestId: 'gst_2', number: 2, state: 'joined' },
  ] as const;

  test('who asks can be let in or not; who is in needs no press', () => {
    const html = pageOf(viewOf('restaurant-table', 'active', { guests }));
    expect(formOf(html, 'let-in-gst_1')).toContain('action="/sessions/ses_01k9x7a2v4/guests/gst_1/let-in"');
    expect(formOf(html, 'refuse-gst_1')).toContain('action="/sessions/ses_01k9x7a2v4/guests/gst_1/refuse"');
    expect(html).not.toContain('id="let-in-gst_2"');
  });

  test.each([
    ['guest', ['leave']],
    ['asking', ['leave']],
    ['let-in', ['enter', 'leave']],
    ['joining', ['leave']],
    ['refused', []],
    ['left', []],
  ] as const)('%s is offered %j, and neither Stop nor the answers of the host', (role, offered) => {
    const may = { order: false, control: false, stop: false };
    const html = pageOf(viewOf('restaurant-table', 'active', { role, may, guests, asksMinor: 5_000 }));
    expect(['enter', 'leave'].filter((id) => formOf(html, id) !== '')).toEqual(offered);
    expect(formOf(html, 'stop')).toBe('');
    if (role !== 'guest') expect(html).not.toContain('id="let-in-gst_1"');
  });

  test.each([
    ['asking', 'waiting for the host', 'If they let you in, CN¥50.00 is reserved'],
    ['let-in', 'you are let in', 'CN¥50.00 will be reserved'],
    ['joining', 'asking your wallet', 'CN¥50.00 will be reserved'],
    ['left', 'you have left', 'You have left'],
    ['refused', 'not let in', 'You were not let in'],
  ] as const)('%s reads its own state, never that something of theirs runs', (role, state, words) => {
    const may = { order: false, control: false, stop: false };
    const html = pageOf(viewOf('restaurant-table', 'active', { role, may, guests: [], asksMinor: 5_000 }));
    expect(/<p class="state state-(\w+)">.*?<span>([^<]*)</s.exec(html)?.slice(1)).toEqual(['info', state]);
    expect(/data-say="([^"]*)"/.exec(html)?.[1]).toBe(state);
    expect(html.replaceAll(/<[^>]+>/g, '')).toContain(words);
    expect(html.includes('If they let you in')).toBe(role === 'asking');
  });

  test('what joining reserves is said before it is reserved', () => {
    const may = { order: false, control: false, stop: false };
    const html = pageOf(viewOf('restaurant-table', 'active', { role: 'let-in', may, asksMinor: 5_000 }));
    expect(formOf(html, 'enter')).toContain('CN¥50.00');
  });
});

describe('the wallet elsewhere', () => {
  test('its question is linked while it is waited for, and Stop stays in reach', () => {
    const payerAction = { url: 'https://wallet.example/confirm?op=1' };
    const html = pageOf(viewOf('bike', 'authorizing', { payerAction }));
    expect(html).toMatch(/<a id="wallet-action"[^>]*href="https:\/\/wallet\.example\/confirm\?op=1" rel="noreferrer"/);
    expect(formOf(html, 'stop')).not.toBe('');
    expect(pageOf(viewOf('bike', 'authorizing'))).not.toContain('wallet-action');
  });

  test.each(['authorizing', 'review', 'failed'] as const)('%s does not reload for ever, nor forget to', (state) => {
    const reloads = /<noscript><meta http-equiv="refresh"/.test(pageOf(viewOf('bike', state)));
    expect(reloads).toBe(state !== 'failed');
  });

  test('a start that it declined says that nothing was reserved, and offers no receipt', () => {
    const html = pageOf(viewOf('bike', 'failed', { declined: 'insufficient_funds' }));
    expect(html).not.toContain('/receipt');
    expect(formOf(html, 'stop')).toBe('');
    expect(html).toContain('There is not enough money');
  });
});
