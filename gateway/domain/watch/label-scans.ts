// Label scans: how often a label was scanned in an hour, counted beside the requests, and whose scans say that it hangs there.

/** Who has a label before them: known by name, by address, or neither. */
export type ScanWitness = {
  readonly personId: string | null;
  readonly address: string | null;
  /** Staff on a round: they look at the label itself. */
  readonly isStaff?: boolean;
};

/**
 * `here`: a code of it was opened, or a Start was pressed on it. `elsewhere`: and then the phone said that it is far from the
 * object; that scan is counted already. `ended`: it was replaced, lost or revoked before.
 */
export type ScanSeen =
  | { readonly how: 'here'; readonly by: ScanWitness }
  | { readonly how: 'elsewhere'; readonly by: ScanWitness }
  | { readonly how: 'ended' };
export type ScanOf = ScanSeen['how'];

/**
 * A photo of a label that was covered or taken down is opened without an account, as often as one likes: that must neither
 * keep its alarm quiet nor say that it was hung, nor send somebody to look for one that hangs where it should.
 */
export function isWitnessed(by: ScanWitness): by is ScanWitness & { readonly personId: string } {
  return by.personId !== null;
}

export type LabelHour = {
  readonly tagId: string;
  readonly hourMs: number;
  readonly scans: number;
  /** Those of them whose person was at this label for the first time that day. */
  readonly people: number;
  readonly elsewhere: number;
  readonly ended: number;
};

/** @param hour what is counted so far; null at the first. */
export function countScan(
  hour: LabelHour | null,
  seen: { tagId: string; hourMs: number },
  { how, isFirstToday }: { readonly how: ScanOf; readonly isFirstToday: boolean },
): LabelHour {
  const { scans, people, elsewhere, ended } = hour ?? { scans: 0, people: 0, elsewhere: 0, ended: 0 };
  return {
    ...seen,
    scans: scans + (how === 'here' ? 1 : 0),
    people: people + (how === 'here' && isFirstToday ? 1 : 0),
    elsewhere: elsewhere + (how === 'elsewhere' ? 1 : 0),
    ended: ended + (how === 'ended' ? 1 : 0),
  };
}
