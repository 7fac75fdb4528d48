// Guess: `npm run guess` - a million random short codes at a gateway with labels, past its limits and before them.
import { parseArgs } from 'node:util';
import { DAY_MS } from '#protocol';
import { type GuessTally, openGuessedHouse } from './guess-short-codes.ts';

const USAGE = 'npm run guess -- [--runs N] [--labels N]';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000000' }, labels: { type: 'string', default: '10000' } },
});
const [runs, labels] = [Number(values.runs), Number(values.labels)];
if (!Number.isSafeInteger(runs) || runs < 10_000 || !Number.isSafeInteger(labels) || labels < 1 || labels > 50_000) {
  console.error(`runs from 10000, labels from 1 to 50000\n${USAGE}`);
  process.exit(2);
}

const ADDRESSES = 1_000;
const attacks: readonly { readonly who: string; readonly from: (n: number) => string | null; readonly overMs: number }[] = [
  { who: 'past all limits', from: () => null, overMs: 0 },
  { who: 'one address, in a day', from: () => '203.0.113.7', overMs: DAY_MS },
  { who: `${ADDRESSES} addresses, in a day`, from: (n) => `2001:db8:${(n % ADDRESSES).toString(16)}::1`, overMs: DAY_MS },
];

let isSound = true;
for (const { who, from, overMs } of attacks) {
  const { house, guess } = await openGuessedHouse(labels);
  const beganMs = performance.now();
  const tally: GuessTally = await guess(runs, from, overMs);
  const seconds = (performance.now() - beganMs) / 1_000;
  await house.close();
  const { found, notOurs, limited, other, lookUps, commits } = tally;
  // Two labels found by chance are no mistake of ours; a write, or another word, is.
  isSound &&= other === 0 && commits === 0 && found <= 2 && lookUps <= notOurs + 10 * found;
  const said = [
    `${runs} guesses at ${labels} labels, ${who}:`,
    `found ${found}, looked up ${notOurs + found}, limited ${limited},`,
  ];
  console.log([...said, `other ${other}, written ${commits}, ${Math.round(runs / seconds)} a second`].join(' '));
}
process.exitCode = isSound ? 0 : 1;
