// How far a venue's set-up is: told from what is there, step by step, and back again where something is missing.
import { describe, expect, test } from 'vitest';
import {
  nextStep,
  progressOf,
  SET_UP_STEPS,
  type SetUpFacts,
  type SetUpObject,
} from '../../../../../gateway/domain/venue/set-up-progress.ts';

const BARE: SetUpObject = { isPriced: false, isPrinted: false, isHung: false, isEnrolled: false };
const WHOLE: SetUpObject = { isPriced: true, isPrinted: true, isHung: true, isEnrolled: true };
const NOTHING: SetUpFacts = { hasVenue: false, objects: [], isTried: false, isOfferedAgain: true };
const ALL: SetUpFacts = { hasVenue: true, objects: [WHOLE, WHOLE], isTried: true, isOfferedAgain: true };

const next = (facts: Partial<SetUpFacts>): string | null => nextStep(progressOf({ ...ALL, ...facts }));
const stepOf = (facts: Partial<SetUpFacts>, step: string) => progressOf({ ...ALL, ...facts }).find((each) => each.step === step);

describe('the set-up of a venue', () => {
  test('begins with the venue, and needs it for everything else', () => {
    const steps = progressOf(NOTHING);
    expect(steps.map(({ step }) => step)).toEqual(SET_UP_STEPS);
    expect(steps.filter(({ isOpen }) => isOpen).map(({ step }) => step)).toEqual(['venue']);
    expect(nextStep(steps)).toBe('venue');
  });

  test('goes on with what is not there yet', () => {
    expect(next({ objects: [] })).toBe('objects');
    expect(next({ objects: [BARE], isTried: false })).toBe('prices');
    expect(next({ objects: [{ ...BARE, isPriced: true }], isTried: false })).toBe('labels');
    expect(next({ objects: [{ ...BARE, isPriced: true, isPrinted: true }], isTried: false })).toBe('devices');
    expect(next({ objects: [{ ...WHOLE, isHung: false }], isTried: false })).toBe('attach');
    expect(next({ isTried: false })).toBe('test');
    expect(next({})).toBeNull();
  });

  test('counts objects, so that one more of them opens its steps again', () => {
    expect(stepOf({ objects: [WHOLE, BARE] }, 'prices')).toEqual({ step: 'prices', done: 1, of: 2, isDone: false, isOpen: true });
    expect(next({ objects: [WHOLE, BARE] })).toBe('prices');
  });

  test('takes a label that hangs for printed, wherever it was printed', () => {
    expect(stepOf({ objects: [{ ...WHOLE, isPrinted: false }] }, 'labels')?.isDone).toBe(true);
  });

  test('tries with the first device that is connected, and is not over while what was tried is out of service', () => {
    expect(stepOf({ objects: [BARE], isTried: false }, 'test')?.isOpen).toBe(false);
    expect(stepOf({ objects: [BARE, { ...BARE, isEnrolled: true }], isTried: false }, 'test')?.isOpen).toBe(true);
    expect(next({ isOfferedAgain: false })).toBe('test');
  });
});
