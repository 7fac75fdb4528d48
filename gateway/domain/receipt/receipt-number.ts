// Receipt number: the running number that makes a receipt good for expenses, without a gap per venue and year.

export type ReceiptNumber = {
  readonly venueId: string;
  /** Calendar year of the issue in the venue's zone. */
  readonly year: number;
  /** 1, 2, 3 ... without a gap. */
  readonly number: number;
  readonly receiptId: string;
  readonly atMs: number;
};

/** To whom a receipt is made out, once and for good, at the payer's wish. */
export type ReceiptAddressee = { readonly receiptId: string; readonly company: string; readonly atMs: number };

/** The year of a moment on the venue's calendar. */
export function yearIn(zone: string, atMs: number): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', calendar: 'gregory' }).format(atMs));
}

/** As it is printed: `2026-000042`. */
export function formatReceiptNumber({ year, number }: Pick<ReceiptNumber, 'year' | 'number'>): string {
  return `${year}-${String(number).padStart(6, '0')}`;
}
