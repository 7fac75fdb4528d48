// Invariants: how the rules are called that must hold of the books at every moment, and what is said where one does not.

export const INVARIANT_IDS = [
  ...['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8', 'M9', 'M10', 'M11', 'M12', 'M13', 'M14'],
  ...['D1', 'D2', 'D3', 'A1', 'A2', 'R1', 'R8', 'R18', 'L1'],
] as const;
export type InvariantId = (typeof INVARIANT_IDS)[number];

/** One row for which an invariant does not hold; `row` names what to look at. */
export type BrokenInvariant = {
  readonly id: InvariantId;
  readonly says: string;
  readonly row: { readonly [column: string]: unknown };
};
