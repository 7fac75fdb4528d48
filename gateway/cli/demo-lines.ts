// Demo lines: one live line per event, and the first screen with the code.
import { createTerminalMatrix, renderTerminal } from '#qr';
import type { DemoObjectLink, DemoReady } from './demo-messages.ts';

export type LineWriter = { line(who: string, what: string, facts: string): void; say(text: string): void };

const KIND_WORDS: { readonly [kind: string]: string } = {
  'sleep-pod': 'sleep pod',
  bike: 'bike',
  'hotel-room': 'hotel room',
  'restaurant-table': 'restaurant table',
};

export function createLineWriter(out: NodeJS.WritableStream, clock: () => number): LineWriter {
  return {
    line(who, what, facts) {
      const time = new Date(clock()).toISOString().slice(11, 23);
      out.write(`${time}  ${who.padEnd(9)} ${what.padEnd(16)} ${facts}\n`);
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

export function renderObjectTable(ready: DemoReady): string {
  const rows = ready.objects.map((object, index) => {
    const kind = KIND_WORDS[object.kind] ?? object.kind;
    return `  ${index + 1}  ${object.name.padEnd(9)} ${kind.padEnd(17)} ${shortLinkOf(ready, object.objectId)}`;
  });
  return rows.join('\n');
}

export const KEY_HELP = 'Keys: 1-7 show a code · k kill -9 the gateway and start it again · q or Ctrl-C stop';
