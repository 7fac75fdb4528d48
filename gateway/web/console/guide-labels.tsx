// Guide labels: two steps of the guided set-up - a label for each object, printed on a sheet, and hung by phone.
import type { ConsoleBatch } from '../../ports/console-views.ts';
import { Name } from '../phone/parts.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm } from './form.tsx';
import { type GuideView, Step } from './guide-parts.tsx';

/** Of one batch that a single request issues whole. */
const MOST_LABELS = 500;
const MOST_BATCHES = 3;
const MOST_BARE = 60;

export type LabelsInput = {
  /** Of this venue, the newest first. */
  readonly batches: readonly ConsoleBatch[];
  /** A name that no batch has yet. */
  readonly batchId: string;
  /** Sheets that are sold, and the usual one. */
  readonly sheets: readonly string[];
  readonly usualSheet: string;
};

type LabelsProps = { readonly view: GuideView; readonly labels: LabelsInput };
type LabelsStepProps = LabelsProps & { readonly attach: AttachInput };

function Make({ view, labels }: LabelsProps) {
  const { texts, format, setUp } = view;
  const bare = setUp.objects.filter(({ isLabelled }) => !isLabelled).slice(0, MOST_LABELS);
  if (bare.length === 0) return null;
  return (
    <ActForm
      id="make-labels"
      act={`POST ${consolePaths.api}/label-batches`}
      also={{ batchId: labels.batchId, venueId: setUp.venueId, objectIds: bare.map(({ objectId }) => objectId) }}
      done={`go:${withQuery(consolePaths.setUp, { venue: setUp.venueId })}`}
      said={texts.labelsSaid}
      submit={texts.makeLabels(format.count(bare.length))}
    >
      <p class="quiet">{texts.labelsLead(format.count(bare.length))}</p>
    </ActForm>
  );
}

/** A file is asked for as a page is: the browser takes it to its downloads. */
function Print({ view, labels, batch }: LabelsProps & { readonly batch: ConsoleBatch }) {
  const { texts, format } = view;
  const id = `print-${batch.batchId}`;
  return (
    <form class="guide-print" method="get" action={`${consolePaths.api}/label-batches/${batch.batchId}/print`}>
      <input type="hidden" name="as" value="pdf" />
      <div class="field">
        <label for={id}>
          {texts.sheet} <small>{texts.sheetOf(format.count(batch.size))}</small>
        </label>
        <select id={id} name="sheet">
          {labels.sheets.map((sheet) => (
            <option value={sheet} selected={sheet === labels.usualSheet}>
              {sheet}
            </option>
          ))}
        </select>
      </div>
      <button class="press press-main" type="submit">
        {texts.print}
      </button>
    </form>
  );
}

export function LabelsStep({ view, labels, attach }: LabelsStepProps) {
  const { texts } = view;
  const batches = labels.batches.filter(({ size, ended }) => size > ended).slice(0, MOST_BATCHES);
  return (
    <Step view={view} step="labels" isLive>
      {attach.isOfThisMachine ? (
        <div class="note" data-note="labels-here">
          {texts.labelsHere(attach.host)} {texts.labelsHereNext}
        </div>
      ) : null}
      <Make view={view} labels={labels} />
      {batches.length > 0 ? <p class="quiet">{texts.sheetLead}</p> : null}
      {batches.map((batch) => (
        <Print view={view} labels={labels} batch={batch} />
      ))}
      <p class="links">
        <a href={consolePaths.labels}>{texts.toLabels}</a>
      </p>
    </Step>
  );
}

export type AttachInput = {
  readonly href: string;
  /** Of the address: what labels say too. */
  readonly host: string;
  /** Drawn by us, of nothing else than the address. */
  readonly svg: string;
  /** No phone reaches it. */
  readonly isOfThisMachine: boolean;
};

export function AttachStep({ view, attach }: { readonly view: GuideView; readonly attach: AttachInput }) {
  const { texts, setUp } = view;
  const bare = setUp.objects.filter(({ isHung }) => !isHung);
  return (
    <Step view={view} step="attach" isLive>
      <div class="guide-phone">
        <div
          class="claim-code guide-code"
          role="img"
          aria-label={texts.attachCode}
          dangerouslySetInnerHTML={{ __html: attach.svg }}
        ></div>
        <div class="stack">
          <p>{texts.attachLead}</p>
          <p class="mono">{attach.href}</p>
          {attach.isOfThisMachine ? <div class="note">{texts.attachHere}</div> : null}
          <p class="quiet">{texts.attachWho}</p>
          <p class="links">
            <a href="/attach">{texts.attachOpen}</a> <a href={consolePaths.staff}>{texts.attachInvite}</a>
          </p>
        </div>
      </div>
      <h3>{texts.stillBare}</h3>
      {bare.length === 0 ? <p class="quiet">{texts.allHang}</p> : null}
      <ul class="guide-bare">
        {bare.slice(0, MOST_BARE).map(({ objectId, name, placeName }) => (
          <li data-bare={objectId}>
            <Name>{name}</Name>{' '}
            <small>
              <Name>{placeName}</Name>
            </small>
          </li>
        ))}
      </ul>
    </Step>
  );
}
