// Audit page: who did what, newest first, each row with its place in the hash chain.
import type { ConsoleAuditRow, ConsolePage } from '../../ports/console-views.ts';
import { createFormat } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { Filter, FilterField } from './filter.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Pager, Table } from './table.tsx';
import { auditActWord } from './text/audit.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

export type AuditQuery = { readonly actor: string; readonly subject: string; readonly before: string };

/** What the members of the staff are called, by their ids. */
export type StaffNames = ReadonlyMap<string, string>;

const SHOWN_HASH = 10;

/** Their name where it is known, and always the way to what else they did. */
function Who({ row, names, kind }: { readonly row: ConsoleAuditRow; readonly names: StaffNames; readonly kind: string }) {
  const { id } = row.actor;
  const name = names.get(id);
  const isItself = row.actor.kind === id;
  return (
    <span>
      <a href={withQuery(consolePaths.audit, { actor: id })} title={plainName(id)}>
        <Name>{name ?? (isItself ? kind : id)}</Name>
      </a>
      {name === undefined && !isItself ? <small> {kind}</small> : null}
    </span>
  );
}

/** A member's name in the place of their id; anything else is its own word. */
function About({ subjectId, names }: { readonly subjectId: string; readonly names: StaffNames }) {
  const name = names.get(subjectId);
  return (
    <a class={name === undefined ? 'mono' : undefined} href={withQuery(consolePaths.audit, { subject: subjectId })}>
      <Name>{name ?? subjectId}</Name>
    </a>
  );
}

export function auditPage(frame: ConsoleFrame, page: ConsolePage<ConsoleAuditRow>, query: AuditQuery, names: StaffNames): string {
  const texts = consoleTextsOf(frame.lang);
  const lang = consoleLanguage(frame.lang);
  const format = createFormat(lang, frame.venue?.zone);
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
            columns={[{ label: what }, { label: who }, { label: about }, { label: at }, { label: facts }, { label: position }]}
            rows={page.items.map((row) => ({
              id: row.auditId,
              cells: [
                <b title={row.what}>{auditActWord(lang, row.what)}</b>,
                <Who row={row} names={names} kind={wordOf(actors, row.actor.kind)} />,
                <About subjectId={row.subjectId} names={names} />,
                `${format.date(row.at)} ${format.timeWithSeconds(row.at)}`,
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
