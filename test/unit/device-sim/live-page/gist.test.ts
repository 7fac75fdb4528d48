// Gist: every published message is told in plain words of both languages, and nothing that is broken breaks the page.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findProfile, KIND_CATALOGUE, type KindProfile } from '#protocol';
import { createFormat } from '../../../../device-sim/live-page/format.ts';
import { openMessage, readGist } from '../../../../device-sim/live-page/gist.ts';
import { describeGist } from '../../../../device-sim/live-page/gist-words.ts';

const pod = findProfile(KIND_CATALOGUE, 'sleep-pod') as KindProfile;
const NOTHING_BEFORE = { actOf: () => undefined, reported: {} };
const nothing = (topic: string, text: string) => readGist(topic, openMessage(text), NOTHING_BEFORE);
const up = (leaf: string): string => `o2o/1/airport/pod-1/up/${leaf}`;

const { steps } = JSON.parse(
  readFileSync(new URL('../../../../firmware-protocol/vectors/valid/pod-story.json', import.meta.url), 'utf8'),
) as { readonly steps: readonly { readonly topic: string; readonly payload: string }[] };

describe('what a message says', () => {
  test('of the published story, each has words in both languages, and none is unreadable', () => {
    expect(steps.length).toBeGreaterThan(10);
    for (const { payload, topic } of steps) {
      const gist = nothing(topic, payload);
      expect(gist.what, `${topic} ${payload.slice(0, 80)}`).not.toBe('unreadable');
      for (const lang of ['en', 'zh-Hans'] as const) {
        const words = describeGist(gist, { profile: pod, format: createFormat(lang) });
        expect(words).not.toMatch(/undefined|null|NaN|\[object/);
      }
    }
  });

  test('a result is told by the act of its command', () => {
    const text = JSON.stringify({ status: 'rejected', code: 'SAFETY' });
    const gist = readGist(up('res/gw1/cmd1'), openMessage(text), {
      actOf: (cid) => (cid === 'cmd1' ? 'stop' : undefined),
      reported: {},
    });
    expect(describeGist(gist, { profile: pod, format: createFormat('en') })).toBe('stop: refused (SAFETY)');
  });

  test('a state is told by what is new in it', () => {
    const text = JSON.stringify({ reported: { bolt: 'open', light: 50, temperature: 235 } });
    const before = { actOf: () => undefined, reported: { bolt: 'locked', light: 50, temperature: 235 } };
    const gist = readGist(up('state'), openMessage(text), before);
    expect(describeGist(gist, { profile: pod, format: createFormat('en') })).toBe('Shows Bolt open');
    expect(describeGist(nothing(up('state'), text), { profile: pod, format: createFormat('en') })).toBe(
      'Shows Bolt open, Light 50%, Air 23.5°C',
    );
  });

  test.each([
    ['no JSON', up('state'), 'hello'],
    ['a list', up('state'), '[1]'],
    ['a JWS that holds nothing', up('ses'), 'a..c'],
    ['another topic', 'somewhere/else', '{}'],
    ['an entry of another sort', up('ses'), '{"ev":"dreamed"}'],
    ['no bytes', up('hello'), ''],
  ])('%s is told as unreadable', (_what, topic, text) => {
    expect(nothing(topic, text).what).toBe('unreadable');
  });
});
