// Venue forms: open a venue, add a place, add objects - each a part of its own, for the page of a venue and for the guided set-up.
//
// They are <ActForm>s; a page that shows one names the script `set-up-forms.js` besides: it proposes the reader's time zone and
// lets the name of objects follow their kind. Without it they work as well.

import type { Language } from '../languages.ts';
import { plainName } from '../plain-name.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { enVenues, type VenueTexts } from './text/en-venues.ts';
import type { ConsoleLanguage } from './text/shape.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';
import { zhHansVenues } from './text/zh-hans-venues.ts';

const TEXTS: { readonly [L in ConsoleLanguage]: VenueTexts } = { en: enVenues, 'zh-Hans': zhHansVenues };

export function venueTextsOf(lang: Language): VenueTexts {
  return TEXTS[consoleLanguage(lang)];
}

/** What follows success: see <ActForm>. */
type Done = 'reload' | `go:${string}`;
type Choice = { readonly value: string; readonly label: string };
type Group = { readonly label: string; readonly choices: readonly Choice[] };

const USUAL_CURRENCIES = ['CNY', 'EUR', 'USD', 'GBP', 'CHF', 'JPY', 'HKD', 'SGD'];

/** A choice in groups, as a field of a form of acts. */
function GroupedField(props: {
  readonly form: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly groups: readonly Group[];
  readonly help?: string;
  /** What the script may propose, where nobody has said yet. */
  readonly proposes?: 'zone';
}) {
  const { form, name, label, value, groups, help, proposes } = props;
  const id = `${form}-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required data-proposes={proposes} aria-describedby={help ? `${id}-help` : undefined}>
        {groups.map((group) => (
          <optgroup label={group.label}>
            {group.choices.map((choice) => (
              <option value={choice.value} selected={choice.value === value}>
                {choice.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {help ? (
        <p class="quiet" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

/** By region, as cities are looked for; the one in use is always among them. */
function zoneGroups(now: string): readonly Group[] {
  const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), now])].filter((zone) => zone !== '').sort();
  const groups = new Map<string, Choice[]>();
  for (const zone of zones) {
    const [region = '', ...city] = zone.split('/');
    const choices = groups.get(region) ?? [];
    groups.set(region, choices);
    choices.push({ value: zone, label: city.length === 0 ? zone : `${city.join(', ').replaceAll('_', ' ')} (${zone})` });
  }
  return [...groups].map(([label, choices]) => ({ label, choices }));
}

function currencyGroups(lang: Language, now: string, texts: VenueTexts): readonly Group[] {
  const names = new Intl.DisplayNames(lang, { type: 'currency' });
  const choice = (value: string): Choice => ({ value, label: `${value} · ${names.of(value) ?? value}` });
  const usual = [...new Set([...USUAL_CURRENCIES, now])];
  const others = Intl.supportedValuesOf('currency').filter((currency) => !usual.includes(currency));
  return [
    { label: texts.usual, choices: usual.map(choice) },
    { label: texts.others, choices: others.map(choice) },
  ];
}

/** Name, clock and currency of a venue, new or known. */
export function VenueFields(props: {
  readonly form: string;
  readonly lang: Language;
  /** null: a new one. */
  readonly venue: { readonly name: string; readonly zone: string; readonly currency: string } | null;
  readonly walletCurrency?: string | undefined;
}) {
  const { form, venue, walletCurrency } = props;
  const lang = consoleLanguage(props.lang);
  const texts = venueTextsOf(lang);
  const usual = lang === 'zh-Hans' ? { zone: 'Asia/Shanghai', currency: 'CNY' } : { zone: 'UTC', currency: 'EUR' };
  const { zone, currency } = venue ?? { ...usual, ...(walletCurrency && { currency: walletCurrency }) };
  return (
    <>
      <Field
        {...{ form, name: 'name', label: texts.name, help: texts.nameHelp, maxLength: 80 }}
        value={venue ? plainName(venue.name) : ''}
        texts={consoleTextsOf(lang)}
      />
      <GroupedField
        {...{ form, name: 'zone', label: texts.zone, help: texts.zoneHelp, value: zone, groups: zoneGroups(zone) }}
        {...(venue === null && { proposes: 'zone' as const })}
      />
      <GroupedField
        {...{ form, name: 'currency', label: texts.currency, value: currency }}
        groups={currencyGroups(lang, currency, texts)}
        {...(walletCurrency && { help: texts.currencyHelp(walletCurrency) })}
      />
    </>
  );
}

type NewVenueProps = { readonly lang: Language; readonly done: Done; readonly walletCurrency?: string | undefined };

/** `POST /api/v1/operator/venues`; its answer has `venueId`. */
export function NewVenueForm({ lang, done, walletCurrency }: NewVenueProps) {
  const texts = venueTextsOf(lang);
  return (
    <ActForm id="new-venue" act={`POST ${consolePaths.api}/venues`} done={done} said={texts.openSaid} submit={texts.openDo}>
      <VenueFields form="new-venue" lang={lang} venue={null} walletCurrency={walletCurrency} />
    </ActForm>
  );
}

type NewPlaceProps = { readonly lang: Language; readonly venueId: string; readonly done: Done };

/** `POST /api/v1/operator/places`; its answer has `placeId`. */
export function NewPlaceForm({ lang, venueId, done }: NewPlaceProps) {
  const texts = venueTextsOf(lang);
  return (
    <ActForm
      id="new-place"
      act={`POST ${consolePaths.api}/places`}
      also={{ venueId }}
      done={done}
      said={texts.addPlaceSaid}
      submit={texts.addPlaceDo}
    >
      <Field form="new-place" name="name" label={texts.name} maxLength={80} texts={consoleTextsOf(lang)} />
    </ActForm>
  );
}

type NewObjectsProps = {
  readonly lang: Language;
  /** In the order of the choice; each is a kind of the catalogue. */
  readonly kinds: readonly string[];
  /** Where they may stand: one at least. */
  readonly places: readonly { readonly placeId: string; readonly name: string }[];
  /** Prices that they may have at once; without one they have none yet. */
  readonly tariffs: readonly { readonly tariffId: string; readonly name: string; readonly kind: string | null }[];
  readonly done: Done;
  /** Proposed; 1 where nobody says. */
  readonly count?: number;
};

/** What the script needs to let the name follow the kind. */
function patternsOf(kinds: readonly string[], lang: ConsoleLanguage): { readonly [kind: string]: string } {
  const texts = venueTextsOf(lang);
  return Object.fromEntries(kinds.map((kind) => [kind, texts.patternOf(kindWordsOf(textsOf(lang), kind).label)]));
}

/** `POST /api/v1/operator/objects`; its answer has `objects`. */
export function NewObjectsForm({ kinds, places, tariffs, done, count = 1, ...props }: NewObjectsProps) {
  const lang = consoleLanguage(props.lang);
  const texts = venueTextsOf(lang);
  const form = 'new-objects';
  const patterns = patternsOf(kinds, lang);
  const shared = { form, texts: consoleTextsOf(lang) };
  return (
    <ActForm
      id={form}
      act={`POST ${consolePaths.api}/objects`}
      done={done}
      said={texts.addObjectsSaid}
      submit={texts.addObjectsDo}
    >
      <div class="field" data-patterns={JSON.stringify(patterns)}>
        <label for={`${form}-kind`}>{texts.kind}</label>
        <select id={`${form}-kind`} name="kind" required>
          {kinds.map((kind) => (
            <option value={kind}>{kindWordsOf(textsOf(lang), kind).label}</option>
          ))}
        </select>
      </div>
      <Field {...shared} name="count" type="number" label={texts.count} value={String(count)} />
      <Field
        {...{ ...shared, name: 'namePattern', label: texts.pattern, help: texts.patternHelp, maxLength: 80 }}
        value={patterns[kinds[0] ?? ''] ?? ''}
      />
      <details>
        <summary>{texts.byNames}</summary>
        <Field {...shared} name="names" type="lines" label={texts.names} help={texts.namesHelp} isOptional />
      </details>
      <Field
        {...{ ...shared, name: 'placeId', label: texts.atPlace }}
        choices={places.map(({ placeId, name }) => ({ value: placeId, label: plainName(name) }))}
      />
      {tariffs.length > 0 ? (
        <Field
          {...{ ...shared, name: 'tariffId', label: texts.withTariff, isOptional: true }}
          choices={[
            { value: '', label: texts.tariffLater },
            ...tariffs.map(({ tariffId, name }) => ({ value: tariffId, label: plainName(name) })),
          ]}
        />
      ) : null}
    </ActForm>
  );
}
