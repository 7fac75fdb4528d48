// Alarm: the bar on top of every console page while the red button of one of the tenant's venues is pressed.
import type { ConsoleVenue } from '../../ports/console-views.ts';
import type { Language } from '../languages.ts';
import { Name } from '../phone/parts.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import type { ConsoleSection } from './navigation.ts';
import { EMERGENCY_WORDS } from './text/emergency.ts';
import { consoleLanguage } from './text/shape.ts';

type Shown = {
  readonly lang: Language;
  readonly section: ConsoleSection | null;
  readonly venue: ConsoleVenue | null;
  readonly inEmergency?: readonly ConsoleVenue[];
};

/** It stays in its place: what is not there is not replaced live. */
export function Alarm({ frame }: { readonly frame: Shown }) {
  const { lang, section, venue, inEmergency = [] } = frame;
  // The page of the red button says it of its own venue itself.
  const told = section === 'emergency' ? venue?.venueId : undefined;
  const shown = inEmergency.filter(({ venueId }) => venueId !== told);
  const words = EMERGENCY_WORDS[consoleLanguage(lang)];
  return (
    <div class="alarm" data-part="alarm" role="status" hidden={shown.length === 0}>
      {shown.map(({ venueId, name }) => (
        <p>
          <b>
            {words.runsIn} <Name>{name}</Name>
          </b>
          <a href={withQuery(consolePaths.emergency, { venue: venueId })}>{words.look}</a>
        </p>
      ))}
    </div>
  );
}
