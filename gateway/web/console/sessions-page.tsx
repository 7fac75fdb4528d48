// Sessions page: what was used and when, found by time, object, state or receipt number.
import { SESSION_STATES } from '../../domain/session/session.ts';
import type { ConsoleObject, ConsolePage, ConsoleSession } from '../../ports/console-views.ts';
import { createFormat } from '../format.ts';
import { plainName } from '../plain-name.ts';
import { consolePaths, withQuery } from './console-paths.ts';
import { Filter, FilterField } from './filter.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { SessionTable } from './session-rows.tsx';
import { Pager } from './table.tsx';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

export type SessionsQuery = {
  readonly object: string;
  readonly state: string;
  /** Local days of the venue, `2026-11-22`; empty for none. */
  readonly from: string;
  readonly until: string;
  readonly receipt: string;
  readonly before: string;
};

type SessionsPageInput = {
  readonly page: ConsolePage<ConsoleSession>;
  readonly query: SessionsQuery;
  readonly objects: readonly ConsoleObject[];
};

export function sessionsPage(frame: ConsoleFrame, { page, query, objects }: SessionsPageInput): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), frame.venue?.zone);
  const venue = frame.venues.length > 1 ? (frame.venue?.venueId ?? '') : '';
  const { before: _, ...search } = query;
  const all = { value: '', label: texts.form.all };
  const go = (before: string | null): string => withQuery(consolePaths.sessions, { ...search, venue, before });
  return consoleDocument({
    frame,
    title: texts.sessions.title,
    isOfVenue: true,
    isLive: query.before === '',
    children: (
      <>
        <Filter action={consolePaths.sessions} hidden={{ venue }} submit={texts.form.show}>
          <FilterField
            name="object"
            label={texts.sessions.object}
            value={query.object}
            choices={[all, ...objects.map(({ objectId, name }) => ({ value: objectId, label: plainName(name) }))]}
          />
          <FilterField
            name="state"
            label={texts.sessions.state}
            value={query.state}
            choices={[all, ...SESSION_STATES.map((state) => ({ value: state, label: wordOf(texts.sessionStates, state) }))]}
          />
          <FilterField name="from" label={texts.sessions.from} value={query.from} type="date" />
          <FilterField name="until" label={texts.sessions.until} value={query.until} type="date" />
          <FilterField name="receipt" label={texts.sessions.receiptNumber} value={query.receipt} />
        </Filter>
        <section class="card" data-part="sessions">
          <SessionTable
            caption={texts.sessions.title}
            sessions={page.items}
            format={format}
            nowMs={frame.nowMs}
            empty={texts.sessions.none}
            texts={texts}
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
