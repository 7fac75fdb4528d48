// Object import page: a list from a spreadsheet, looked through first, and created whole once nothing is wrong with it.
import { LIST_COLUMNS } from '../../domain/venue/object-list.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { AS } from './table.tsx';
import type { VenueTexts } from './text/en-venues.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';
import { venueTextsOf } from './venue-forms.tsx';

type ImportPageInput = { readonly kinds: readonly string[] };
type PartProps = ImportPageInput & { readonly frame: ConsoleFrame; readonly texts: VenueTexts };

const IMPORT = `POST ${consolePaths.api}/objects/import` as const;

function kindLabels({ frame, kinds }: PartProps): { readonly [kind: string]: string } {
  const words = textsOf(consoleLanguage(frame.lang));
  return Object.fromEntries(kinds.map((kind) => [kind, kindWordsOf(words, kind).label]));
}

/** Filled by object-import.js; a phone shows rows as cards, which takes their roles away. */
function EmptyTable({ caption, columns }: { readonly caption: string; readonly columns: readonly string[] }) {
  return (
    <div class="sheet">
      <table {...AS.table}>
        <caption class="unseen">{caption}</caption>
        <thead {...AS.group}>
          <tr {...AS.row}>
            {columns.map((label) => (
              <th {...AS.column} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...AS.group}></tbody>
      </table>
    </div>
  );
}

function Check({ texts }: PartProps) {
  const { list } = texts;
  return (
    <section class="card">
      <h2>{list.text}</h2>
      <div class="field">
        <label for="list-file">{list.file}</label>
        <input id="list-file" type="file" accept=".csv,.txt,text/csv,text/plain" aria-describedby="list-file-help" />
        <p class="quiet" id="list-file-help">
          {list.fileHelp}
        </p>
      </div>
      <ActForm id="check" act={`${IMPORT}?dry-run=true`} done="show" submit={list.check}>
        <div class="field">
          <label for="check-csv">{list.text}</label>
          <textarea id="check-csv" class="mono list-text" name="csv" rows={12} required spellcheck={false} wrap="off"></textarea>
        </div>
      </ActForm>
      <section id="list-wrong" class="stack" tabindex={-1} aria-labelledby="list-wrong-title" hidden>
        <h3 id="list-wrong-title" data-count>
          {list.problems('0')}
        </h3>
        <EmptyTable caption={list.problem} columns={[list.line, list.column, list.problem, list.found]} />
      </section>
    </section>
  );
}

/** Hidden until a dry run found nothing wrong with the very text that stands there. */
function Made({ frame, texts }: PartProps) {
  const { list } = texts;
  const { name } = consoleTextsOf(frame.lang).objects;
  return (
    <section id="list-made" class="card" tabindex={-1} aria-labelledby="list-made-title" hidden>
      <h2 id="list-made-title" data-count>
        {list.wouldMake('0')}
      </h2>
      <p class="quiet">{list.checking}</p>
      <ActForm id="create" act={IMPORT} done={`go:${consolePaths.objects}`} said={list.created} submit={list.create} />
      <EmptyTable caption={list.checking} columns={[list.line, name, texts.kind, texts.atPlace, texts.tariff, list.device]} />
    </section>
  );
}

function Help(props: PartProps) {
  const { texts } = props;
  const { list } = texts;
  return (
    <section class="card">
      <h2>{list.columns}</h2>
      <p class="mono">{LIST_COLUMNS.join(', ')}</p>
      <p class="quiet">{list.columnsHelp}</p>
      <p class="links">
        <a href={`${consolePaths.api}/objects-sample.csv`} download>
          {list.sample}
        </a>
        <a href={`${consolePaths.api}/objects.csv`} download>
          {texts.exportObjects}
        </a>
      </p>
      <details>
        <summary>{list.kinds}</summary>
        <dl class="pairs">
          {Object.entries(kindLabels(props)).map(([kind, label]) => (
            <>
              <dt class="mono">{kind}</dt>
              <dd>{label}</dd>
            </>
          ))}
        </dl>
      </details>
    </section>
  );
}

/** GET /console/objects/import. */
export function objectImportPage(frame: ConsoleFrame, input: ImportPageInput): string {
  const texts = venueTextsOf(frame.lang);
  const part = { ...input, frame, texts };
  return consoleDocument({
    frame,
    title: texts.list.title,
    up: { href: consolePaths.objects, label: consoleTextsOf(frame.lang).objects.title },
    script: 'object-import.js',
    children: (
      <>
        <p class="quiet">{texts.list.lead}</p>
        <div
          id="list-words"
          data-kinds={JSON.stringify(kindLabels(part))}
          data-wrong={JSON.stringify(texts.wrong)}
          data-made={texts.list.wouldMake('{}')}
          data-problems={texts.list.problems('{}')}
          data-own={texts.list.ownDevice}
          data-no-tariff={texts.noTariff}
          hidden
        ></div>
        <div class="columns columns-wide">
          <div class="stack">
            <Check {...part} />
            <Made {...part} />
          </div>
          <Help {...part} />
        </div>
      </>
    ),
  });
}
