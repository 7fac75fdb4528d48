// The console around an emergency: the bar on every page, what the red button says before it is pressed, and the sign-in before the set-up.
import { describe, expect, test } from 'vitest';
import { createAssets } from '../../../../../gateway/web/assets.ts';
import { type EmergencyShown, emergencyPage } from '../../../../../gateway/web/console/emergency-page.tsx';
import type { ConsoleFrame } from '../../../../../gateway/web/console/frame.tsx';
import { overviewPage } from '../../../../../gateway/web/console/overview-page.tsx';
import { consoleSignInPage } from '../../../../../gateway/web/console/sign-in-page.tsx';
import { staffTextsOf } from '../../../../../gateway/web/console/staff-texts.ts';
import { EMERGENCY_WORDS } from '../../../../../gateway/web/console/text/emergency.ts';
import { CONSOLE_LANGUAGES, type ConsoleLanguage } from '../../../../../gateway/web/console/text/shape.ts';
import { frameOf, NOW_MS } from '../samples.ts';

const EVIL = '"><script>alert(1)</script>\u202eevil';
const HALL = { venueId: 'ven_1', name: EVIL, zone: 'Asia/Shanghai', currency: 'CNY' };
const YARD = { ...HALL, venueId: 'ven_2', name: 'Yard' };
const assets = createAssets();

function frame(lang: ConsoleLanguage, over: Partial<ConsoleFrame> = {}): ConsoleFrame {
  const staff = { name: 'Ada', role: 'owner', tenantName: 'Pods' } as const;
  return {
    ...frameOf(lang, '/console'),
    ...{ assets, section: 'overview', staff, venues: [HALL, YARD], venue: HALL },
    ...over,
  };
}
const shownOf = (over: Partial<EmergencyShown> = {}): EmergencyShown => ({
  ...{ venueId: HALL.venueId, atMs: NOW_MS, emergency: null, signals: { on: 0, waiting: 0, away: 0, unable: 0 } },
  ...{ unreached: [], occupied: [], mayRaise: true, mayEnd: true, isAlone: false },
  ...over,
});
const alarmOf = (html: string): string => /<div class="alarm".*?<\/div>/s.exec(html)?.[0] ?? 'absent';

describe.each(CONSOLE_LANGUAGES)('in %s', (lang) => {
  const words = EMERGENCY_WORDS[lang];

  test('each venue in an emergency is named on every page, with the way to its button', () => {
    const alarm = alarmOf(overviewPage(frame(lang, { inEmergency: [HALL, YARD] }), null));
    expect(alarm).toContain('role="status"');
    expect(alarm.split(words.runsIn)).toHaveLength(3);
    for (const id of ['ven_1', 'ven_2']) expect(alarm).toContain(`href="/console/emergency?venue=${id}"`);
    expect(alarm).not.toContain('<script>');
    expect(alarm).not.toContain('\u202e');
    expect(alarm).not.toMatch(/ hidden/);
    expect(alarmOf(overviewPage(frame(lang), null))).toMatch(/ hidden/);
  });

  test('the page of a button says its own in its place, and that of another venue in the bar', () => {
    const html = emergencyPage(frame(lang, { section: 'emergency', inEmergency: [HALL, YARD] }), shownOf());
    expect(alarmOf(html)).not.toContain('venue=ven_1');
    expect(alarmOf(html)).toContain('venue=ven_2');
  });

  test('before the press it says that another person ends it, and warns whoever is alone', () => {
    const html = emergencyPage(frame(lang), shownOf());
    expect(html.indexOf(words.secondNeeded)).toBeGreaterThan(0);
    expect(html.indexOf(words.secondNeeded)).toBeLessThan(html.indexOf('id="raise"'));
    expect(html).not.toContain('id="alone"');
    const alone = emergencyPage(frame(lang), shownOf({ isAlone: true }));
    expect(alone.indexOf(words.alone)).toBeGreaterThan(0);
    expect(alone.indexOf(words.alone)).toBeLessThan(alone.indexOf('id="raise"'));
    expect(alone).toContain('id="raise"');
    expect(alone).toContain('href="/console/staff"');
  });

  test('before the set-up, the sign-in says where the link is, and asks for no passkey that nobody has', () => {
    const texts = staffTextsOf(lang);
    const pageOf = (isSetUp: boolean) =>
      consoleSignInPage({ ...frameOf(lang, '/console/sign-in'), assets, problem: null, returnTo: '/console', isSetUp });
    expect(pageOf(false)).toContain(texts.signInNotSetUp);
    expect(pageOf(false)).not.toContain(texts.signInHelp);
    expect(pageOf(false)).not.toContain(texts.signInButton);
    expect(pageOf(true)).toContain(texts.signInHelp);
    expect(pageOf(true)).toContain(texts.signInButton);
    expect(pageOf(true)).not.toContain(texts.signInNotSetUp);
  });
});
