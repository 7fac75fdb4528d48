// Lease checks: what begins a use, how long it may run without another word, and what its meters say (FP-11, FP-14, FP-15, FP-18).
import { LIMITS, SECOND_MS } from '#protocol';
import { type Check, eitherUnless, whenSlow, withoutGesture, withoutPower, withoutProfile } from '../check.ts';
import { numberOf, sendSigned, upNow, welcomeFor } from '../fake-gateway.ts';
import type { Heard, Json } from '../heard.ts';
import { require } from '../judge.ts';
import {
  ask,
  awaitEntry,
  begin,
  compose,
  cutPower,
  end,
  entriesOf,
  expectAnswer,
  expectSilence,
  find,
  highest,
  type Kit,
  lastHello,
  loseNetwork,
  make,
  pass,
  profileOf,
  settleConnection,
  startCommand,
} from '../kit.ts';

const isEnded = ({ ev }: Json): boolean => ev === 'ended';
const isDeviceEnded = (kit: Kit): boolean => profileOf(kit)?.stopBy === 'device';
const renew = (kit: Kit, ses: string, leaseMs: number) =>
  compose(kit, 'renew', { leaseUp: upNow(kit.gateway) + leaseMs }, { change: { ses } });
const useOf = (body: Json, what: 'useMs' | 'distanceM' | 'pausedMs'): number => numberOf((body.use as Json | undefined)?.[what]);
const openOf = (kit: Kit): readonly Json[] =>
  Array.isArray(lastHello(kit).open) ? (lastHello(kit).open as readonly Json[]) : [];

/** Whether the session is in the device still, asked by a hello. */
async function isOpen(kit: Kit, ses: string): Promise<boolean> {
  await loseNetwork(kit);
  return openOf(kit).some((open) => open.ses === ses && open.state === 'running');
}

const EVIDENCE: readonly Check[] = [
  {
    id: 'no-evidence-no-use',
    rule: 'FP-11',
    steps: 'A start that nobody uses: no entry, and at the end of its lease it is taken back without one.',
    unless: withoutGesture('use'),
    async run(kit) {
      const sent = startCommand(kit, { leaseMs: 8_000 });
      await ask(kit, sent);
      const isEntry = ({ leaf, body }: Heard): boolean => leaf === 'ses' && body?.ses === sent.ses;
      await expectSilence(kit, 'journal entry without evidence', isEntry, sent, { ms: 12_000 });
      const other = startCommand(kit);
      expectAnswer(await ask(kit, other), { status: 'succeeded' }, other);
    },
  },
  {
    id: 'evidence-begins-use',
    rule: 'FP-11',
    steps: 'A start that is used: the entry started names signals that are enough for its kind.',
    unless: withoutProfile,
    async run(kit) {
      const sent = await begin(kit);
      const [started] = entriesOf(kit, sent.ses);
      const evidence = (started?.body?.evidence ?? []) as readonly string[];
      const { all = [], anyOf = [] } = profileOf(kit)?.startEvidence ?? {};
      const isEnough =
        all.every((name) => evidence.includes(name)) && (anyOf.length === 0 || anyOf.some((name) => evidence.includes(name)));
      require(isEnough, `${all.join(', ')} and one of ${anyOf.join(', ')}`, evidence.join(', '), ...(started ? [started] : []));
    },
  },
];

