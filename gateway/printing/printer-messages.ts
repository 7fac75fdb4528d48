// Printer messages: what the gateway and the process that draws labels tell each other.
import type { Result } from '#protocol';
import type { PrintRefusal } from './print-labels.ts';
import type { PrintableLabel, PrintOrder } from './print-order.ts';

/** Labels in as many parts as there are; the order comes last and begins the print. */
export type ToPrinter = { readonly labels: readonly PrintableLabel[] } | { readonly order: PrintOrder };

/** The file itself goes through a pipe, whose reader sets the pace. */
export type FromPrinter = { readonly checked: Result<number, PrintRefusal> } | { readonly failure: string };
