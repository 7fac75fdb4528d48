// Object standing: how an object stands in one word, as the console counts them; the first that holds.

export const OBJECT_STANDINGS = ['free', 'in-use', 'offline', 'dirty', 'out-of-service', 'retired'] as const;
export type ObjectStanding = (typeof OBJECT_STANDINGS)[number];

type Facts = {
  readonly status: string;
  readonly isOccupied: boolean;
  readonly isOnline: boolean;
  readonly isDirty: boolean;
};

/** Whoever uses it comes before everything: it is in use, whatever else is wrong with it. */
export function standingOf({ status, isOccupied, isOnline, isDirty }: Facts): ObjectStanding {
  if (isOccupied) return 'in-use';
  if (status === 'retired') return 'retired';
  if (status === 'out_of_service') return 'out-of-service';
  if (!isOnline) return 'offline';
  return isDirty ? 'dirty' : 'free';
}
