// Journal checks: numbers, replay with the same bytes, what is sent again, and what an ack erases (FP-16).
import { journalRepeatAfterMs } from '#protocol';
import type { Check } from '../check.ts';
import { ackEntry, numberOf, upNow } from '../fake-gateway.ts';
import type { Heard } from '../heard.ts';
import { require } from '../judge.ts';
import {
  ask,
  begin,
  compose,
  end,
  entriesOf,
  expectSilence,
  find,
  isSame,
  type Kit,
  loseNetwork,
  make,
  pass,
  startCommand,
} from '../kit.ts';

const isEntryOf =
  (ses: string) =>
  ({ leaf, body }: Heard): boolean =>
    leaf === 'ses' && body?.ses === ses;
const numbersOf = (entries: readonly Heard[]): readonly number[] => entries.map(({ body }) => numberOf(body?.n));

/** A use that ended, none of it acknowledged. */
async function unacknowledged(kit: Kit): Promise<string> {
  kit.gateway.isAcking = false;
  const { ses } = await begin(kit);
  await ask(kit, compose(kit, 'renew', { leaseUp: upNow(kit.gateway) + 50_000 }, { change: { ses } }));
  await end(kit, ses);
  return ses;
}

export const JOURNAL_CHECKS: readonly Check[] = [
  {
    id: 'numbers-without-gap',
    rule: 'FP-16',
    steps: 'A use that was renewed: its entries are 0, 1, 2 without a gap.',
    async run(kit) {
      const { ses } = await begin(kit);
      await ask(kit, compose(kit, 'renew', { leaseUp: upNow(kit.gateway) + 50_000 }, { change: { ses } }));
      await end(kit, ses);
      const numbers = [...new Set(numbersOf(entriesOf(kit, ses)))].sort((left, right) => left - right);
      require(numbers.length > 1 && numbers.every((n, at) => n === at), '0, 1, 2 ...', numbers.join(', '), ...entriesOf(
        kit,
        ses,
      ));
    },
  },
  {
    id: 'replay-after-reconnect',
    rule: 'FP-16',
    steps: 'None was acknowledged: after the reconnect all entries come again, in order, with the same bytes.',
    async run(kit) {
      const ses = await unacknowledged(kit);
      const first = entriesOf(kit, ses);
      const from = kit.wire.heard.length;
      await loseNetwork(kit);
      await pass(kit, 2_000);
      const again = kit.wire.heard.slice(from).filter(isEntryOf(ses));
      const numbers = numbersOf(again).join(', ');
      require(numbers === [...new Set(numbersOf(first))].join(', '), 'all entries, in order', numbers || 'none', ...again);
      for (const heard of again) {
        const before = first.find(({ body }) => body?.n === heard.body?.n);
        require(before !== undefined && isSame(before.bytes, heard.bytes), 'the same bytes', 'others', ...(before
          ? [before]
          : []), heard);
      }
    },
  },
  {
    id: 'missing-again',
    rule: 'FP-16',
    steps: 'An ack that misses entry 1: it comes again, and no other does.',
    async run(kit) {
      const ses = await unacknowledged(kit);
      const from = kit.wire.heard.length;
      const bytes = ackEntry(kit.gateway, ses, -1, [1]);
      await pass(kit, 2_000);
      const again = numbersOf(kit.wire.heard.slice(from).filter(isEntryOf(ses))).join(', ');
      require(again === '1', 'entry 1', again || 'none', { topic: 'dn/ack', bytes });
    },
  },
  {
    id: 'ack-erases',
    rule: 'FP-16',
    steps: 'An ack up to 0: after a reconnect entry 0 does not come again, and the others do.',
    async run(kit) {
      const ses = await unacknowledged(kit);
      const bytes = ackEntry(kit.gateway, ses, 0);
      await pass(kit, 1_000);
      const from = kit.wire.heard.length;
      await loseNetwork(kit);
      await pass(kit, 2_000);
      const again = numbersOf(kit.wire.heard.slice(from).filter(isEntryOf(ses)));
      require(again.length > 0 && !again.includes(0), 'entries from 1 on', again.join(', ') || 'none', {
        topic: 'dn/ack',
        bytes,
      });
    },
  },
  {
    id: 'again-while-connected',
    rule: 'FP-16',
    steps: 'No ack comes: after 30 s, and 60 s after that, all that waits is sent again over the same connection.',
    async run(kit) {
      const ses = await unacknowledged(kit);
      // A welcome begins at 30 s anew.
      await loseNetwork(kit);
      await find(kit, 0, 1_000, () => false);
      for (const repeats of [0, 1]) {
        const from = kit.wire.heard.length;
        const afterMs = journalRepeatAfterMs(repeats);
        const sinceMs = kit.wire.nowMs();
        const again = await find(kit, from, afterMs + 4_000, isEntryOf(ses));
        const tookMs = again ? again.atMs - sinceMs : Number.NaN;
        require(Math.abs(tookMs - afterMs) < 4_000, `entries again after ${afterMs} ms`, again ? `after ${tookMs} ms` : 'none');
        await pass(kit, 200);
      }
    },
  },
  {
    id: 'written-offline',
    rule: 'FP-16',
    steps: 'A use whose entries are written without a connection: they say off:true; those before say nothing of it, or false.',
    async run(kit) {
      kit.gateway.isAcking = false;
      const { ses } = await begin(kit, { leaseMs: 300_000 });
      await loseNetwork(kit, 35_000, () => make(kit, 'leave'));
      await pass(kit, 2_000);
      const entries = entriesOf(kit, ses);
      const offline = entries.filter(({ body }) => numberOf(body?.n) > 0);
      require(offline.length > 0, 'entries of that time', 'none');
      const first = entries.find(({ body }) => body?.n === 0);
      require(first?.body?.off !== true, 'off:false for what was written while connected', 'off:true', ...(first ? [first] : []));
      for (const heard of offline.slice(0, 1)) require(heard.body?.off === true, 'off:true', `${heard.body?.off}`, heard);
    },
  },
  {
    id: 'second-use-has-its-own-numbers',
    rule: 'FP-16',
    steps: 'A second use begins at entry 0 again, and is refused no number.',
    async run(kit) {
      const { ses } = await begin(kit);
      await end(kit, ses);
      await pass(kit, 1_000);
      const sent = startCommand(kit);
      const second = await begin(kit, { change: { ses: sent.ses } });
      const [first] = entriesOf(kit, second.ses);
      require(first?.body?.n === 0, 'entry 0', `${first?.body?.n}`, ...(first ? [first] : []));
      await expectSilence(kit, 'entry of the first use', isEntryOf(ses), null);
    },
  },
];
