// Order: items wanted at a table; they count on the bill once the kitchen's ticket is printed.
import type { Minor } from '../money.ts';

export type OrderedLine = { readonly itemId: string; readonly quantity: number };

export type OrderRecord = {
  readonly orderId: string;
  readonly sessionId: string;
  /** Who ordered, and pays for it: the host or a guest. */
  readonly payerId: string;
  readonly lines: readonly OrderedLine[];
  /** sent: on its way. printed: the ticket is the evidence, it is on the bill. refused: nothing was printed. */
  readonly state: 'sent' | 'printed' | 'refused';
  readonly amountMinor: Minor;
  readonly commandId: string;
  readonly atMs: number;
};
