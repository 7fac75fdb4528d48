// Audit page: who did what, newest first, each row with its place in the hash chain.
import type { ConsoleAuditRow, ConsolePage } from '../../ports/console-views.ts';
import { createFormat } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { Filter, FilterField } from './filter.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Pager, Table } from './table.tsx';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

export type AuditQuery = { readonly actor: string; readonly subject: string; readonly before: string };

const SHOWN_HASH = 10;

export function auditPage(frame: ConsoleFrame, page: ConsolePage<ConsoleAuditRow>, query: AuditQuery): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), frame.venue?.zone);
  const { at, who, what, about, facts, position, notSealed, whoHelp, aboutHelp, none, actors, title } = texts.audit;
  const { before: _, ...search } = query;
  const go = (before: string | null): string => withQuery(consolePaths.audit, { ...search, before });
  return consoleDocument({
    frame,
    title,
    children: (
      <>
        <Filter action={consolePaths.audit} submit={texts.form.show}>
          <FilterField name="actor" label={whoHelp} value={query.actor} />
          <FilterField name="subject" label={aboutHelp} value={query.subject} />
        </Filter>
        <section class="card" data-part="audit">
          <Table
            caption={title}
            columns={[{ label: at }, { label: who }, { label: what }, { label: about }, { label: facts }, { label: position }]}
            rows={page.items.map((row) => ({
              id: row.auditId,
              cells: [
                `${format.date(row.at)} ${format.timeWithSeconds(row.at)}`,
                <span>
                  {wordOf(actors, row.actor.kind)} <Name>{row.actor.id}</Name>
                </span>,
                <span class="mono">{row.what}</span>,
                <a class="mono" href={withQuery(consolePaths.audit, { subject: row.subjectId })}>
                  {plainName(row.subjectId)}
                </a>,
                <small>
                  {Object.entries(row.facts)
                    .map(([name, value]) => `${wordOf(texts.factNames, name)} ${plainName(String(value))}`)
                    .join(' · ')}
                </small>,
                row.position === null ? (
                  <small>{notSealed}</small>
                ) : (
                  <span title={row.hash ?? undefined}>
                    {row.position} <small class="mono">{(row.hash ?? '').slice(0, SHOWN_HASH)}</small>
                  </span>
                ),
              ],
            }))}
            empty={none}
          />
        </section>
        <Pager
          newer={query.before === '' ? null : go(null)}
          older={page.next === null ? null : go(page.next)}
          words={texts.form}
        />
      </>
    ),
  });
}
