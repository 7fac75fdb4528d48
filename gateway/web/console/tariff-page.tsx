// Tariff pages: prices in force, templates to begin with, the editor beside what guests will read, earlier versions, and who has it.
import type { Json } from '#protocol';
import { mayRole } from '../../domain/staff/permissions.ts';
import type { Tariff } from '../../domain/tariff/tariff.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { type TariffText, tariffText } from '../tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { TariffFields } from './tariff-editor.tsx';
import { fieldsOfTariff } from './tariff-form.ts';
import { enTariffs, type TariffTexts } from './text/en-tariffs.ts';
import { consoleLanguage } from './text/shape.ts';
import { zhHansTariffs } from './text/zh-hans-tariffs.ts';

const TEXTS = { en: enTariffs, 'zh-Hans': zhHansTariffs } as const;

/** One version as the pages show it. */
export type ShownVersion = {
  readonly version: number;
  readonly tariff: Tariff;
  readonly publishedBy: string | null;
  readonly publishedAtMs: number | null;
};
export type ShownTariff = ShownVersion & { readonly tariffId: string; readonly kind: string | null; readonly objects: number };
export type ShownTemplate = {
  readonly templateId: string;
  readonly kind: string;
  readonly what: 'usual' | 'free';
  readonly tariff: Tariff;
};
type ShownPriced = { readonly objectId: string; readonly name: string; readonly kind: string; readonly tariffId: string };

type View = { readonly frame: ConsoleFrame; readonly texts: TariffTexts; readonly format: Format };

export function viewOf(frame: ConsoleFrame): View {
  const lang = consoleLanguage(frame.lang);
  return { frame, texts: TEXTS[lang], format: createFormat(lang, frame.venue?.zone) };
}

export function wordsOf({ frame, format }: View, tariff: Tariff, kind: string | null): TariffText {
  const texts = textsOf(consoleLanguage(frame.lang));
  return tariffText({ texts, format, kind: kindWordsOf(texts, kind ?? 'other'), currency: tariff.currency }, tariff);
}

function kindLabel({ frame }: View, kind: string): string {
  return kindWordsOf(textsOf(consoleLanguage(frame.lang)), kind).label;
}

function publishedText({ texts, format }: View, { publishedBy, publishedAtMs }: ShownVersion): string {
  if (publishedBy === null || publishedAtMs === null) return texts.fromSetUp;
  return texts.since(format.dateTime(publishedAtMs), plainName(publishedBy));
}

function Templates({ view, templates }: { readonly view: View; readonly templates: readonly ShownTemplate[] }) {
  const { texts } = view;
  const rows = templates.map(({ templateId, kind, what, tariff }) => ({
    id: templateId,
    cells: [
      what === 'usual' ? texts.templateOf(kindLabel(view, kind)) : texts.freeOf(kindLabel(view, kind)),
      wordsOf(view, tariff, kind).sentence,
      <a class="press press-plain" href={withQuery(consolePaths.newTariff, { template: templateId })}>
        {texts.begin}
        <span class="unseen"> {kindLabel(view, kind)}</span>
      </a>,
    ],
  }));
  return (
    <section class="card" id="templates">
      <h2>{texts.newTitle}</h2>
      <p class="quiet">{texts.newLead}</p>
      <Table
        caption={texts.newTitle}
        columns={[{ label: texts.name }, { label: texts.price }, { label: texts.newTitle }]}
        rows={rows}
        empty={texts.none}
      />
    </section>
  );
}

/** GET /console/tariffs. */
export function tariffsPage(
  frame: ConsoleFrame,
  { tariffs, templates }: { readonly tariffs: readonly ShownTariff[]; readonly templates: readonly ShownTemplate[] },
): string {
  const view = viewOf(frame);
  const { texts, format } = view;
  const rows = tariffs.map((each) => ({
    id: each.tariffId,
    cells: [
      <a href={consolePaths.tariff(each.tariffId)}>
        <Name>{each.tariff.name}</Name>
      </a>,
      wordsOf(view, each.tariff, each.kind).sentence,
      format.count(each.version),
      format.count(each.objects),
    ],
  }));
  const numbers = { isNumber: true };
  return consoleDocument({
    frame,
    title: texts.title,
    children: (
      <>
        <p class="quiet">{texts.lead}</p>
        <section class="card">
          <Table
            caption={texts.title}
            columns={[
              { label: texts.name },
              { label: texts.price },
              { label: texts.version, ...numbers },
              { label: texts.objects, ...numbers },
            ]}
            rows={rows}
            empty={texts.none}
          />
        </section>
        {mayRole(frame.staff.role, 'tariff.publish') ? <Templates view={view} templates={templates} /> : null}
      </>
    ),
  });
}

