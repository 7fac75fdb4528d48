// Result: an expected refusal is a value, never an exception.

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refused<E> = { readonly ok: false; readonly error: E };
/** Either a trusted value or a coded refusal. */
export type Result<T, E> = Ok<T> | Refused<E>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function refused<E>(error: E): Refused<E> {
  return { ok: false, error };
}
