// Guide prices: the third step of the guided set-up - a price from a template in the words of the offer, and who has it.
import type { Json } from '#protocol';
import { plainName } from '../plain-name.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { type GuideView, kindLabel, PayInNote, Step } from './guide-parts.tsx';
import { Editor, Preview, type ShownTariff, type ShownTemplate, viewOf, wordsOf } from './tariff-page.tsx';
import { consoleTextsOf } from './text/shape.ts';

export type PricesInput = {
  /** The kind of which objects have no price yet; null where all have one. */
  readonly kind: string | null;
  /** Prices that its objects could have, the one that was just made first. */
  readonly tariffs: readonly ShownTariff[];
  /** Where a new price is to be made. */
  readonly template: (ShownTemplate & { readonly json: Json }) | null;
};

/** Objects that are given a price by one act. */
const MOST_GIVEN = 500;

type PartProps = { readonly view: GuideView; readonly prices: PricesInput; readonly kind: string };

function hereWith(view: GuideView, query: { readonly [name: string]: string | null }): string {
  return withQuery(consolePaths.setUp, { venue: view.setUp.venueId, ...query });
}

function Template({
  view,
  kind,
  template,
}: Omit<PartProps, 'prices'> & { readonly template: NonNullable<PricesInput['template']> }) {
  const { texts, frame } = view;
  const tariffView = viewOf(frame);
  const { tariff, templateId, json } = template;
  return (
    <>
      <p class="quiet">{texts.pricesLead(kindLabel(view, kind))}</p>
      <nav class="choice" aria-label={texts.templates}>
        {(['usual', 'free'] as const).map((what) => (
          <a
            href={`${hereWith(view, { template: `${kind}:${what}` })}`}
            aria-current={template.what === what ? 'true' : undefined}
          >
            {texts[what]}
          </a>
        ))}
      </nav>
      <Preview view={tariffView} tariff={tariff} kind={kind} />
      <Editor
        {...{ view: tariffView, json, tariff, kind, of: null, templateId, folded: texts.amounts }}
        done={`go:${hereWith(view, { price: 'TARIFF' }).replace('TARIFF', '{tariffId}')}`}
      />
    </>
  );
}

function Give({ view, prices, kind }: PartProps) {
  const { texts, frame, format, setUp, lang } = view;
  const bare = setUp.objects.filter((each) => each.kind === kind && !each.isPriced);
  const [first] = prices.tariffs;
  if (!first) return null;
  const isOnly = prices.tariffs.length === 1;
  return (
    <>
      <p>{texts.giveLead(format.count(bare.length), kindLabel(view, kind))}</p>
      <p class="tariff-sentence">{wordsOf(viewOf(frame), first.tariff, kind).sentence}</p>
      <ActForm
        id="give-price"
        act={`POST ${consolePaths.api}/tariffs/{tariffId}/objects`}
        also={{ objectIds: bare.slice(0, MOST_GIVEN).map(({ objectId }) => objectId) }}
        done={`go:${hereWith(view, {})}`}
        said={texts.given}
        submit={texts.give}
      >
        <Field
          {...{ form: 'give-price', name: 'tariffId', label: texts.which, value: first.tariffId, texts: consoleTextsOf(lang) }}
          choices={prices.tariffs.map(({ tariffId, tariff }) => ({
            value: tariffId,
            label: isOnly
              ? plainName(tariff.name)
              : `${plainName(tariff.name)} · ${wordsOf(viewOf(frame), tariff, kind).sentence}`,
          }))}
        />
      </ActForm>
      <p class="links">
        <a href={hereWith(view, { template: `${kind}:usual` })}>{texts.otherPrice}</a>
      </p>
    </>
  );
}

export function PricesStep({ view, prices }: { readonly view: GuideView; readonly prices: PricesInput }) {
  const { kind, template } = prices;
  const { texts } = view;
  return (
    <Step view={view} step="prices">
      <PayInNote frame={view.frame} />
      {kind !== null && template ? <Template view={view} kind={kind} template={template} /> : null}
      {kind !== null && !template ? <Give view={view} kind={kind} prices={prices} /> : null}
      <p class="links">
        <a href={consolePaths.tariffs}>{texts.toPrices}</a>
      </p>
    </Step>
  );
}