const LEASES: readonly Check[] = [
  {
    id: 'lease-lapses',
    rule: 'FP-14',
    steps: 'No word comes until the lease is over: what ends by itself ends at its end; what a person ends goes on.',
    unless: withoutProfile,
    async run(kit) {
      const { ses } = await begin(kit, { leaseMs: 8_000 });
      await pass(kit, 9_000);
      const ended = entriesOf(kit, ses).find(({ body }) => body && isEnded(body));
      if (!isDeviceEnded(kit))
        return require(ended === undefined && (await isOpen(kit, ses)), 'use that its person ends', 'an end', ...(ended
          ? [ended]
          : []));
      require(ended?.body?.trigger === 'lease_lapsed', 'ended, lease_lapsed', `${ended?.body?.trigger ?? 'no end'}`, ...(ended
        ? [ended]
        : []));
    },
  },
  {
    id: 'lease-lapses-offline',
    rule: 'FP-14',
    steps: 'The lease of what ends by itself lapses without a connection: it ended then, not later.',
    unless: (kit) => (isDeviceEnded(kit) ? null : 'its person ends it'),
    async run(kit) {
      const sent = await begin(kit, { leaseMs: 8_000 });
      const leaseUp = upNow(kit.gateway) + 8_000;
      await loseNetwork(kit, 14_000);
      const ended = await awaitEntry(kit, sent.ses, 10_000, isEnded);
      const lateMs = numberOf(ended?.body?.endUpMs) - leaseUp;
      require(ended !== null && lateMs < 3_000, `an end at about ${leaseUp}`, `${ended?.body?.endUpMs ?? 'none'}`, sent, ...(ended
        ? [ended]
        : []));
    },
  },
  {
    id: 'renew-lengthens',
    rule: 'FP-14',
    steps: 'A renew before the end of the lease: the use goes on past the old end.',
    async run(kit) {
      const { ses } = await begin(kit, { leaseMs: 8_000 });
      const sent = renew(kit, ses, 50_000);
      expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
      await pass(kit, 9_000);
      const ended = entriesOf(kit, ses).find(({ body }) => body && isEnded(body));
      require(ended === undefined, 'use that goes on', 'an end', sent, ...(ended ? [ended] : []));
    },
  },
  {
    id: 'renew-shortens',
    rule: 'FP-14',
    steps: 'A renew to a nearer end, of what ends by itself: it ends then.',
    unless: (kit) => (isDeviceEnded(kit) ? null : 'its person ends it'),
    async run(kit) {
      const { ses } = await begin(kit);
      const sent = renew(kit, ses, 5_000);
      await ask(kit, sent);
      const ended = await awaitEntry(kit, ses, 8_000, isEnded);
      require(ended !== null, 'an end at the new, nearer end of the lease', 'none', sent);
    },
  },
  {
    id: 'renew-after-stop',
    rule: 'FP-14',
    steps: 'A renew of a session that was asked to stop is refused.',
    async run(kit) {
      const { ses } = await begin(kit);
      await ask(kit, compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } }));
      const sent = renew(kit, ses, 50_000);
      expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'BAD_STATE' }, sent);
    },
  },
  {
    id: 'longest-use',
    rule: 'FP-14',
    steps: 'A use with maxS 5: it ends when its meter has said so many seconds, if it is safe.',
    async run(kit) {
      const { ses } = await begin(kit, { maxS: 5 });
      const ended = await awaitEntry(kit, ses, 12_000, isEnded);
      require(ended !== null && useOf(ended.body ?? {}, 'useMs') <= 6_000, 'an end after 5 s of use', ended
        ? 'a later one'
        : 'none', ...(ended ? [ended] : []));
    },
  },
  {
    id: 'longest-lease',
    rule: 'FP-14',
    steps: 'A lease of ten hours, of what ends by itself: it is over after the longest one of the profile.',
    unless: eitherUnless(whenSlow, (kit) => (isDeviceEnded(kit) ? null : 'its person ends it')),
    async run(kit) {
      const longestMs = (profileOf(kit)?.maxLeaseS ?? 0) * SECOND_MS;
      const { ses } = await begin(kit, { leaseMs: 36_000_000, maxS: 36_000 });
      const ended = await awaitEntry(kit, ses, longestMs + 5_000, isEnded);
      require(ended !== null, `an end after ${longestMs} ms`, 'none');
    },
  },
];

function expectRising(kit: Kit, ses: string): void {
  let before: Json | null = null;
  for (const heard of [...entriesOf(kit, ses)].sort((left, right) => numberOf(left.body?.n) - numberOf(right.body?.n))) {
    const { body } = heard;
    for (const what of ['useMs', 'distanceM', 'pausedMs'] as const) {
      const was = before ? useOf(before, what) || 0 : 0;
      const is = (body && useOf(body, what)) || 0;
      require(is >= was, `${what} of ${was} or more`, String(is), heard);
    }
    before = body;
  }
}

