// Labels page: batches with their sheets, ordering one, and single labels that hang, wait or have ended.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ConsoleBatch } from '../../ports/console-views.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { Badge } from './badges.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm, Field, ReasonField } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Pager, Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

export type ShownLabel = {
  readonly tagId: string;
  /** As it is printed, or the tag id. */
  readonly name: string;
  readonly status: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly batchId: string | null;
};

type LabelsPageInput = {
  readonly batches: readonly ConsoleBatch[];
  readonly labels: readonly ShownLabel[];
  /** What is shown of them: a batch, an object; empty for all. */
  readonly query: { readonly batch: string; readonly object: string; readonly after: string };
  /** The tag id that the next page begins after. */
  readonly next: string | null;
};

type PartProps = LabelsPageInput & { readonly frame: ConsoleFrame; readonly format: Format; readonly texts: ConsoleTexts };

function Batches({ frame, batches, format, texts }: PartProps) {
  const { batch, size, printed, active, ended, ordered, print, noBatches } = texts.labels;
  const mayPrint = mayRole(frame.staff.role, 'label.print');
  const sheet = (id: string): string => `${consolePaths.api}/label-batches/${id}/print?as=pdf`;
  return (
    <section class="card" data-part="batches">
      <h2>{texts.labels.batches}</h2>
      <Table
        caption={texts.labels.batches}
        columns={[
          { label: batch },
          ...[size, active, printed, ended].map((label) => ({ label, isNumber: true })),
          { label: ordered },
          ...(mayPrint ? [{ label: print }] : []),
        ]}
        rows={batches.map((each) => ({
          id: each.batchId,
          cells: [
            <a href={withQuery(consolePaths.labels, { batch: each.batchId })}>{each.batchId}</a>,
            ...[each.size, each.active, each.printed, each.ended].map(format.count),
            format.date(each.orderedAt),
            ...(mayPrint
              ? [
                  <a href={sheet(each.batchId)} download>
                    PDF
                  </a>,
                ]
              : []),
          ],
        }))}
        empty={noBatches}
      />
    </section>
  );
}

function OrderForm({ frame, texts }: PartProps) {
  if (!mayRole(frame.staff.role, 'label.issue') || !frame.venue) return null;
  const { order, orderName, orderNameHelp, orderCount, orderDo, orderSaid } = texts.labels;
  return (
    <section class="card" data-part="order">
      <h2>{order}</h2>
      <ActForm
        id="order"
        act={`POST ${consolePaths.api}/label-batches`}
        also={{ venueId: frame.venue.venueId }}
        done="reload"
        said={orderSaid}
        submit={orderDo}
      >
        <Field form="order" name="batchId" label={orderName} help={orderNameHelp} maxLength={64} texts={texts} />
        <Field form="order" name="count" type="number" label={orderCount} texts={texts} />
      </ActForm>
    </section>
  );
}

function EndForm({ frame, texts }: PartProps) {
  if (!mayRole(frame.staff.role, 'label.end')) return null;
  const { end, endHelp, endWhich, endAs, endDo, endSaid, statuses } = texts.labels;
  const choices = ['lost', 'revoked', 'replaced'].map((value) => ({ value, label: wordOf(statuses, value) }));
  return (
    <section class="card" data-part="end">
      <h2>{end}</h2>
      <p class="quiet">{endHelp}</p>
      <ActForm
        id="end"
        act={`POST ${consolePaths.api}/labels/end`}
        done="reload"
        said={endSaid}
        submit={endDo}
        tone="danger"
        isConfirmed
      >
        <Field form="end" name="label" label={endWhich} maxLength={64} texts={texts} />
        <Field form="end" name="as" label={endAs} choices={choices} texts={texts} />
        <ReasonField form="end" texts={texts} />
      </ActForm>
    </section>
  );
}

function Labels({ labels, query, next, texts }: PartProps) {
  const { all, label, status, object, batch, noLabels, notHung, statuses } = texts.labels;
  const tone = (of: string) => (of === 'active' ? 'good' : of === 'printed' ? 'warn' : 'quiet');
  const go = (after: string | null): string => withQuery(consolePaths.labels, { ...query, after });
  return (
    <section class="card" data-part="labels">
      <h2>{plainName(query.batch || query.object || all)}</h2>
      <Table
        caption={all}
        columns={[{ label }, { label: status }, { label: object }, { label: batch }]}
        rows={labels.map((each) => ({
          id: each.tagId,
          cells: [
            <span class="mono">{each.name}</span>,
            <Badge tone={tone(each.status)}>{wordOf(statuses, each.status)}</Badge>,
            each.objectId === null ? (
              notHung
            ) : (
              <a href={consolePaths.object(each.objectId)}>
                <Name>{each.objectName ?? each.objectId}</Name>
              </a>
            ),
            plainName(each.batchId ?? ''),
          ],
        }))}
        empty={noLabels}
      />
      <Pager newer={query.after === '' ? null : go(null)} older={next === null ? null : go(next)} words={texts.form} />
    </section>
  );
}

export function labelsPage(frame: ConsoleFrame, input: LabelsPageInput): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), frame.venue?.zone);
  const part = { frame, format, texts, ...input };
  return consoleDocument({
    frame,
    title: texts.labels.title,
    isOfVenue: true,
    children: (
      <div class="columns columns-wide">
        <div class="stack">
          <Batches {...part} />
          <Labels {...part} />
        </div>
        <div class="stack">
          <OrderForm {...part} />
          <EndForm {...part} />
        </div>
      </div>
    ),
  });
}
