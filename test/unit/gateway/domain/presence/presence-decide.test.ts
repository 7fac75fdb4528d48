// Presence decided: what a Start shows of its person being there, what of that is used up, and what is asked for otherwise.
import { describe, expect, test } from 'vitest';
import {
  decidePresence,
  type PresenceFacts,
  passesOver,
  presenceOutlook,
  presenceUsed,
  waysAt,
} from '../../../../../gateway/domain/presence/presence-decide.ts';
import type { PresenceRecord, PresenceWay } from '../../../../../gateway/domain/presence/presence-evidence.ts';

const NOW_MS = 1_000_000;
const USUAL: readonly PresenceWay[] = ['display-code', 'button', 'blink', 'staff'];
const START = { sessionId: 'ses_1', personId: 'ada', objectId: 'table-7', atMs: NOW_MS };

const evidence = (by: PresenceWay, untilMs = NOW_MS + 1): PresenceRecord => ({
  ...{ evidenceId: `prs_${by}`, tenantId: 'demo', personId: 'ada', objectId: 'table-7', by, atMs: NOW_MS - 1, untilMs },
});
function facts(changes: Partial<PresenceFacts> & { presence?: PresenceFacts['policy']['presence'] } = {}): PresenceFacts {
  const { presence = 'required', ...others } = changes;
  return {
    policy: { presence, evidence: USUAL },
    ...{ trust: 'signed', shown: null, isExclusive: false, waysHere: ['display-code', 'staff'] },
    standing: { evidence: [], startsWithout: [], startsWithoutHere: [] },
    ...others,
  };
}
const showing = (...shown: readonly PresenceRecord[]) => ({
  standing: { evidence: shown, startsWithout: [], startsWithoutHere: [] },
});
const startedWithout = (...isUsed: readonly boolean[]) => ({
  standing: { evidence: [], startsWithout: isUsed.map((each) => ({ atMs: NOW_MS - 9, isUsed: each })), startsWithoutHere: [] },
});
const startedHere = (...isUsed: readonly boolean[]) => ({
  standing: { evidence: [], startsWithout: [], startsWithoutHere: isUsed.map((each) => ({ atMs: NOW_MS - 9, isUsed: each })) },
});
const shown = (...usedBy: readonly string[]) => ({ shown: { tagId: '00', counter: 7, usedBy }, trust: 'display' as const });
const asked = (because: string) => ({
  ok: false,
  error: { code: 'presence.required', ways: ['display-code', 'staff'], because },
});
const used = { ok: false, error: { code: 'code.display-used' } };
const decide = (given: PresenceFacts) => decidePresence(given, 'ada', NOW_MS);

describe('a Start', () => {
  test.each<[string, PresenceFacts, object]>([
    ['of a table by its label', facts(), asked('always')],
    ['of a table by its typed code', facts({ trust: 'typed' }), asked('always')],
    ['of a pod by a label of somebody else', facts({ presence: 'advisory', trust: 'taken-over' }), asked('label-unsigned')],
    [
      'of what asks for nothing by a label of somebody else',
      facts({ presence: 'none', trust: 'taken-over' }),
      asked('label-unsigned'),
    ],
    ['with a tap of a tag that can be copied', facts(showing(evidence('nfc'))), asked('always')],
    ['with what was shown too long ago', facts(showing(evidence('button', NOW_MS))), asked('always')],
    [
      'of a bike after a start that nobody used',
      facts({ presence: 'first-start-without-evidence', ...startedWithout(false) }),
      asked('start-unused'),
    ],
    [
      'of a bike after two that were used',
      facts({ presence: 'first-start-without-evidence', ...startedWithout(true, true) }),
      asked('starts-counted'),
    ],
    [
      'of a first bike by its typed code, which may have been read out',
      facts({ presence: 'first-start-without-evidence', trust: 'typed' }),
      asked('code-typed'),
    ],
    [
      'of a bike that others have started three times today and never used',
      facts({ presence: 'first-start-without-evidence', ...startedHere(true, false, false, false) }),
      asked('starts-here-counted'),
    ],
    [
      'of a bike that twelve have started today without showing anything',
      facts({ presence: 'first-start-without-evidence', ...startedHere(...Array<boolean>(12).fill(true)) }),
      asked('starts-here-counted'),
    ],
    ['with a value that this person has used', facts(shown('ada')), used],
    ['with a value that another one has used, where one at a time', facts({ ...shown('eve'), isExclusive: true }), used],
    ['of a pod with a value that was used', facts({ presence: 'advisory', ...shown('ada') }), used],
  ])('%s is refused', (_what, given, refusal) => {
    expect(decide(given)).toEqual(refusal);
  });

  test.each<[string, PresenceFacts, PresenceWay | null]>([
    ['of a pod by its label', facts({ presence: 'advisory' }), null],
    ['of what asks for nothing by a typed code', facts({ presence: 'none', trust: 'typed' }), null],
    ['of a room by its paired guest', facts({ presence: 'stay' }), 'stay'],
    ['of a room by its paired guest and a label of somebody else', facts({ presence: 'stay', trust: 'taken-over' }), 'stay'],
    ['of a table by its display', facts(shown()), 'display-code'],
    ['of a table by a value that another one has used', facts(shown('eve')), 'display-code'],
    ['of a table that blinked', facts(showing(evidence('blink'))), 'blink'],
    ['of a first bike', facts({ presence: 'first-start-without-evidence' }), null],
    [
      'of a bike that others have used all day',
      facts({ presence: 'first-start-without-evidence', ...startedHere(...Array<boolean>(11).fill(true)) }),
      null,
    ],
    ['of a table whose button was pressed as often as asked', facts({ hasPressed: true }), 'button'],
    ['of a bike that was used once', facts({ presence: 'first-start-without-evidence', ...startedWithout(true) }), null],
    [
      'of a pod by a label of somebody else, with a word of the staff',
      facts({ presence: 'advisory', trust: 'taken-over', ...showing(evidence('staff')) }),
      'staff',
    ],
  ])('%s goes on', (_what, given, by) => {
    expect(decide(given)).toMatchObject({ ok: true, value: { by } });
  });

  test('after any number of starts goes on with evidence', () => {
    const standing = { ...showing(evidence('blink')).standing, ...startedWithout(false, false).standing };
    const both = { evidence: [evidence('blink')], startsWithout: standing.startsWithout, startsWithoutHere: [] };
    expect(decide(facts({ presence: 'first-start-without-evidence', standing: both }))).toMatchObject({ ok: true });
  });
});

