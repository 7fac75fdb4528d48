// Object edit: what an owner changes about one object - its name, place, price, cleaning - and its retirement for good.
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field, ReasonField } from './form.tsx';
import type { ConsoleFrame } from './frame.tsx';
import { consoleTextsOf } from './text/shape.ts';
import { venueTextsOf } from './venue-forms.tsx';
import { ConflictBox } from './venue-parts.tsx';

export type EditableObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeId: string;
  readonly tariffId: string | null;
  readonly isCleaned: boolean;
  readonly version: number;
  /** Of all venues: it may be moved. */
  readonly places: readonly { readonly placeId: string; readonly name: string; readonly venueName: string }[];
  /** That are in its venue's currency, and its own. */
  readonly tariffs: readonly { readonly tariffId: string; readonly name: string }[];
};

type EditProps = { readonly frame: ConsoleFrame; readonly object: EditableObject };

function Edit({ frame, object }: EditProps) {
  const texts = venueTextsOf(frame.lang);
  const { objectId, name, placeId, tariffId, isCleaned, version, places, tariffs } = object;
  const shared = { form: 'edit', texts: consoleTextsOf(frame.lang) };
  return (
    <ActForm
      id="edit"
      act={`POST ${consolePaths.api}/objects/${objectId}`}
      edited={{ version, name, placeId, tariffId, isCleaned }}
      done="reload"
      said={texts.saved}
      submit={texts.changeDo}
      tone="plain"
    >
      <Field {...{ ...shared, name: 'name', label: texts.name, maxLength: 80, value: plainName(name) }} />
      <Field
        {...{ ...shared, name: 'placeId', label: texts.atPlace, value: placeId }}
        choices={places.map((place) => ({
          value: place.placeId,
          label: `${plainName(place.venueName)} · ${plainName(place.name)}`,
        }))}
      />
      <Field
        {...{ ...shared, name: 'tariffId', label: texts.tariff, value: tariffId ?? '', isOptional: true }}
        choices={[
          { value: '', label: texts.noTariff },
          ...tariffs.map((tariff) => ({ value: tariff.tariffId, label: plainName(tariff.name) })),
        ]}
      />
      <Field {...{ ...shared, name: 'isCleaned', type: 'checkbox', label: texts.isCleaned, value: String(isCleaned) }} />
      <ConflictBox texts={texts} />
    </ActForm>
  );
}

/** Not replaced live: somebody may be typing; who saves too late is told. */
export function ObjectEdit(props: EditProps) {
  const { frame, object } = props;
  const texts = venueTextsOf(frame.lang);
  return (
    <section class="card" id="edit-object">
      <h2>{texts.editObject}</h2>
      <Edit {...props} />
      <details>
        <summary>{texts.retire}</summary>
        <p class="quiet">{texts.retireHelp}</p>
        <ActForm
          id="retire"
          act={`POST ${consolePaths.api}/objects/${object.objectId}/retire`}
          done="reload"
          said={texts.retired}
          submit={texts.retireDo}
          tone="danger"
          isConfirmed
        >
          <ReasonField form="retire" texts={consoleTextsOf(frame.lang)} />
        </ActForm>
      </details>
    </section>
  );
}
