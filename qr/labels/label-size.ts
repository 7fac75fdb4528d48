// The largest label: beyond it a picture holds nothing but more white, and costs whoever draws it memory and time.
import { ok, type Result, refused } from '#protocol';
import type { LabelSize } from './label-plan.ts';

/** The largest of the shape that was asked for. */
export type LabelTooLarge = { readonly code: 'label.too-large' } & LabelSize;

const LARGEST_SIDE_MM = 300;
/** A4 at 300 dots an inch, 4 x 6 inches at 600. */
const MOST_DOTS = 9_000_000;
const MM_PER_INCH = 25.4;

const roundDown = (mm: number): number => Math.floor(mm * 10) / 10;

/** @param dpi of a printer of dots; null where nothing is drawn dot by dot. */
export function judgeLabelSize({ widthMm, heightMm }: LabelSize, dpi: number | null): Result<true, LabelTooLarge> {
  const dots = dpi === null ? 0 : widthMm * heightMm * (dpi / MM_PER_INCH) ** 2;
  const share = Math.min(LARGEST_SIDE_MM / widthMm, LARGEST_SIDE_MM / heightMm, Math.sqrt(MOST_DOTS / dots));
  if (!(share < 1)) return ok(true);
  return refused({ code: 'label.too-large', widthMm: roundDown(widthMm * share), heightMm: roundDown(heightMm * share) });
}
