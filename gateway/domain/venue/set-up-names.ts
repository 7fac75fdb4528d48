// Set-up names: what a venue, place or object may be called, when two names are the same, and names in a row of numbers.
import { SET_UP_LIMITS } from './set-up-limits.ts';

export type NameProblem = 'name.missing' | 'name.too-long' | 'name.unreadable';

/** Controls, line ends and halves of letters: nobody types them, and no label prints them. */
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;
/** What is not seen makes no difference between two names. */
const UNSEEN = /\p{Cf}+/gu;

/** Any script, and whatever else a page has to escape; null: nothing is wrong with it. */
export function nameProblem(name: string): NameProblem | null {
  if (name.replaceAll(UNSEEN, '').trim() === '') return 'name.missing';
  if ([...name].length > SET_UP_LIMITS.nameChars) return 'name.too-long';
  return UNREADABLE.test(name) ? 'name.unreadable' : null;
}

/** Two names with the same key look the same to whoever reads them. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(UNSEEN, '').replaceAll(/\s+/gu, ' ').trim();
}

const NUMBER_PLACE = /\{(n{1,6})\}/;

/** `{n}` is counted on; `{nnn}` with so many digits. */
export function hasNumber(pattern: string): boolean {
  return NUMBER_PLACE.test(pattern);
}

export function nameOf(pattern: string, number: number): string {
  return pattern.replace(NUMBER_PLACE, (_, digits: string) => String(number).padStart(digits.length, '0'));
}

/**
 * The next names of a row that nobody has yet: those in use are passed over, so that asking again goes on where the row ended.
 * @returns null when there are not enough.
 */
export function namesInRow(
  pattern: string,
  count: number,
  fromNumber: number,
  isTaken: (name: string) => boolean,
): readonly string[] | null {
  if (!hasNumber(pattern)) return count === 1 && !isTaken(pattern) ? [pattern] : null;
  const names: string[] = [];
  for (let tried = 0; names.length < count && tried < SET_UP_LIMITS.numbersTried; tried += 1) {
    const name = nameOf(pattern, fromNumber + tried);
    if (!isTaken(name)) names.push(name);
  }
  return names.length === count ? names : null;
}
