// Judge: how a check says that a device breaks a rule - what was expected, what came, and the bytes of both sides.

export type Exhibit = { readonly label: string; readonly bytes: Uint8Array };

export class CheckFailed extends Error {
  readonly expected: string;
  readonly came: string;
  readonly exhibits: readonly Exhibit[];

  constructor(expected: string, came: string, exhibits: readonly Exhibit[]) {
    super(`expected ${expected}, came ${came}`);
    this.name = 'CheckFailed';
    this.expected = expected;
    this.came = came;
    this.exhibits = exhibits;
  }
}

type Shown = { readonly topic: string; readonly bytes: Uint8Array };

export function fail(expected: string, came: string, ...shown: readonly Shown[]): never {
  throw new CheckFailed(
    expected,
    came,
    shown.map(({ topic, bytes }) => ({ label: topic, bytes })),
  );
}

export function require(holds: boolean, expected: string, came: string, ...shown: readonly Shown[]): asserts holds {
  if (!holds) fail(expected, came, ...shown);
}
