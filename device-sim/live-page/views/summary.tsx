// Summary: how many objects there are and what they do, and whether the simulated people act by themselves.
import type { Format } from '../format.ts';
import { paths } from '../paths.ts';

export type SummaryProps = {
  readonly format: Format;
  readonly counts: { readonly devices: number; readonly connected: number; readonly inUse: number };
  readonly shown: number;
  /** Null where there are no simulated people at all. */
  readonly arePeopleFree: boolean | null;
};

export function Summary({ arePeopleFree, counts, format, shown }: SummaryProps) {
  const { number, texts } = format;
  return (
    <div class="summary" id="summary">
      <p>
        {texts.counts(number(counts.devices), number(counts.connected), number(counts.inUse))}
        {shown < counts.devices ? ` · ${texts.shownOf(number(shown), number(counts.devices))}` : ''}
      </p>
      {arePeopleFree === null ? null : (
        <form method="post" action={paths.people(format.lang)} data-press class="people">
          <span>
            {texts.people.label}: <b>{arePeopleFree ? texts.people.on : texts.people.off}</b>
          </span>
          <button type="submit" name="free" value={arePeopleFree ? 'no' : 'yes'}>
            {arePeopleFree ? texts.people.turnOff : texts.people.turnOn}
          </button>
        </form>
      )}
    </div>
  );
}
