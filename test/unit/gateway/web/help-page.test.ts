// Help page: each thing that may go wrong leads to the one real act that helps, by what the reader has in hand.
import { describe, expect, test } from 'vitest';
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { helpHrefOf } from '../../../../gateway/web/paths.ts';
import { helpPage } from '../../../../gateway/web/phone/help-page.tsx';
import {
  emergencyNumberOf,
  type HelpSession,
  type HelpTopic,
  helpStepOf,
  helpTopicsOf,
} from '../../../../gateway/web/phone/help-steps.ts';
import { helpSession } from './help-pages.ts';
import { frameOf } from './samples.ts';

const stepOf = (topic: HelpTopic, session: HelpSession | null): string => helpStepOf(topic, session).href;

describe('with nothing in hand', () => {
  test.each<[HelpTopic, string]>([
    ['never-opened', '/scan'],
    ['offline-at-stop', '/scan'],
    ['no-network', '/scan'],
    ['wrong-amount', '/'],
    ['lost', '/'],
  ])('%s leads to %s', (topic, href) => {
    expect(stepOf(topic, null)).toBe(href);
  });

  test('everything can be asked', () => {
    expect(helpTopicsOf(null)).toContain('locked-in');
  });
});

describe('while it runs', () => {
  const running = helpSession('sleep-pod', 'active', { sessionId: 'ses_1', mayCallStaff: true });

  test.each<[HelpTopic, string]>([
    ['locked-in', '/sessions/ses_1#call'],
    ['never-opened', '/sessions/ses_1#call'],
    ['lost', '/sessions/ses_1#call'],
    ['offline-at-stop', '/sessions/ses_1#stop'],
    ['not-my-object', '/sessions/ses_1#stop'],
    ['wrong-amount', '/sessions/ses_1'],
  ])('%s leads to %s', (topic, href) => {
    expect(stepOf(topic, running)).toBe(href);
  });

  test('where no staff can be called the page itself is the step, and a guest has no Stop', () => {
    const guest = { ...running, mayCallStaff: false, may: { ...running.may, stop: false } };
    for (const topic of helpTopicsOf(guest)) expect(stepOf(topic, guest), topic).toBe('/sessions/ses_1');
  });

  test('nobody is locked into a bike', () => {
    expect(helpTopicsOf(helpSession('bike', 'active'))).not.toContain('locked-in');
  });
});

describe('after it', () => {
  const closed = helpSession('sleep-pod', 'closed', { sessionId: 'ses_1' });

  test.each(CLAIM_RULES)('%s is the one tap of the receipt', (rule) => {
    expect(stepOf(rule, closed)).toBe(`/sessions/ses_1/receipt?wrong=1#claim-${rule}`);
  });

  test('a tap that is not to be had any more leads to the receipt, and so does all else', () => {
    for (const topic of helpTopicsOf(closed)) expect(stepOf(topic, { ...closed, claims: [] })).toBe('/sessions/ses_1/receipt');
  });

  test('what never started has no receipt', () => {
    const failed = helpSession('sleep-pod', 'failed');
    for (const topic of helpTopicsOf(failed)) expect(stepOf(topic, failed), topic).toMatch(/^\/(scan)?$/);
  });
});

test.each([
  ['Europe/Berlin', '112'],
  ['Asia/Shanghai', '119'],
  ['America/New_York', null],
  ['Asia/Hong_Kong', null],
  [null, null],
])('in %s the number is %s', (zone, number) => {
  expect(emergencyNumberOf(zone)).toBe(number);
});

test.each([
  ['/sessions/ses_1', '/help?session=ses_1'],
  ['/sessions/ses_1/receipt', '/help?session=ses_1'],
  ['/sessions/ses_1/receipt/expense', '/help?session=ses_1'],
  ['/wallet', '/help'],
  ['/sessions/"><b>', '/help'],
])('the page %s leads to %s', (path, href) => {
  expect(helpHrefOf(path)).toBe(href);
});

test.each(LANGUAGES)('%s names the object as text, whatever it is called', (lang) => {
  const session = helpSession('sleep-pod', 'closed', { objectName: '<b>Pod</b>\u202e', seller: { name: '<i>', address: '<u>' } });
  const html = helpPage({ ...frameOf(lang, '/help'), session });
  expect(html).not.toMatch(/<b>Pod|<i>|<u>|\u202e/);
  expect(html).toContain('&lt;b&gt;Pod');
});
