// Venues page: every venue with its clock, currency and objects by state, and a new one.
import { mayRole } from '../../domain/staff/permissions.ts';
import { createFormat } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { consolePaths } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { consoleLanguage } from './text/shape.ts';
import { NewVenueForm, venueTextsOf } from './venue-forms.tsx';
import { type StateCounts, States } from './venue-parts.tsx';

type ListedVenue = {
  readonly venueId: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  readonly places: number;
  readonly states: StateCounts;
};

/** GET /console/venues. */
export function venuesPage(frame: ConsoleFrame, { venues }: { readonly venues: readonly ListedVenue[] }): string {
  const texts = venueTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang));
  const { venue, zone, currency, places, byState } = texts;
  return consoleDocument({
    frame,
    title: texts.title,
    script: 'set-up-forms.js',
    children: (
      <>
        <p class="quiet">{texts.lead}</p>
        <section class="card">
          <Table
            caption={texts.title}
            columns={[
              { label: venue },
              { label: zone },
              { label: currency },
              { label: places, isNumber: true },
              { label: byState },
            ]}
            rows={venues.map((each) => ({
              id: each.venueId,
              cells: [
                <a href={consolePaths.venue(each.venueId)}>
                  <Name>{each.name}</Name>
                </a>,
                each.zone,
                each.currency,
                format.count(each.places),
                <States states={each.states} format={format} texts={texts} />,
              ],
            }))}
            empty={texts.none}
          />
        </section>
        {mayRole(frame.staff.role, 'venue.change') ? (
          <section class="card">
            <h2>{texts.open}</h2>
            <p class="quiet">{texts.openLead}</p>
            <NewVenueForm lang={frame.lang} walletCurrency={frame.walletCurrency} done={`go:${consolePaths.venues}/{venueId}`} />
          </section>
        ) : null}
      </>
    ),
  });
}