/** What an offer page would say; the script puts newer words into the same places. */
export function Preview({ view, tariff, kind }: { readonly view: View; readonly tariff: Tariff; readonly kind: string | null }) {
  const { texts, format } = view;
  const { sentence, rules, examples } = wordsOf(view, tariff, kind);
  const money = (minor: bigint): string => format.money(minor, tariff.currency);
  return (
    <section class="card tariff-preview" id="preview" aria-live="polite" aria-labelledby="preview-title">
      <h2 id="preview-title">{texts.preview}</h2>
      <div id="preview-good">
        <p class="tariff-sentence" id="preview-sentence">
          {sentence}
        </p>
        <ul class="tariff-rules" id="preview-rules">
          {rules.map((rule) => (
            <li>{rule}</li>
          ))}
        </ul>
        <dl class="pairs" id="preview-examples" aria-label={texts.example}>
          {examples.map(({ use, cost }) => (
            <>
              <dt>{use}</dt>
              <dd>{cost}</dd>
            </>
          ))}
        </dl>
        <p class="quiet" id="preview-hold" data-reserved={texts.reserved('{}')} data-most={texts.most('{}')}>
          {texts.reserved(money(tariff.hold.atStartMinor))} · {texts.most(money(tariff.hold.mostMinor))}
        </p>
      </div>
      <div class="note-bad" id="preview-problems" hidden>
        <b>{texts.problems}</b>
        <ul></ul>
      </div>
      <div id="preview-differences" data-same={texts.sameAsNow} data-whole={texts.wholePart} hidden>
        <h3>{texts.differences}</h3>
        <ul></ul>
      </div>
    </section>
  );
}

type EditorInput = {
  readonly view: View;
  readonly json: Json;
  readonly tariff: Tariff;
  readonly kind: string | null;
  /** Of the price whose next version this is; null for a new one. */
  readonly of: { readonly tariffId: string; readonly version: number } | null;
  readonly templateId: string | null;
  /** What follows: the page of the price unless it is said. */
  readonly done?: string;
  /** Its fields are there to be unfolded by whoever wants other amounts. */
  readonly folded?: string;
};

export function Editor({ view, json, tariff, kind, of, templateId, done, folded }: EditorInput) {
  const { frame, texts, format } = view;
  const lang = consoleLanguage(frame.lang);
  const act = of ? `${consolePaths.api}/tariffs/${of.tariffId}` : `${consolePaths.api}/tariffs`;
  const origin = of ? { tariffId: of.tariffId, basedOn: of.version } : { templateId };
  const fields = (
    <>
      <TariffFields fields={fieldsOfTariff(json)} texts={texts} daysOf={(day) => format.weekdays([day])} />
      <div class="field">
        <label for="reason">
          {texts.reason} <small>({texts.optional})</small>
        </label>
        <input id="reason" name="reason" type="text" maxlength={200} autocomplete="off" />
      </div>
    </>
  );
  return (
    <form
      id="tariff"
      class="act"
      data-act={`POST ${act}`}
      data-done={done ?? `go:${consolePaths.tariffs}/{tariffId}`}
      data-said={texts.published}
      data-also={JSON.stringify(of ? { fromVersion: of.version, basedOn: of.version } : { templateId })}
      data-preview={`${consolePaths.api}/tariffs/preview`}
      data-origin={JSON.stringify({ ...origin, ...(kind !== null && { kind }) })}
      data-conflict={texts.conflict('{}')}
      data-currency={tariff.currency}
      data-lang={lang}
    >
      {folded === undefined ? (
        <>
          <h2>{of ? texts.edit : texts.newTitle}</h2>
          <p class="quiet">{texts.editLead}</p>
          {fields}
        </>
      ) : (
        <details>
          <summary>{folded}</summary>
          {fields}
        </details>
      )}
      <div class="note" id="conflict" role="status" hidden></div>
      <button class="press press-main" type="submit" disabled data-act-button>
        {texts.publish}
      </button>
      <div class="refused" role="alert" data-refused hidden></div>
    </form>
  );
}

