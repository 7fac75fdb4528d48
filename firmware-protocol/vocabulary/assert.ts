// Assertions stay on in production: a broken assumption of our own stops the step.

class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Throws when our own code broke a promise; never used for what a caller or a device may send. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Makes a switch over a union total: a new member does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`unhandled case: ${JSON.stringify(value)}`);
}
