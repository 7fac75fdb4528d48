// Answer row: a stored reply as columns, both ways.
import type { StoredAnswer } from '../../domain/answer.ts';

export type AnswerRow = {
  readonly person_id: string;
  readonly route: string;
  readonly answer_key: string;
  readonly body_hash: string;
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
  readonly at_ms: number;
};

export function answerToRow(answer: StoredAnswer): AnswerRow {
  return {
    person_id: answer.personId,
    route: answer.route,
    answer_key: answer.key,
    body_hash: answer.bodyHash,
    status: answer.status,
    location: answer.location,
    body: answer.body,
    at_ms: answer.atMs,
  };
}

export function answerFromRow(row: AnswerRow): StoredAnswer {
  return {
    personId: row.person_id,
    route: row.route,
    key: row.answer_key,
    bodyHash: row.body_hash,
    status: row.status,
    location: row.location,
    body: row.body,
    atMs: row.at_ms,
  };
}