describe('what a Start uses up', () => {
  const changesOf = (given: PresenceFacts) => {
    const decided = decide(given);
    if (!decided.ok) throw new Error(decided.error.code);
    return presenceUsed(given, decided.value, START);
  };

  test('is one piece of evidence, and none while the display is enough', () => {
    expect(changesOf(facts(showing(evidence('button'), evidence('staff'))))).toEqual([
      { change: 'presence-spent', evidenceId: 'prs_button', sessionId: 'ses_1' },
    ]);
    expect(changesOf(facts({ ...shown(), ...showing(evidence('button')) })).map(({ change }) => change)).toEqual([
      'display-code-used',
    ]);
  });

  test('is the value of a display, for this person or for all', () => {
    const use = { tagId: '00', counter: 7, personId: 'ada', sessionId: 'ses_1', atMs: NOW_MS };
    expect(changesOf(facts(shown()))).toEqual([{ change: 'display-code-used', use: { ...use, isExclusive: false } }]);
    expect(changesOf(facts({ ...shown(), isExclusive: true }))).toEqual([
      { change: 'display-code-used', use: { ...use, isExclusive: true } },
    ]);
  });

  test('is nothing where nothing was asked for', () => {
    expect(changesOf(facts({ presence: 'advisory', ...showing(evidence('button')) }))).toEqual([]);
    expect(changesOf(facts({ presence: 'stay' }))).toEqual([]);
  });

  test('of a bike without evidence is one of its starts without', () => {
    expect(changesOf(facts({ presence: 'first-start-without-evidence' }))).toEqual([
      { change: 'start-without-presence', ...START },
    ]);
  });
});

describe('before the Start', () => {
  test('the page says what is needed, and what was shown', () => {
    expect(presenceOutlook(facts(), 'ada', NOW_MS)).toEqual({ isNeeded: true, ways: ['display-code', 'staff'], shownBy: null });
    expect(presenceOutlook(facts(showing(evidence('staff'))), 'ada', NOW_MS)).toMatchObject({
      isNeeded: false,
      shownBy: 'staff',
    });
    expect(presenceOutlook(facts({ presence: 'advisory' }), null, NOW_MS)).toMatchObject({ isNeeded: false, shownBy: null });
  });

  test('only what the object can do is offered', () => {
    expect(waysAt(['nfc', ...USUAL], { front: undefined, hasDisplay: false })).toEqual(['staff']);
    expect(waysAt(USUAL, { front: ['blink'], hasDisplay: true })).toEqual(['display-code', 'blink', 'staff']);
  });
});

describe('what is kept for somebody else', () => {
  const rival = (hasShown: boolean, isContested = false, barsUntilMs = NOW_MS + 60_000) => ({
    rival: { hasShown, isContested, barsUntilMs },
  });
  const contested = rival(false, true);
  const bike = 'first-start-without-evidence';
  test.each<[string, PresenceFacts, boolean]>([
    ['goes to whoever has shown that they are there', facts({ ...showing(evidence('staff')), ...rival(false) }), true],
    ['goes to whoever scans its display', facts({ ...shown(), ...rival(false) }), true],
    ['goes to nobody who has shown nothing', facts(rival(false)), false],
    ['stays with whoever has shown that they are there', facts({ ...showing(evidence('staff')), ...rival(true) }), false],
    ['is not passed over where nobody keeps it', facts(showing(evidence('staff'))), false],
    ['and was in vain too often goes to whoever starts a pod', facts({ presence: 'advisory', ...contested }), true],
    ['and was in vain too often goes to a first start of a bike', facts({ presence: bike, ...contested }), true],
    [
      'and was in vain too often goes to no bike that asks for something',
      facts({ presence: bike, ...startedWithout(false), ...contested }),
      false,
    ],
    ['and was in vain too often goes to nobody at a table at once', facts(contested), false],
    ['and was in vain too often goes to whoever will show that they sit there', facts(rival(false, true, NOW_MS)), true],
    ['by somebody who is there goes to nobody, however often', facts({ presence: 'advisory', ...rival(true, true, 0) }), false],
  ])('%s', (_what, given, passes) => {
    expect(passesOver(given, NOW_MS)).toBe(passes);
  });

  test('costs the evidence by which it was passed over, also where a Start asks for none', () => {
    const given = facts({ presence: 'advisory', ...showing(evidence('staff')), ...rival(false) });
    expect(decide(given)).toMatchObject({ ok: true, value: { by: 'staff', spent: { evidenceId: 'prs_staff' } } });
  });
});
