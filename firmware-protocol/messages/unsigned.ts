// Unsigned: the forms of a device of free objects that has no key, JSON where others send a JWS (FP-32).
import { z } from 'zod';
import { journalEntry } from './journal.ts';
import { result } from './result.ts';
import { welcome } from './system.ts';

/** What only a signature makes true may be left out. */
const unproven = { sub: true, cmdHash: true } as const;

/** Answers the first hello at once, so there is no nonce to repeat. */
export const unsignedWelcome = welcome.partial({ nonce: true });
export const unsignedResult = result.partial(unproven);

const [started, updated, ended] = journalEntry.options;
export const unsignedEntry = z.discriminatedUnion('ev', [
  started.partial(unproven),
  updated.partial(unproven),
  ended.partial(unproven),
]);
export type UnsignedWelcome = z.output<typeof unsignedWelcome>;
export type UnsignedResult = z.output<typeof unsignedResult>;
export type UnsignedEntry = z.output<typeof unsignedEntry>;
