// Venue places: the places of one venue, each with its name and where it is on the map, as whoever looks may change them.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field, ReasonField } from './form.tsx';
import type { ConsoleFrame } from './frame.tsx';
import { Table } from './table.tsx';
import type { VenueTexts } from './text/en-venues.ts';
import { consoleTextsOf } from './text/shape.ts';
import { ConflictBox } from './venue-parts.tsx';

export type ShownPlace = {
  readonly placeId: string;
  readonly name: string;
  readonly version: number;
  readonly objects: number;
  readonly isPositioned: boolean;
  /** One that stands there: where a place is, is said of it. Null while nothing does. */
  readonly objectId: string | null;
};

type PlacesProps = {
  readonly frame: ConsoleFrame;
  readonly places: readonly ShownPlace[];
  readonly format: Format;
  readonly texts: VenueTexts;
};
type OneProps = Omit<PlacesProps, 'places'> & { readonly place: ShownPlace };

function Rename({ frame, place, texts }: OneProps) {
  const { placeId, name, version } = place;
  const form = `rename-${placeId}`;
  return (
    <ActForm
      id={form}
      act={`POST ${consolePaths.api}/places/${placeId}`}
      edited={{ version, name }}
      done="reload"
      said={texts.renamed}
      submit={texts.changeDo}
      tone="plain"
    >
      <Field
        {...{ form, name: 'name', label: texts.name, maxLength: 80, value: plainName(name) }}
        texts={consoleTextsOf(frame.lang)}
      />
      <ConflictBox texts={texts} />
    </ActForm>
  );
}

function Position({ frame, place, texts }: OneProps) {
  const { placeId, objectId, isPositioned } = place;
  if (objectId === null) return <p class="quiet">{texts.positionNeeds}</p>;
  const act = `POST ${consolePaths.api}/objects/${objectId}/place/position` as const;
  const form = `position-${placeId}`;
  const shared = { form, type: 'number', texts: consoleTextsOf(frame.lang) } as const;
  return (
    <>
      <ActForm id={form} act={act} done="reload" said={texts.positionSaid} submit={texts.positionDo} tone="plain">
        <p class="quiet">{texts.positionLead}</p>
        <Field {...shared} name="position.latitude" label={texts.latitude} />
        <Field {...shared} name="position.longitude" label={texts.longitude} />
        <Field {...shared} name="position.radiusM" label={texts.radius} value="50" />
        <ReasonField form={form} texts={shared.texts} />
      </ActForm>
      {isPositioned ? (
        <ActForm
          id={`forget-${placeId}`}
          act={act}
          also={{ position: null }}
          done="reload"
          said={texts.forgotten}
          submit={texts.forget}
          tone="plain"
        >
          <ReasonField form={`forget-${placeId}`} texts={shared.texts} />
        </ActForm>
      ) : null}
    </>
  );
}

function Acts(props: OneProps) {
  const { frame, place, texts } = props;
  const { role } = frame.staff;
  return (
    <div class="folds">
      {mayRole(role, 'venue.change') ? (
        <details>
          <summary>
            {texts.renamePlace}
            <span class="unseen">: {plainName(place.name)}</span>
          </summary>
          <Rename {...props} />
        </details>
      ) : null}
      {mayRole(role, 'object.position') ? (
        <details>
          <summary>
            {texts.position}
            <span class="unseen">: {plainName(place.name)}</span>
          </summary>
          <Position {...props} />
        </details>
      ) : null}
    </div>
  );
}

export function PlacesPart({ frame, places, format, texts }: PlacesProps) {
  const { role } = frame.staff;
  const mayAct = mayRole(role, 'venue.change') || mayRole(role, 'object.position');
  return (
    <section class="card">
      <h2>{texts.places}</h2>
      <Table
        caption={texts.places}
        columns={[
          { label: texts.place },
          { label: texts.objects, isNumber: true },
          { label: texts.onMap },
          ...(mayAct ? [{ label: consoleTextsOf(frame.lang).object.acts }] : []),
        ]}
        rows={places.map((place) => ({
          id: place.placeId,
          cells: [
            <Name>{place.name}</Name>,
            format.count(place.objects),
            place.isPositioned ? texts.isPositioned : texts.notPositioned,
            ...(mayAct ? [<Acts frame={frame} place={place} format={format} texts={texts} />] : []),
          ],
        }))}
        empty={texts.noPlaces}
      />
    </section>
  );
}
