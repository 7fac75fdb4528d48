// The view of a pause: a wish is never shown as a pause, and only the object's word makes one (FP-27).
import { describe, expect, test } from 'vitest';
import { composePauseView, isPauseInDoubt } from '../../../../../gateway/domain/session/session-view-pause.ts';
import { commandOutcome, commandRecord, START_MS } from '../../../../support/records.ts';
import { GIVEN, NOW_MS, profileOf } from './session-facts.ts';

const bike = profileOf('bike');
const suspended = { ...GIVEN.active, state: 'suspended' as const };
const ASKED_AT_MS = START_MS + 30_000;

type Outcome = Parameters<typeof commandOutcome>[0];
const pause = (outcome: Outcome | null) => wished({ act: 'pause', arg: { maxS: 3_600 } }, outcome);
const resume = (outcome: Outcome | null) => wished({ act: 'resume', arg: {} }, outcome);
function wished(
  intent: { act: 'pause'; arg: { maxS: number } } | { act: 'resume'; arg: Record<string, never> },
  outcome: Outcome | null,
) {
  const resolved = outcome === null ? {} : { state: 'resolved' as const, outcome: commandOutcome(outcome) };
  return commandRecord({ intent, createdAtMs: ASKED_AT_MS, ...resolved });
}
const taken = { status: 'succeeded', atMs: ASKED_AT_MS + 500 } as const;

const viewOf = (over: Partial<Parameters<typeof composePauseView>[0]>, nowMs = NOW_MS) =>
  composePauseView({ session: GIVEN.active, commands: [], profile: bike, ...over }, nowMs);

describe('FP-27 a pause in the view', () => {
  test('is there only while something runs, of a kind that has the act', () => {
    expect(viewOf({})).toMatchObject({ wish: null, taken: false, refused: null, longestMs: 3_600_000, endsAt: null });
    for (const session of [GIVEN.starting, GIVEN.stopping]) expect(viewOf({ session })).toBeNull();
    expect(viewOf({ profile: profileOf('sleep-pod') })).toBeNull();
  });

  test('goes from asked to taken, and is a wish no longer once it is proven', () => {
    expect(viewOf({ commands: [pause(null)] })).toMatchObject({ wish: 'pause', taken: false });
    expect(viewOf({ commands: [pause(taken)] })).toMatchObject({ wish: 'pause', taken: true });
    expect(viewOf({ session: suspended, commands: [pause(taken)] })).toMatchObject({
      ...{ wish: null, taken: false },
      endsAt: new Date(ASKED_AT_MS + 3_600_000).toISOString(),
    });
  });

  test('Resume goes the same way, and the pause keeps its end meanwhile', () => {
    const endsAt = new Date(ASKED_AT_MS + 3_600_000).toISOString();
    expect(viewOf({ session: suspended, commands: [pause(taken), resume(null)] })).toMatchObject({
      wish: 'resume',
      taken: false,
      endsAt,
    });
    expect(viewOf({ session: suspended, commands: [pause(taken), resume(taken)] })).toMatchObject({
      wish: 'resume',
      taken: true,
    });
    expect(viewOf({ commands: [pause(taken), resume(taken)] })).toMatchObject({ wish: null, endsAt: null });
  });

  test('a pause that waits for its hand can be taken back: a wish until the object has heard it, then nothing', () => {
    const asked = [pause(null)];
    const armed = [pause(taken)];
    for (const commands of [asked, armed]) {
      expect(viewOf({ commands: [...commands, resume(null)] })).toMatchObject({ wish: 'resume', taken: false, refused: null });
      expect(viewOf({ commands: [...commands, resume(taken)] })).toMatchObject({ wish: null, refused: null, endsAt: null });
    }
    expect(viewOf({ commands: [...armed, resume(taken), pause(taken)] })).toMatchObject({ wish: 'pause', taken: true });
  });

  test('one that could not be taken back waits on, and says why only as long as it does', () => {
    const commands = [pause(taken), resume({ status: 'unanswered', code: null })];
    expect(viewOf({ commands })).toMatchObject({ wish: 'pause', taken: true, refused: 'unanswered' });
    expect(isPauseInDoubt({ session: GIVEN.active, commands })).toBe(true);
    expect(viewOf({ commands, resumedAtMs: ASKED_AT_MS + 20_000 })).toMatchObject({ wish: null, refused: null });
  });

  test('a second pause that the object would not hides none that it took', () => {
    const commands = [pause(taken), pause({ status: 'rejected', code: 'BUSY' })];
    expect(viewOf({ commands })).toMatchObject({ wish: 'pause', taken: true, refused: 'BUSY' });
  });

  test.each([
    [{ status: 'rejected', code: 'BUSY' }, 'BUSY'],
    [{ status: 'unanswered', code: null }, 'unanswered'],
  ] as const)('a refusal %j is told until the next wish', (outcome, refused) => {
    expect(viewOf({ commands: [pause(outcome)] })).toMatchObject({ wish: null, refused });
    expect(viewOf({ commands: [pause(outcome), pause(null)] })).toMatchObject({ wish: 'pause', refused: null });
    expect(viewOf({ session: suspended, commands: [pause(taken), resume(outcome)] })).toMatchObject({ wish: null, refused });
  });

  test('a pause that was taken and has been and gone is no wish any more', () => {
    const facts = { commands: [pause(taken)] };
    expect(isPauseInDoubt({ session: GIVEN.active, ...facts })).toBe(true);
    expect(isPauseInDoubt({ session: suspended, ...facts })).toBe(false);
    expect(viewOf({ ...facts, resumedAtMs: ASKED_AT_MS - 1 })).toMatchObject({ wish: 'pause' });
    expect(viewOf({ ...facts, resumedAtMs: ASKED_AT_MS + 20_000 })).toMatchObject({ wish: null, endsAt: null });
    expect(viewOf(facts, ASKED_AT_MS + 3_599_999)).toMatchObject({ wish: 'pause' });
    expect(viewOf(facts, ASKED_AT_MS + 3_600_000)).toMatchObject({ wish: null });
  });

  test('its price is the tariff’s own; within a package, and without one, a pause is use', () => {
    const { tariff } = GIVEN.active;
    const dear = { ...tariff, tariff: { ...tariff.tariff, pause: { per: 60_000, amountMinor: 20n } } };
    const session = { ...GIVEN.active, tariff: dear };
    expect(viewOf({ session })?.rate).toEqual({ per: 60_000, amountMinor: 20 });
    expect(viewOf({ session: { ...session, terms: { ...session.terms, packageId: 'p30' } } })?.rate).toBeNull();
    expect(viewOf({})?.rate).toBeNull();
  });
});
