// Idempotency: the key that a caller gives to an act, and the name of what was asked with it (A2).
import { canonicalJson, type Json, ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';

export const KEY_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** @param at where the key was looked for, such as `header.idempotency-key`. */
export function parseKey(key: string | undefined, at: string): Result<string, Rejection> {
  if (key === undefined || key === '') return refused({ code: 'idempotency.key-missing' });
  if (!KEY_PATTERN.test(key)) return refused({ code: 'request.malformed', at, problem: '1 to 64 of A-Z a-z 0-9 _ -' });
  return ok(key);
}

/**
 * A form and the API share one route name, so that a tap sent both ways is one act.
 * @param asked path parameters and body together: the same key for another session is another request.
 */
export function keyRequest(
  personId: string,
  route: string,
  key: string,
  asked: { readonly [name: string]: Json | undefined },
): KeyedRequest {
  return { personId, route, key, bodyHash: sha256(canonicalJson(asked)) };
}
