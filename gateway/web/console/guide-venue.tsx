// Guide venue: the first two steps of the guided set-up - the venue, its places, and what stands there, chosen by its drawing.
import { Drawing } from '../phone/drawings.tsx';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { type GuideView, kindLabel, Step } from './guide-parts.tsx';
import { consoleTextsOf } from './text/shape.ts';
import { NewPlaceForm, NewVenueForm, venueTextsOf } from './venue-forms.tsx';

export function VenueStep({ view }: { readonly view: GuideView }) {
  const { frame, lang, texts } = view;
  const { venue } = frame;
  const result = venue ? (
    <>
      <Name>{venue.name}</Name> · {venue.zone} · {venue.currency}
    </>
  ) : undefined;
  return (
    <Step view={view} step="venue" result={result}>
      {venue ? (
        <p class="links">
          <a href={consolePaths.venue(venue.venueId)}>{texts.changeVenue}</a>
        </p>
      ) : (
        <>
          <p class="quiet">{texts.venueLead}</p>
          <NewVenueForm lang={lang} walletCurrency={frame.walletCurrency} done="reload" />
        </>
      )}
    </Step>
  );
}

type KindsProps = { readonly view: GuideView; readonly kinds: readonly string[] };

function KindCards({ view, kinds }: KindsProps) {
  const { lang, texts } = view;
  const words = venueTextsOf(lang);
  return (
    <fieldset class="guide-kinds">
      <legend>{texts.kind}</legend>
      {kinds.map((kind) => (
        <label class="guide-kind">
          <input type="radio" name="kind" value={kind} required data-pattern={words.patternOf(kindLabel(view, kind))} />
          <Drawing kind={kind} />
          <span>{kindLabel(view, kind)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function ObjectsForm({ view, kinds }: KindsProps) {
  const { lang, texts, setUp } = view;
  const form = 'new-objects';
  const shared = { form, texts: consoleTextsOf(lang) };
  return (
    <ActForm
      id={form}
      act={`POST ${consolePaths.api}/objects`}
      done={`go:${consolePaths.setUp}?venue=${setUp.venueId}`}
      said={texts.objectsSaid}
      submit={texts.addObjects}
    >
      <p class="quiet">{texts.objectsLead}</p>
      <KindCards view={view} kinds={kinds} />
      <div class="guide-fields">
        <Field {...shared} name="count" type="number" label={texts.count} value="1" />
        <Field {...{ ...shared, name: 'namePattern', label: texts.names, help: texts.namesHelp, maxLength: 80 }} />
        <Field
          {...{ ...shared, name: 'placeId', label: texts.at }}
          choices={setUp.places.map(({ placeId, name }) => ({ value: placeId, label: plainName(name) }))}
        />
      </div>
    </ActForm>
  );
}

function countedKinds(view: GuideView): string {
  const { setUp, format } = view;
  const kinds = [...new Set(setUp.objects.map(({ kind }) => kind))];
  return kinds
    .map((kind) => `${format.count(setUp.objects.filter((each) => each.kind === kind).length)} × ${kindLabel(view, kind)}`)
    .join(', ');
}

export function ObjectsStep({ view, kinds }: KindsProps) {
  const { lang, texts, setUp } = view;
  const { venueId, places, objects } = setUp;
  if (venueId === null)
    return (
      <Step view={view} step="objects">
        {null}
      </Step>
    );
  const placeForm = <NewPlaceForm lang={lang} venueId={venueId} done="reload" />;
  if (places.length === 0) {
    return (
      <Step view={view} step="objects">
        <p class="quiet">{texts.placeLead}</p>
        {placeForm}
      </Step>
    );
  }
  return (
    <Step view={view} step="objects" result={objects.length > 0 ? countedKinds(view) : undefined}>
      <ObjectsForm view={view} kinds={kinds} />
      <details>
        <summary>{texts.morePlaces}</summary>
        {placeForm}
      </details>
      <p class="links">
        <a href={consolePaths.objectImport}>{texts.fromList}</a>
      </p>
    </Step>
  );
}
