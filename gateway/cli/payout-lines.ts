// Payout lines: what a payout made now would pay, as a person reads it in a terminal before they order it.
import { formatMinor } from '../domain/money.ts';

/** As the gateway answers it: amounts in whole minor units, as text. */
type PreviewPart = {
  readonly amountMinor: string;
  readonly sessions: number;
  readonly movements: number;
  readonly fromMs: number;
  readonly untilMs: number;
};
export type PreviewAnswer = {
  readonly currency: string;
  readonly due: PreviewPart | null;
  readonly later: (PreviewPart & { readonly dueAtMs: number }) | null;
};

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
const of = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function describe({ amountMinor, sessions, movements, fromMs, untilMs }: PreviewPart, currency: string): string {
  const amount = `${formatMinor(BigInt(amountMinor), currency)} ${currency}`;
  const period = dayOf(fromMs) === dayOf(untilMs) ? `of ${dayOf(fromMs)}` : `from ${dayOf(fromMs)} to ${dayOf(untilMs)}`;
  return `${amount} of ${of(sessions, 'session')} (${of(movements, 'movement')} ${period})`;
}

export function formatPayoutPreview(preview: PreviewAnswer, venueId: string): string {
  const { currency, due, later } = preview;
  const isPaid = due !== null && BigInt(due.amountMinor) > 0n;
  const lines = [
    isPaid ? `due now    ${describe(due, currency)} to ${venueId}` : 'due now    nothing',
    ...(due !== null && !isPaid
      ? [`           ${describe(due, currency)} was given back, and is taken from a later payout`]
      : []),
    later === null
      ? 'not yet    nothing'
      : `not yet    ${describe(later, currency)}; the first of it from ${new Date(later.dueAtMs).toISOString()} on`,
    isPaid ? 'Nothing was paid. Without --dry-run, and with --by <name>, this payout is made.' : 'Nothing was paid.',
  ];
  return `${lines.join('\n')}\n`;
}
