// Session rows: sessions as a table, the same on every page of the console that lists them.
import type { ConsoleSession } from '../../ports/console-views.ts';
import type { Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { SessionBadge } from './badges.tsx';
import { consolePaths } from './console-paths.ts';
import { Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';

type SessionTableProps = {
  readonly caption: string;
  readonly sessions: readonly ConsoleSession[];
  readonly format: Format;
  readonly nowMs: number;
  readonly empty: string;
  readonly texts: ConsoleTexts;
};

/** From the proven start until its end, or until now. */
export function useText({ startedAt, endedAt }: ConsoleSession, format: Format, nowMs: number): string {
  if (startedAt === null) return '–';
  return format.clock((endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** What was billed is not what the house has of it, once something was given back. */
function Price({ session, format, texts }: Pick<SessionTableProps, 'format' | 'texts'> & { readonly session: ConsoleSession }) {
  const { costMinor, refundedMinor, currency } = session;
  return (
    <>
      {format.money(costMinor, currency)}
      {refundedMinor > 0 ? <small> ({texts.sessions.givenBack(format.money(refundedMinor, currency))})</small> : null}
    </>
  );
}

export function SessionTable({ caption, sessions, format, nowMs, empty, texts }: SessionTableProps) {
  const { began, object, state, duration, price, receipt } = texts.sessions;
  return (
    <Table
      caption={caption}
      columns={[
        { label: began },
        { label: object },
        { label: state },
        { label: duration, isNumber: true },
        { label: price, isNumber: true },
        { label: receipt },
      ]}
      rows={sessions.map((session) => ({
        id: session.sessionId,
        cells: [
          <a href={consolePaths.session(session.sessionId)}>
            {format.date(session.createdAt)}, {format.time(session.createdAt)}
          </a>,
          <Name>{session.objectName}</Name>,
          <SessionBadge state={session.state} texts={texts} />,
          useText(session, format, nowMs),
          <Price session={session} format={format} texts={texts} />,
          session.receiptNumber ?? '',
        ],
      }))}
      empty={empty}
    />
  );
}
