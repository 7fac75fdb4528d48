// Chart bars: where the bars of two series stand and how high they are, and the round amount that the scale ends at.

type Field = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Bar = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/**
 * The next of 1, 2, 5, 10, 20 ... that nothing passes.
 * @param least so that an empty day has a scale too.
 */
export function nicestTop(values: readonly number[], least: number): number {
  const most = Math.max(least, 1, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most) ?? 10 * power;
}

/** An hour's two bars: the present one is narrower and stands before the past one. Nothing reaches below the line. */
export function placeBars(
  now: readonly number[],
  before: readonly number[],
  top: number,
  field: Field,
): readonly { readonly x: number; readonly now: Bar; readonly before: Bar }[] {
  const count = Math.max(now.length, before.length, 1);
  const step = field.width / count;
  const round = (value: number): number => Math.round(value * 100) / 100;
  const bar = (minor: number, x: number, width: number): Bar => {
    const height = round((Math.max(0, Math.min(minor, top)) / top) * field.height);
    return { x: round(x), y: round(field.top + field.height - height), width: round(width), height };
  };
  return Array.from({ length: count }, (_, at) => {
    const x = field.left + at * step;
    return {
      x: round(x),
      now: bar(now[at] ?? 0, x + step * 0.25, step * 0.5),
      before: bar(before[at] ?? 0, x + step * 0.1, step * 0.8),
    };
  });
}