function History({
  view,
  earlier,
  kind,
}: {
  readonly view: View;
  readonly earlier: readonly ShownVersion[];
  readonly kind: string | null;
}) {
  const { texts, format } = view;
  return (
    <section class="card" id="history">
      <h2>{texts.history}</h2>
      {earlier.length === 0 ? <p class="quiet">{texts.noHistory}</p> : null}
      <ol class="tariff-history">
        {earlier.map((each) => (
          <li>
            <b>
              {texts.version} {format.count(each.version)}
            </b>
            <p>{wordsOf(view, each.tariff, kind).sentence}</p>
            <small>{publishedText(view, each)}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

type AssignInput = {
  readonly view: View;
  readonly tariffId: string;
  readonly version: number;
  readonly objects: readonly ShownPriced[];
};

function Assign({ view, tariffId, version, objects }: AssignInput) {
  const { texts } = view;
  if (objects.length === 0) return <p class="quiet">{texts.noObjects}</p>;
  return (
    <form
      id="assign"
      class="act"
      data-act={`POST ${consolePaths.api}/tariffs/${tariffId}/objects`}
      data-done="reload"
      data-said={texts.assigned}
      data-also={JSON.stringify({ version })}
    >
      <h2>{texts.assign}</h2>
      <p class="quiet">{texts.assignLead}</p>
      <ul class="tariff-objects">
        {objects.map((object) => {
          const isOwn = object.tariffId === tariffId;
          return (
            <li>
              <label class="tick">
                <input type="checkbox" data-object={object.objectId} checked={isOwn} disabled={isOwn} />
                <span>
                  <Name>{object.name}</Name> <small>{isOwn ? texts.hasThis : texts.hasOther}</small>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      <button class="press press-plain" type="submit" disabled data-act-button>
        {texts.assignSubmit}
      </button>
      <div class="refused" role="alert" data-refused hidden></div>
    </form>
  );
}

export type TariffPageInput = {
  readonly shown: ShownTariff;
  readonly json: Json;
  readonly earlier: readonly ShownVersion[];
  /** Those that could have it: of its own kind, where it has one. */
  readonly objects: readonly ShownPriced[];
};

/** GET /console/tariffs/{id}. */
export function tariffPage(frame: ConsoleFrame, { shown, json, earlier, objects }: TariffPageInput): string {
  const view = viewOf(frame);
  const { texts, format } = view;
  const { tariff, kind, tariffId, version } = shown;
  const mayPublish = mayRole(frame.staff.role, 'tariff.publish');
  return consoleDocument({
    frame,
    title: plainName(tariff.name),
    up: { href: consolePaths.tariffs, label: texts.title },
    beside: (
      <>
        <span class="badge badge-good">{texts.inForce(format.count(version))}</span>
        <small>{publishedText(view, shown)}</small>
      </>
    ),
    script: 'tariff-editor.js',
    children: (
      <div class="columns columns-wide">
        <div class="stack aside">
          <Preview view={view} tariff={tariff} kind={kind} />
          <History view={view} earlier={earlier} kind={kind} />
        </div>
        <div class="stack">
          {mayPublish ? (
            <>
              <section class="card">
                <Editor view={view} json={json} tariff={tariff} kind={kind} of={{ tariffId, version }} templateId={null} />
              </section>
              <section class="card">
                <Assign view={view} tariffId={tariffId} version={version} objects={objects} />
              </section>
            </>
          ) : null}
        </div>
      </div>
    ),
  });
}

/** GET /console/tariffs/new?template=. */
export function newTariffPage(
  frame: ConsoleFrame,
  { template, json }: { readonly template: ShownTemplate; readonly json: Json },
): string {
  const view = viewOf(frame);
  const { texts } = view;
  const { tariff, kind, templateId } = template;
  return consoleDocument({
    frame,
    title: texts.newTitle,
    up: { href: consolePaths.tariffs, label: texts.title },
    script: 'tariff-editor.js',
    children: (
      <div class="columns columns-wide">
        <div class="stack aside">
          <Preview view={view} tariff={tariff} kind={kind} />
        </div>
        <div class="stack">
          <section class="card">
            <Editor view={view} json={json} tariff={tariff} kind={kind} of={null} templateId={templateId} />
          </section>
        </div>
      </div>
    ),
  });
}
