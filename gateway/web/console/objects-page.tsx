// Objects page: all objects of a venue, how each stands, and when it was last heard.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ConsoleObject } from '../../ports/console-views.ts';
import { createFormat } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { StandingBadge } from './badges.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';
import { venueTextsOf } from './venue-forms.tsx';

type ObjectsPageInput = {
  readonly objects: readonly ConsoleObject[];
  /** Whether sessions may be looked at. */
  readonly maySeeSessions: boolean;
};

export function objectsPage(frame: ConsoleFrame, { objects, maySeeSessions }: ObjectsPageInput): string {
  const texts = consoleTextsOf(frame.lang);
  const venueTexts = venueTextsOf(frame.lang);
  const mayCreate = mayRole(frame.staff.role, 'object.create');
  const lang = consoleLanguage(frame.lang);
  const format = createFormat(lang, frame.venue?.zone);
  const { name, place, kind, state, lastSeen, usedIn, none, never, ago } = texts.objects;
  const heard = (at: string | null): string => (at === null ? never : ago(format.since(frame.nowMs - Date.parse(at))));
  return consoleDocument({
    frame,
    title: texts.objects.title,
    isOfVenue: true,
    isLive: true,
    children: (
      <section class="card" data-part="objects">
        <Table
          caption={texts.objects.title}
          columns={[
            { label: name },
            { label: place },
            { label: kind },
            { label: state },
            { label: lastSeen },
            ...(maySeeSessions ? [{ label: usedIn }] : []),
          ]}
          rows={objects.map((object) => ({
            id: object.objectId,
            cells: [
              <a href={consolePaths.object(object.objectId)}>
                <Name>{object.name}</Name>
              </a>,
              <Name>{object.placeName}</Name>,
              kindWordsOf(textsOf(lang), object.kind).label,
              <StandingBadge standing={object.standing} texts={texts} />,
              heard(object.lastSeenAt),
              ...(maySeeSessions
                ? [object.live ? <a href={consolePaths.session(object.live.sessionId)}>{texts.form.show}</a> : '']
                : []),
            ],
          }))}
          empty={none}
        />
        <p class="links">
          <a href={withQuery(`${consolePaths.api}/objects.csv`, { venue: frame.venue?.venueId })} download>
            {venueTexts.exportObjects}
          </a>
          {mayCreate && frame.venue ? (
            <a href={`${consolePaths.venue(frame.venue.venueId)}#add-objects`}>{venueTexts.addObjects}</a>
          ) : null}
          {mayCreate ? <a href={consolePaths.objectImport}>{venueTexts.byList}</a> : null}
        </p>
      </section>
    ),
  });
}
