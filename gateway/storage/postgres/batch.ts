// Batch: several prepared statements and one Sync in one round trip; the server runs them as one transaction, all or nothing.
import { type ClientBase, type Connection, DatabaseError, type Submittable } from 'pg';
import { assert } from '#protocol';
import { Unavailable } from '../../ports/unavailable.ts';
import { decodeRow, type Field, type Row } from './decode-row.ts';
import { ANSWER_MS } from './limits.ts';
import { encodeValue, type Statement } from './statement.ts';

/** A statement that a connection has parsed, under this name, with the columns it answers. */
type Prepared = { readonly name: string; fields: readonly Field[] };
export type PreparedStatements = Map<string, Prepared>;

type TextRow = readonly (string | null)[];
type Asked = { readonly statement: Statement; readonly values: (string | null)[] };
type Answer = { readonly statement: Statement; readonly prepared: Prepared; readonly isNew: boolean; readonly rows: TextRow[] };

/** What pg tells the query in progress; its types name only `submit`, which pg-cursor and others build on as we do. */
type Conversation = Submittable & {
  handleRowDescription(message: { readonly fields: readonly Field[] }): void;
  handleDataRow(message: { readonly fields: TextRow }): void;
  handleCommandComplete(): void;
  handleEmptyQuery(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

/** Parses what this connection has not seen yet, then binds and runs; the columns are asked for once. */
function ask(connection: Connection, { statement, values }: Asked, known: PreparedStatements): Answer {
  const before = statement.once ? undefined : known.get(statement.text);
  const prepared = before ?? { name: statement.once ? '' : `s${known.size + 1}`, fields: [] };
  if (!before) {
    connection.parse({ name: prepared.name, text: statement.text, types: [] }, true);
    if (!statement.once) known.set(statement.text, prepared);
  }
  connection.bind({ statement: prepared.name, values }, true);
  if (!before) connection.describe({ type: 'P' }, true);
  connection.execute(null, true);
  return { statement, prepared, isNew: !before, rows: [] };
}

function converse(
  asked: readonly Asked[],
  known: PreparedStatements,
  done: (error: Error | null, answers: readonly Answer[]) => void,
): Conversation {
  const answers: Answer[] = [];
  let completed = 0;
  const current = (): Answer => {
    const answer = answers[completed];
    assert(answer, 'the server answers only what was asked');
    return answer;
  };
  const complete = (): void => {
    completed += 1;
  };
  return {
    submit(connection) {
      // One write, whatever the number of messages.
      connection.stream.cork();
      for (const each of asked) answers.push(ask(connection, each, known));
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription({ fields }) {
      current().prepared.fields = fields;
    },
    handleDataRow({ fields }) {
      current().rows.push(fields);
    },
    handleCommandComplete: complete,
    handleEmptyQuery: complete,
    // Only now has the transaction been committed (R18): the Sync did it.
    handleReadyForQuery: () => done(null, answers),
    handleError(error) {
      // The server skipped everything after the statement that failed, its parsing too.
      for (const { statement, isNew } of answers.slice(completed + 1)) if (isNew) known.delete(statement.text);
      done(error, answers);
    },
  };
}

/**
 * Runs the statements in one transaction of their own and answers the rows of each.
 * @throws DatabaseError when the server said no. Unavailable when its word did not come: then nobody here knows whether
 * the transaction was committed (gateway/decisions/0005).
 */
export function runBatch(
  client: ClientBase,
  statements: readonly Statement[],
  known: PreparedStatements,
  onSent?: () => void,
): Promise<readonly (readonly Row[])[]> {
  const asked = statements.map((statement) => ({ statement, values: statement.values.map(encodeValue) }));
  return new Promise((resolve, reject) => {
    const lost = (cause: Error): void => reject(new Unavailable('storage', cause));
    // The server's own time-outs come first; this one is for a server, or a network, that says nothing at all.
    const silence = setTimeout(() => lost(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
    const conversation = converse(asked, known, (error, answers) => {
      clearTimeout(silence);
      if (error) return error instanceof DatabaseError ? reject(error) : lost(error);
      try {
        resolve(answers.map(({ prepared, rows }) => rows.map((row) => decodeRow(prepared.fields, row))));
      } catch (mistake) {
        reject(mistake);
      }
    });
    client.query(conversation);
    onSent?.();
  });
}
