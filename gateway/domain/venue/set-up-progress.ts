// Set-up progress: how far a venue is from nothing to its first guest, told from what is there; no step is ever stored.

export const SET_UP_STEPS = ['venue', 'objects', 'prices', 'labels', 'devices', 'attach', 'test'] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** What of an object counts for it; the retired do not. */
export type SetUpObject = {
  readonly isPriced: boolean;
  /** It has a label that was drawn as a file, or hangs. */
  readonly isPrinted: boolean;
  readonly isHung: boolean;
  readonly isEnrolled: boolean;
};

export type SetUpFacts = {
  readonly hasVenue: boolean;
  readonly objects: readonly SetUpObject[];
  /** A session was started and ended there, by staff or by a guest. */
  readonly isTried: boolean;
  /** What staff tried is offered to guests again. */
  readonly isOfferedAgain: boolean;
};

export type StepProgress = {
  readonly step: SetUpStep;
  /** Of `of`, which is 0 while nothing can be counted. */
  readonly done: number;
  readonly of: number;
  readonly isDone: boolean;
  /** What it needs is there. */
  readonly isOpen: boolean;
};

export function progressOf({ hasVenue, objects, isTried, isOfferedAgain }: SetUpFacts): readonly StepProgress[] {
  const of = objects.length;
  const counted = (step: SetUpStep, has: (object: SetUpObject) => boolean): StepProgress => {
    const done = objects.filter(has).length;
    return { step, done, of, isDone: of > 0 && done === of, isOpen: of > 0 };
  };
  const once = (step: SetUpStep, isDone: boolean, isOpen: boolean): StepProgress => ({
    ...{ step, isDone, isOpen },
    ...{ done: isDone ? 1 : 0, of: 1 },
  });
  const isConnected = objects.some(({ isEnrolled }) => isEnrolled);
  return [
    once('venue', hasVenue, true),
    once('objects', of > 0, hasVenue),
    counted('prices', ({ isPriced }) => isPriced),
    counted('labels', ({ isPrinted, isHung }) => isPrinted || isHung),
    counted('devices', ({ isEnrolled }) => isEnrolled),
    counted('attach', ({ isHung }) => isHung),
    once('test', isTried && isOfferedAgain, isConnected),
  ];
}

/** The first that can be done and is not; null once all are. */
export function nextStep(steps: readonly StepProgress[]): SetUpStep | null {
  return steps.find(({ isDone, isOpen }) => isOpen && !isDone)?.step ?? null;
}
