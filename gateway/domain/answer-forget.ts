// Answers forgotten: until when the reply to a request key is kept, so that one account cannot fill the disk with what it was told.
import { DAY_MS } from '#protocol';
import type { Change } from './changes.ts';

/** Long after any phone has given up; it is kept on while a session runs that its person is in. */
const KEPT_FOR_MS = 30 * DAY_MS;
/** So many each hour: a commit that others hardly wait for, and more than one person can make in a month of days. */
const FORGOTTEN_AT_ONCE = 10_000;

export function forgetAnswers(nowMs: number): Change {
  return { change: 'answers-forgotten', untilMs: nowMs - KEPT_FOR_MS, most: FORGOTTEN_AT_ONCE };
}
