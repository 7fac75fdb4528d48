// Scene: the frame of every drawing; what changes is told by data attributes, and the style moves the parts.
import type { Child } from 'hono/jsx';
import type { Format } from '../format.ts';
import type { Picture } from '../picture.ts';

/** What every drawing is made from. */
export type Drawn = {
  readonly picture: Picture;
  readonly tickets: readonly string[];
  readonly format: Format;
  /** The same in words. */
  readonly label: string;
};

type SceneProps = {
  readonly kind: string;
  /** What the style reads: `data-door="open"`. */
  readonly data: { readonly [name: string]: string };
  /** All of it in words, for who does not see it. */
  readonly label: string;
  readonly children: Child;
};

export function Scene({ children, data, kind, label }: SceneProps) {
  return (
    <svg class={`drawing drawing-${kind}`} viewBox="0 0 320 190" width="320" height="190" role="img" aria-label={label} {...data}>
      {children}
    </svg>
  );
}

/** A person on their feet, with the ground at y = 0. */
export function Standing() {
  return (
    <>
      <circle class="p-head" cx="0" cy="-62" r="10" />
      <path class="p-body" d="M-11-46c4-5 18-5 22 0l3 22h-5l-2 24h-6l-1-20-1 20h-6l-2-24h-5z" />
    </>
  );
}
