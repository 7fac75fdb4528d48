// Venue parts: what the pages about venues and objects share - states, how many are in each, and the box that keeps both of two editors.
import { OBJECT_STATES, type ObjectState } from '../../domain/venue/object-state.ts';
import type { Format } from '../format.ts';
import { Badge } from './badges.tsx';
import type { VenueTexts } from './text/en-venues.ts';

export type StateCounts = { readonly [S in ObjectState]: number };

const TONES: { readonly [S in ObjectState]: Parameters<typeof Badge>[0]['tone'] } = {
  'in-use': 'info',
  retired: 'quiet',
  'out-of-service': 'warn',
  'needs-cleaning': 'warn',
  'not-enrolled': 'warn',
  offline: 'bad',
  'no-tariff': 'warn',
  free: 'good',
};
/** What is ready first, what is history last. */
const SHOWN: readonly ObjectState[] = [
  'free',
  'in-use',
  ...OBJECT_STATES.filter((state) => !/^(free|in-use|retired)$/.test(state)),
];

export function StateBadge({ state, texts }: { readonly state: ObjectState; readonly texts: VenueTexts }) {
  return <Badge tone={TONES[state]}>{texts.states[state]}</Badge>;
}

type StatesProps = { readonly states: StateCounts; readonly format: Format; readonly texts: VenueTexts };

/** Those that there are; the retired are history. */
export function States({ states, format, texts }: StatesProps) {
  const some = SHOWN.filter((state) => states[state] > 0);
  if (some.length === 0) return <span class="quiet">{texts.noObjects}</span>;
  return (
    <span class="badges">
      {some.map((state) => (
        <Badge tone={TONES[state]}>{texts.counted(format.count(states[state]), texts.states[state])}</Badge>
      ))}
    </span>
  );
}

/** Within a form with `data-edited`: filled by set-up-forms.js when somebody else was first. */
export function ConflictBox({ texts }: { readonly texts: VenueTexts }) {
  return (
    <section
      class="note both"
      tabindex={-1}
      aria-label={texts.conflictTitle}
      data-conflict
      data-theirs={texts.conflictTheirs}
      data-yours={texts.conflictYours}
      data-take={texts.takeTheirs}
      hidden
    >
      <b>{texts.conflictTitle}</b>
      <p>{texts.conflictLead}</p>
      <ul></ul>
    </section>
  );
}
