// Demo lines: one live line per event, and the first screen with the code.
import { createTerminalMatrix, renderTerminal } from '#qr';
import { formatMinor } from '../../domain/money.ts';
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { DemoObjectLink, DemoReady, DemoWalletAccess } from './messages.ts';

export type LineWriter = { line(who: string, what: string, facts: string): void; say(text: string): void };

const KIND_WORDS: { readonly [kind: string]: string } = {
  'sleep-pod': 'sleep pod',
  bike: 'bike',
  'hotel-room': 'hotel room',
  'restaurant-table': 'restaurant table',
};

/** Lines are cut to the terminal's width, so that an event is one line; a pipe gets them whole. */
export function createLineWriter(out: NodeJS.WriteStream, clock: () => number): LineWriter {
  return {
    line(who, what, facts) {
      const time = new Date(clock()).toISOString().slice(11, 23);
      const text = `${time}  ${who.padEnd(9)} ${what.padEnd(16)} ${facts}`;
      out.write(`${out.isTTY ? text.slice(0, out.columns) : text}\n`);
    },
    say: (text) => void out.write(`${text}\n`),
  };
}

/** The code of one object: 23 lines at most, so that it fits a 24-line terminal with the link above it. */
export function renderObjectCode(object: DemoObjectLink, colour: boolean): string {
  return renderTerminal(createTerminalMatrix(object.link), colour ? 'colour' : 'plain-on-dark');
}

/** Short ways to the signed links: each answers with a redirect to the object's code. */
export function shortLinkOf(ready: DemoReady, objectId: string): string {
  return `${ready.origin}/demo/${objectId}`;
}

/** @param displays what objects show on screens of their own, by object. */
export function renderObjectTable(ready: DemoReady, displays: ReadonlyMap<string, string>): string {
  const width = Math.max(...ready.objects.map(({ objectId }) => shortLinkOf(ready, objectId).length));
  const rows = ready.objects.map((object, index) => {
    const kind = KIND_WORDS[object.kind] ?? object.kind;
    const display = displays.get(object.objectId);
    const typed = object.shortCode === null ? '' : `   or type ${object.shortCode}`;
    const link = shortLinkOf(ready, object.objectId).padEnd(typed === '' ? 0 : width);
    const row = `  ${index + 1}  ${object.name.padEnd(9)} ${kind.padEnd(17)} ${link}${typed}`;
    return display === undefined ? row : `${row}   its TV shows ${display}`;
  });
  return rows.join('\n');
}

/** Where the money is, and how to look at it and trouble it by hand. */
export function renderWallet({ access, folder }: { readonly access: DemoWalletAccess; readonly folder: string }): string {
  const whose = access.name === 'host' ? "a super-app's wallet" : 'Stripe';
  return [
    `  Wallet   a stand-in of ${whose}, its own process: ${access.url} (books in ${folder})`,
    `           look: curl -X POST ${access.url}/control/truth`,
    `           trouble it: curl -X POST ${access.url}/control/words -d '{"words":"lose-reply=0.5"}'`,
  ].join('\n');
}

/** The bill of a receipt in a few lines; all of it, with its proof, is in the file. */
export function renderReceipt(receipt: ReceiptJson): string {
  const { currency, object, place, venue, startedAt, endedAt, endReason } = receipt;
  const money = (minor: number): string => formatMinor(BigInt(minor), currency).padStart(10);
  const lines = receipt.lines.map(({ line, units, unitMinor, itemId, amountMinor }) => {
    const many = units === undefined || unitMinor === undefined ? '' : `${units} x ${money(unitMinor).trim()}`;
    return `  ${(itemId ?? line).padEnd(14)}${many.padEnd(16)}${money(amountMinor)}`;
  });
  return [
    `  ${object.name}, ${place}, ${venue.name}`,
    `  ${startedAt ?? 'never started'} to ${endedAt}, ${endReason}`,
    ...lines,
    `  ${'total'.padEnd(30)}${money(receipt.totalMinor)} ${currency}`,
    `  ${'reserved'.padEnd(30)}${money(receipt.heldMinor)} ${currency}`,
    `  ${'given back'.padEnd(30)}${money(receipt.releasedMinor)} ${currency}`,
    `  ${receipt.receiptId}`,
  ].join('\n');
}

export const KEY_HELP = 'Keys: 1-7 show a code · k kill -9 the gateway and start it again · q or Ctrl-C stop';
