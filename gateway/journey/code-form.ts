// Code form: as what a text is read, before anything is looked up; the limits ask the same parses that reading it asks.
import { isTagForm, parseDisplayCode, parseDisplayLink, parseShortCode } from '#qr';

/** `other`: nothing of ours; the address of a label that was taken over, or nobody's. */
export type CodeForm = 'short' | 'display' | 'tag' | 'other';

/** What has a form of ours is nothing else: no address of that form is taken over, whatever stands before it. */
export function formOfCode(text: string): CodeForm {
  if (parseShortCode(text).ok) return 'short';
  const digits = parseDisplayLink(text);
  if (digits !== null) return parseDisplayCode(digits).ok ? 'display' : 'other';
  return isTagForm(text) ? 'tag' : 'other';
}

/** What carries a signature or a seal is not found by trying; all else can be guessed. */
export function isGuessable(text: string): boolean {
  const form = formOfCode(text);
  return form === 'short' || form === 'other';
}
