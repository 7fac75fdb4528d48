// The printed link around a tag's digits: composed with a configured origin, taken apart without trusting it.
import { assert, ok, type Result, refused } from '#protocol';
import { encodeDigits } from './digits.ts';
import { DISPLAY_CODE_DIGITS } from './display-code.ts';
import { TAG_BYTES, TAG_DIGITS } from './tag.ts';

export type TagLink = {
  /** Where the link opens, such as `https://q.example.com`; it says nothing about who signed. */
  readonly origin: string;
  readonly digits: string;
};

/** `link`: not an http(s) address of one path segment; `length`, `digit`: the segment is not 185 ASCII digits. */
export type LinkRefusal = 'link' | 'length' | 'digit';

const MAX_LINK_LENGTH = 2048;

/** Is this exactly a scheme, a host and perhaps a port, as `URL.origin` writes it (no path, no slash, lower case)? */
export function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** @returns the text that is printed: the origin, a slash and 185 digits. */
export function composeLink(origin: string, bytes: Uint8Array): string {
  assert(isOrigin(origin), `a link starts with an origin, got ${origin}`);
  assert(bytes.length === TAG_BYTES, `a tag has ${TAG_BYTES} bytes, got ${bytes.length}`);
  return `${origin}/${encodeDigits(bytes)}`;
}

/** @returns null for anything but an http(s) address of one path segment. */
function takeApart(text: string): { readonly address: string; readonly digits: string } | null {
  if (text.length > MAX_LINK_LENGTH) return null;
  const [, address, digits] = /^(https?:\/\/[^/?#\\@\s]+)\/([^/?#\\\s]*)(?:[?#].*)?$/i.exec(text) ?? [];
  return address === undefined || digits === undefined || !URL.canParse(address) ? null : { address, digits };
}

/** @returns the digits of a display's code, from its link or by themselves; null for a text of another form. */
export function parseDisplayLink(text: string): string | null {
  const digits = takeApart(text)?.digits ?? text;
  return digits.length === DISPLAY_CODE_DIGITS && /^[0-9]+$/.test(digits) ? digits : null;
}

/**
 * Takes a scanned link apart. A query or fragment that a scanner app appended is dropped; the segment is read from the
 * text itself because `URL` would rewrite backslashes, tabs and full-width digits into something else.
 */
export function parseLink(text: string): Result<TagLink, LinkRefusal> {
  const parts = takeApart(text);
  if (parts === null) return refused('link');
  const { address, digits } = parts;
  if (digits.length !== TAG_DIGITS) return refused('length');
  if (!/^[0-9]+$/.test(digits)) return refused('digit');
  return ok({ origin: new URL(address).origin, digits });
}
