// Parse part: one part of a request as its schema gives it, or where and why not.
import type { z } from '@hono/zod-openapi';
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';

type Part = 'path' | 'query' | 'body' | 'form';

/** `body.lines[0].quantity`: where the first thing is that the schema refuses. */
function whereOf(part: Part, path: readonly PropertyKey[]): string {
  return path.reduce<string>((at, step) => (typeof step === 'number' ? `${at}[${step}]` : `${at}.${String(step)}`), part);
}

/** Judges one part of a request by its schema; no schema takes nothing from it. */
export function parsePart<S extends z.ZodObject>(
  schema: S | undefined,
  part: Part,
  given: unknown,
): Result<z.output<S>, Rejection> {
  if (!schema) return ok({} as z.output<S>);
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refused({ code: 'request.malformed', at: whereOf(part, issue?.path ?? []), problem: issue?.message ?? 'refused' });
}
