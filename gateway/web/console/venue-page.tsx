// Venue page: one venue - its facts and who may change them, its places, its objects by state, and more of them.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ObjectState } from '../../domain/venue/object-state.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import type { VenueTexts } from './text/en-venues.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';
import { NewObjectsForm, NewPlaceForm, VenueFields, venueTextsOf } from './venue-forms.tsx';
import { ConflictBox, StateBadge, type StateCounts, States } from './venue-parts.tsx';
import { PlacesPart, type ShownPlace } from './venue-places.tsx';

type ShownVenue = {
  readonly venueId: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  readonly feePermille: number;
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string } | null;
  readonly version: number;
  readonly states: StateCounts;
};
type ShownObject = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly placeName: string;
  readonly state: ObjectState;
  readonly tariffId: string | null;
  readonly labels: number;
};

export type VenuePageInput = {
  readonly venue: ShownVenue;
  readonly places: readonly ShownPlace[];
  readonly objects: readonly ShownObject[];
  /** There are more than are listed. */
  readonly hasMore: boolean;
  readonly kinds: readonly string[];
  /** Of the tenant, in whichever currency. */
  readonly tariffs: readonly {
    readonly tariffId: string;
    readonly name: string;
    readonly currency: string;
    readonly kind: string | null;
  }[];
};

type PartProps = VenuePageInput & { readonly frame: ConsoleFrame; readonly format: Format; readonly texts: VenueTexts };

function Facts({ venue, format, texts }: PartProps) {
  const { name, zone, currency, feePermille, seller } = venue;
  return (
    <section class="card">
      <h2>{texts.facts}</h2>
      <dl class="pairs">
        <dt>{texts.name}</dt>
        <dd>
          <Name>{name}</Name>
        </dd>
        <dt>{texts.zone}</dt>
        <dd>{zone}</dd>
        <dt>{texts.currency}</dt>
        <dd>{currency}</dd>
        <dt>{texts.fee}</dt>
        <dd>{format.count(feePermille)}</dd>
        <dt>{texts.sellerTitle}</dt>
        <dd>{seller ? <Name>{`${seller.name} ${seller.vatNumber} ${seller.address}`}</Name> : texts.nobody}</dd>
      </dl>
    </section>
  );
}

function EditVenue({ frame, venue, texts }: PartProps) {
  const form = 'venue';
  const { venueId, name, zone, currency, feePermille, seller, version } = venue;
  const shared = { form, texts: consoleTextsOf(frame.lang) };
  return (
    <section class="card">
      <h2>{texts.change}</h2>
      <ActForm
        id={form}
        act={`POST ${consolePaths.api}/venues/${venueId}`}
        edited={{ version, name, zone, currency, feePermille, seller }}
        done="reload"
        said={texts.saved}
        submit={texts.changeDo}
      >
        <VenueFields form={form} lang={frame.lang} venue={venue} walletCurrency={frame.walletCurrency} />
        <Field
          {...{ ...shared, name: 'feePermille', type: 'number', label: texts.fee, help: texts.feeHelp }}
          value={String(feePermille)}
        />
        <details>
          <summary>{texts.sellerTitle}</summary>
          <p class="quiet">{texts.sellerLead}</p>
          <Field
            {...{ ...shared, name: 'seller.name', label: texts.sellerName }}
            value={plainName(seller?.name ?? '')}
            isOptional
          />
          <Field
            {...{ ...shared, name: 'seller.vatNumber', label: texts.sellerVat }}
            value={plainName(seller?.vatNumber ?? '')}
            isOptional
          />
          <Field
            {...{ ...shared, name: 'seller.address', label: texts.sellerAddress }}
            value={plainName(seller?.address ?? '')}
            isOptional
          />
        </details>
        <ConflictBox texts={texts} />
      </ActForm>
    </section>
  );
}

function Objects({ frame, venue, objects, hasMore, tariffs, format, texts }: PartProps) {
  const { objects: title, place, kind, state, tariff, labels, noTariff, noObjects } = texts;
  const words = textsOf(consoleLanguage(frame.lang));
  const tariffNames = new Map(tariffs.map(({ tariffId, name }) => [tariffId, name]));
  return (
    <section class="card" data-part="objects">
      <h2>{title}</h2>
      {objects.length > 0 ? <States states={venue.states} format={format} texts={texts} /> : null}
      <Table
        caption={title}
        columns={[
          { label: consoleTextsOf(frame.lang).objects.name },
          { label: place },
          { label: kind },
          { label: state },
          { label: tariff },
          { label: labels, isNumber: true },
        ]}
        rows={objects.map((object) => ({
          id: object.objectId,
          cells: [
            <a href={consolePaths.object(object.objectId)}>
              <Name>{object.name}</Name>
            </a>,
            <Name>{object.placeName}</Name>,
            kindWordsOf(words, object.kind).label,
            <StateBadge state={object.state} texts={texts} />,
            object.tariffId === null ? noTariff : <Name>{tariffNames.get(object.tariffId) ?? noTariff}</Name>,
            format.count(object.labels),
          ],
        }))}
        empty={noObjects}
      />
      {hasMore ? <p class="quiet">{texts.moreObjects}</p> : null}
      <p class="links">
        <a href={withQuery(`${consolePaths.api}/objects.csv`, { venue: venue.venueId })} download>
          {texts.exportObjects}
        </a>
        {mayRole(frame.staff.role, 'object.create') ? <a href={consolePaths.objectImport}>{texts.byList}</a> : null}
      </p>
    </section>
  );
}

function AddObjects({ frame, venue, places, kinds, tariffs, texts }: PartProps) {
  return (
    <section class="card" id="add-objects">
      <h2>{texts.addObjects}</h2>
      {places.length === 0 ? (
        <p class="quiet">{texts.addObjectsNeedPlace}</p>
      ) : (
        <>
          <p class="quiet">{texts.addObjectsLead}</p>
          <NewObjectsForm
            lang={frame.lang}
            kinds={kinds}
            places={places}
            tariffs={tariffs.filter(({ currency }) => currency === venue.currency)}
            done="reload"
          />
        </>
      )}
    </section>
  );
}

/** GET /console/venues/{id}. */
export function venuePage(frame: ConsoleFrame, input: VenuePageInput): string {
  const texts = venueTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), input.venue.zone);
  const part = { ...input, frame, format, texts };
  const { role } = frame.staff;
  const mayChange = mayRole(role, 'venue.change');
  return consoleDocument({
    frame,
    title: plainName(input.venue.name),
    up: { href: consolePaths.venues, label: texts.title },
    isLive: true,
    script: 'set-up-forms.js',
    children: (
      <div class="columns columns-wide">
        <div class="stack">
          <Objects {...part} />
          <PlacesPart {...part} />
        </div>
        <div class="stack">
          {mayChange ? (
            <section class="card">
              <h2>{texts.addPlace}</h2>
              <NewPlaceForm lang={frame.lang} venueId={input.venue.venueId} done="reload" />
            </section>
          ) : null}
          {mayRole(role, 'object.create') ? <AddObjects {...part} /> : null}
          {mayChange ? <EditVenue {...part} /> : <Facts {...part} />}
        </div>
      </div>
    ),
  });
}