const METERS: readonly Check[] = [
  {
    id: 'meter-each-half-minute',
    rule: 'FP-15',
    steps: 'A use of 65 s, renewed: two readings came, about 30 s apart, and no register fell.',
    async run(kit) {
      const { ses } = await begin(kit);
      await pass(kit, 35_000);
      await ask(kit, renew(kit, ses, 55_000));
      await pass(kit, 30_000);
      const readings = entriesOf(kit, ses).filter(({ body }) => body?.ev === 'updated' && body.trigger === 'meter');
      require(readings.length >= 2, 'two entries updated, meter', `${readings.length}`, ...readings);
      expectRising(kit, ses);
      const [last] = readings.slice(-1);
      const useMs = last?.body ? useOf(last.body, 'useMs') : 0;
      require(Math.abs(useMs - 2 * LIMITS.meterEveryMs) < 5_000, 'about 60,000 ms of use', String(useMs), ...readings);
    },
  },
  {
    id: 'meters-over-power-cut',
    rule: 'FP-15',
    steps: 'A power cut in a use: no register fell, and the time without power is no use.',
    unless: withoutPower,
    async run(kit) {
      const { ses } = await begin(kit);
      await pass(kit, 35_000);
      const before = highest(kit, ses, (body) => useOf(body, 'useMs'));
      await cutPower(kit);
      const last = await find(
        kit,
        0,
        10_000,
        ({ leaf, body }) =>
          leaf === 'ses' && body?.ses === ses && (body.trigger === 'power_resumed' || body.trigger === 'power_loss'),
      );
      require(last !== null, 'an entry of what became of the use', 'none');
      expectRising(kit, ses);
      const useMs = useOf(last.body ?? {}, 'useMs');
      require(useMs - before < 8_000, `at most what was used, after ${before}`, String(useMs), last);
    },
  },
];

const ENDS: readonly Check[] = [
  {
    id: 'stop-only-asks',
    rule: 'FP-18',
    steps: 'A stop of what its person ends: no end comes before the person has left.',
    unless: (kit) => (profileOf(kit)?.stopBy === 'person' ? null : 'it ends by itself'),
    async run(kit) {
      const { ses } = await begin(kit);
      const from = kit.wire.heard.length;
      const stop = compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } });
      await ask(kit, stop);
      await expectSilence(
        kit,
        'entry ended before its person left',
        ({ leaf, body }) => leaf === 'ses' && body?.ev === 'ended',
        stop,
        { from, ms: 6_000 },
      );
    },
  },
  {
    id: 'end-is-back-dated',
    rule: 'FP-18',
    steps: 'A use ends: endUpMs is when it ended, no later than the entry, and no use is counted after it.',
    async run(kit) {
      const { ses } = await begin(kit);
      await pass(kit, 5_000);
      const ended = await end(kit, ses);
      const { body } = ended;
      const endUpMs = numberOf(body?.endUpMs);
      require(endUpMs <= numberOf(body?.upMs), 'endUpMs of upMs at most', `${endUpMs}`, ended);
      const started = entriesOf(kit, ses).find((entry) => entry.body?.ev === 'started');
      const mostMs = endUpMs - numberOf(started?.body?.upMs) + 1_000;
      require(useOf(body ?? {}, 'useMs') <= mostMs, `useMs of ${mostMs} at most`, `${useOf(body ?? {}, 'useMs')}`, ended);
    },
  },
  {
    id: 'verdict-end',
    rule: 'FP-04',
    steps: 'A welcome with the verdict end for a running session: it ends.',
    async run(kit) {
      await settleConnection(kit);
      const { ses } = await begin(kit);
      kit.gateway.isWelcoming = false;
      await loseNetwork(kit);
      await kit.wire.wait(80_000, () => openOf(kit).some((open) => open.ses === ses));
      const bytes = sendSigned(kit.gateway, 'system', {
        ...welcomeFor(kit.gateway, lastHello(kit)),
        verdicts: [{ ses, verdict: 'end' }],
      });
      await make(kit, 'unblock');
      const ended = await awaitEntry(kit, ses, 10_000, isEnded);
      require(ended !== null, 'an entry ended', 'none', { topic: 'dn/sys', bytes });
    },
  },
];

export const LEASE_CHECKS: readonly Check[] = [...EVIDENCE, ...LEASES, ...METERS, ...ENDS];
