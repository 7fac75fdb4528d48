// Set-up limits: how much of a venue one request may make, and how long its names may be, in one table.
import { assert } from '#protocol';

export const SET_UP_LIMITS = {
  /** Of a venue, place or object: what a page shows whole. */
  nameChars: 80,
  /** Made by one request, in one commit. */
  objectsAtOnce: 500,
  importRows: 1_000,
  /** Of the list alone, as UTF-8. */
  importBytes: 48_000,
  /** Told of one list; whoever has more mends these first. */
  importProblems: 200,
  venues: 200,
  places: 2_000,
  objects: 50_000,
  /** How far a row of numbers is looked along for one that is free. */
  numbersTried: 100_000,
} as const;

assert(SET_UP_LIMITS.importBytes < 65_536, 'a list fits into a request');
assert(SET_UP_LIMITS.objectsAtOnce <= SET_UP_LIMITS.importRows, 'a list makes as many as a form');
