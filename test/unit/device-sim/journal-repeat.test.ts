// FP-16 The simulated device itself, driven through the vectors of the journal's repeats.
import { describe, expect, test } from 'vitest';
import { readProtocolVectors } from '../../vectors/read-protocol-vectors.ts';
import { createBed, rebootBed } from './bed.ts';

type Happening = { readonly atMs: number; readonly event: string; readonly upTo?: number };
type Case = {
  readonly name: string;
  readonly happenings: readonly Happening[];
  readonly untilMs: number;
  readonly sends: readonly { readonly atMs: number; readonly n: number }[];
};
const { cases } = readProtocolVectors<{ cases: readonly Case[] }>('valid/journal-repeat.json');

/** An entry of the vector is a whole session here, begun and ended at one moment: a running one would add its meter. */
function playStory({ happenings, untilMs }: Case): readonly { atMs: number; n: number }[] {
  const fresh = createBed('hotel-room');
  fresh.greet();
  // Its second boot: a new device obeys nothing before its first welcome (FP-17).
  const bed = rebootBed('hotel-room', fresh);
  const sent: { atMs: number; n: number }[] = [];
  let told = bed.effects().length;
  let written = 0;
  const note = (): void => {
    for (const entry of bed.sent(bed.effects().slice(told))) {
      if (entry.ev === 'ended') sent.push({ atMs: bed.upMs(), n: Number(entry.ses.slice(1)) });
    }
    told = bed.effects().length;
  };
  const passTo = (atMs: number): void => {
    while (bed.upMs() < atMs) {
      bed.pass(Math.min(1_000, atMs - bed.upMs()));
      note();
    }
  };
  for (const { atMs, event, upTo = -1 } of happenings) {
    passTo(atMs);
    if (event === 'welcome') bed.greet();
    if (event === 'lost') bed.feed({ type: 'disconnected' });
    if (event === 'acked') for (let n = 0; n <= upTo; n += 1) bed.ack(1, { ses: `s${n}` });
    if (event === 'written') {
      bed.start({ ses: `s${written}` });
      bed.stop({ ses: `s${written}` });
      written += 1;
    }
    note();
  }
  passTo(untilMs);
  return sent;
}

describe('FP-16 what no ack covers', () => {
  test.each(cases)('$name', (vector) => {
    expect(playStory(vector)).toEqual(vector.sends);
  });
});
