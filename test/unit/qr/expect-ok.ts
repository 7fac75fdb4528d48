// Takes the value out of a Result that the test expects to be ok, or fails with the refusal it got.
import type { Result } from '#protocol';

export function expectOk<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected a value, was refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
