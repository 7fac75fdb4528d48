// Doing: firmware that forgets, meters, ends, prints or takes keys in another way than the contract has it.
import { CONFORMANCE_ROOT } from '../../../../device-sim/conformance/conformance-root.ts';
import { createForgeKey } from '../../../../device-sim/conformance/forge.ts';
import type { Heard, Json } from '../../../../device-sim/conformance/heard.ts';
import { type Down, hears, hearsAndSays, isHonest, remembers, type Shop, says, senses } from '../shim.ts';
import type { Breakage } from './breakage.ts';

const ROOT = createForgeKey(CONFORMANCE_ROOT.kid, CONFORMANCE_ROOT.jwk);
const isAct =
  (act: string) =>
  ({ body, leaf }: Down): boolean =>
    leaf === 'cmd' && body?.act === act;
const argOf = ({ body }: Down): Json => (body?.arg ?? {}) as Json;
/** Commands that fit reach the device with another argument. */
const takes = (act: string, change: (arg: Json) => object) =>
  hears((shop) => (down) => {
    const arg = argOf(down);
    return isAct(act)(down) && isHonest(down, shop) ? shop.resign(down, { arg: { ...arg, ...change(arg) } }) : undefined;
  });
const limitsOf = (arg: Json): Json => (arg.limits ?? {}) as Json;

const COMMANDS: readonly Breakage[] = [
  {
    name: 'strict-about-fields',
    mistake: 'A command with a field that it does not know is dropped.',
    rule: 'FP-01',
    kind: 'restaurant-table',
    bend: hears(() => (down) => (isAct('start')(down) && down.body?.shade !== undefined ? null : undefined)),
  },
  {
    name: 'small-buffer',
    mistake: 'Messages above 1,024 bytes are dropped.',
    rule: 'FP-01',
    kind: 'hotel-room',
    bend: hears(
      () =>
        ({ bytes }) =>
          bytes.length > 1_024 && bytes.length <= 2_048 && !bytes.includes(0x7b) ? null : undefined,
    ),
  },
  {
    name: 'endless-buffer',
    mistake: 'Commands above 2,048 bytes are obeyed.',
    rule: 'FP-01',
    kind: 'restaurant-table',
    bend: hears(
      (shop) => (down) => (isAct('start')(down) && down.bytes.length > 2_048 ? shop.resign(down, { pad: '' }) : undefined),
    ),
  },
  {
    name: 'counter-in-ram',
    mistake: 'The counter is not stored: a power cut forgets it.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: remembers(() => ({ lastCtr: 0 })),
  },
  {
    name: 'same-boot-again',
    mistake: 'The boot count does not rise.',
    rule: 'FP-08',
    kind: 'restaurant-table',
    bend: remembers(({ bootCount }) => ({ bootCount: bootCount - 1 })),
  },
  {
    name: 'fresh-answer-for-repeats',
    mistake: 'A repeated command gets a new answer with a new uptime.',
    rule: 'FP-13',
    kind: 'restaurant-table',
    bend: says((shop) => {
      const answered = new Map<string, number>();
      return (up) => {
        if (!up.leaf.startsWith('res/') || up.body?.status !== 'succeeded') return undefined;
        const times = answered.get(up.leaf) ?? 0;
        answered.set(up.leaf, times + 1);
        return times === 0 ? undefined : shop.retell(up, { upMs: Number(up.body.upMs) + times });
      };
    }),
  },
  {
    name: 'sixteen-answers',
    mistake: 'Only the last sixteen answers are kept, and a repeat of an older command gets none.',
    rule: 'FP-13',
    kind: 'restaurant-table',
    bend: hears(() => {
      const cids: unknown[] = [];
      return ({ body, leaf }) => {
        if (leaf !== 'cmd' || body?.cid === undefined) return undefined;
        const at = cids.indexOf(body.cid);
        if (at < 0) cids.push(body.cid);
        return at >= 0 && cids.length - at > 16 ? null : undefined;
      };
    }),
  },
  {
    name: 'keeps-refusals',
    mistake: 'What was refused for its signature keeps its cid: the well signed command gets the refusal again.',
    rule: 'FP-13',
    kind: 'restaurant-table',
    bend: (options, secrets) => {
      const refused = new Map<string, Heard>();
      return hearsAndSays(
        (shop) => (down) => {
          const known = down.leaf === 'cmd' ? refused.get(String(down.body?.cid)) : undefined;
          if (known) shop.publish(known.topic, known.bytes);
          return known ? null : undefined;
        },
        () => (up) => {
          if (up.body?.code === 'BAD_SIG') refused.set(up.leaf.split('/')[2] ?? '', up);
          return undefined;
        },
      )(options, secrets);
    },
  },
];

const USE: readonly Breakage[] = [
  {
    name: 'bills-at-unlock',
    mistake: 'The open lock alone is taken for use.',
    rule: 'FP-11',
    kind: 'bike',
    bend: senses(({ evidence }) => ({
      evidence: (...asked) => {
        const seen = evidence(...asked);
        return seen.includes('lock_released') ? [...seen, 'pin_open'] : seen;
      },
    })),
  },
  {
    name: 'deaf-to-leases',
    mistake: 'Its lease is an hour longer than was signed.',
    rule: 'FP-14',
    kind: 'hotel-room',
    bend: takes('start', (arg) => ({ limits: { ...limitsOf(arg), leaseUp: Number(limitsOf(arg).leaseUp) + 3_600_000 } })),
  },
  {
    name: 'never-shortens',
    mistake: 'A renew that shortens the lease is answered and not kept.',
    rule: 'FP-14',
    kind: 'hotel-room',
    bend: hears((shop) => {
      let latest = 0;
      return (down) => {
        const arg = argOf(down);
        if (isAct('start')(down)) latest = Number(limitsOf(arg).leaseUp);
        if (!isAct('renew')(down)) return undefined;
        latest = Math.max(latest, Number(arg.leaseUp));
        return shop.resign(down, { arg: { leaseUp: latest } });
      };
    }),
  },
  {
    name: 'no-longest-use',
    mistake: 'maxS ends nothing.',
    rule: 'FP-14',
    kind: 'hotel-room',
    bend: takes('start', (arg) => ({ limits: { ...limitsOf(arg), maxS: 36_000 } })),
  },
  {
    name: 'register-falls',
    mistake: 'A power cut sets the register back to zero.',
    rule: 'FP-15',
    kind: 'restaurant-table',
    bend: remembers(({ session }) => ({ session: session && { ...session, lastUse: { ...session.lastUse, useMs: 0 } } })),
  },
  {
    name: 'deaf-to-missing',
    mistake: 'What an ack misses is not sent again.',
    rule: 'FP-16',
    kind: 'restaurant-table',
    bend: hears(
      () =>
        ({ body, leaf }) =>
          leaf === 'ack' && JSON.stringify(body?.missing) !== '[]' ? null : undefined,
    ),
  },
  {
    name: 'deaf-to-acks',
    mistake: 'No ack erases anything.',
    rule: 'FP-16',
    kind: 'restaurant-table',
    bend: hears(
      () =>
        ({ body, leaf }) =>
          leaf === 'ack' && JSON.stringify(body?.missing) === '[]' ? null : undefined,
    ),
  },
  {
    name: 'stop-ends-at-once',
    mistake: 'A stop ends the use of what its person ends.',
    rule: 'FP-18',
    kind: 'sleep-pod',
    bend: (options, secrets) => ({
      ...senses(({ leaving }) => ({
        leaving: (body, settings, isStopAsked) =>
          isStopAsked ? { sinceUpMs: 0, dueUpMs: 0, trigger: 'person_left' } : leaving(body, settings, isStopAsked),
      }))(options, secrets),
      profile: { ...options.profile, stopEvidence: { all: [], anyOf: [] } },
    }),
  },
  {
    name: 'hand-loses',
    mistake: 'A set that saw an older state overrides the hand.',
    rule: 'FP-22',
    kind: 'hotel-room',
    bend: takes('set', () => ({ seen: 1_000_000 })),
  },
  {
    name: 'older-config',
    mistake: 'A configuration is taken whatever its version is.',
    rule: 'FP-23',
    kind: 'restaurant-table',
    bend: hears((shop) => {
      let ver = 0;
      return (down) => {
        if (down.leaf !== 'cfg' || down.header === null) return undefined;
        ver = Math.max(ver + 1, Number(down.body?.ver));
        return ver === down.body?.ver ? undefined : shop.resign(down, { ver });
      };
    }),
  },
  {
    name: 'prints-twice',
    mistake: 'The same order in a second command is printed again.',
    rule: 'FP-24',
    kind: 'restaurant-table',
    bend: hears((shop) => {
      const printed = new Set<unknown>();
      return (down) => {
        const { order } = argOf(down);
        if (!isAct('order')(down)) return undefined;
        const isAgain = printed.has(order);
        printed.add(order);
        return isAgain ? shop.resign(down, { arg: { ...argOf(down), order: `${order}-2` } }) : undefined;
      };
    }),
  },
  {
    name: 'gives-up-on-garbage',
    mistake: 'What it cannot read makes it hang up.',
    rule: 'FP-25',
    kind: 'restaurant-table',
    bend: hears((shop) => ({ body, header, leaf }) => {
      if (leaf === 'sys' && body === null && header === null) shop.drop();
      return undefined;
    }),
  },
  {
    name: 'no-interlock',
    mistake: 'It starts for a next person while somebody is inside.',
    rule: 'FP-26',
    kind: 'sleep-pod',
    bend: (options) => ({ ...options, profile: { ...options.profile, interlocks: [] } }),
  },
];

/** A manifest that fits is signed by the right root, so that the device takes it. */
const takesManifest = (fits: (body: Json, shop: Shop, down: Down) => boolean, change: (body: Json) => object) =>
  hears((shop) => (down) => {
    if (down.leaf !== 'sys' || down.header?.typ !== 'o2o-keys+jwt' || down.body === null) return undefined;
    return fits(down.body, shop, down) ? shop.resign(down, change(down.body), { typ: 'o2o-keys+jwt', key: ROOT }) : undefined;
  });

const namesStranger = ({ keys }: Json, shop: Shop): boolean => JSON.stringify(keys).includes(shop.keys.stranger.kid);

const KEYS: readonly Breakage[] = [
  {
    name: 'takes-any-manifest',
    mistake: 'A manifest is taken whoever signed it.',
    rule: 'FP-30',
    kind: 'restaurant-table',
    bend: takesManifest(
      (body, shop) =>
        namesStranger(body, shop) && body.tenant === 'bench' && body.iss === 'https://conformance.example' && body.ver === 2,
      () => ({}),
    ),
  },
  {
    name: 'takes-manifests-of-others',
    mistake: 'A manifest for another tenant is taken.',
    rule: 'FP-30',
    kind: 'restaurant-table',
    bend: takesManifest(
      (body) => body.tenant !== 'bench',
      () => ({ tenant: 'bench' }),
    ),
  },
  {
    name: 'takes-old-manifests',
    mistake: 'A manifest of the same version is taken.',
    rule: 'FP-30',
    kind: 'restaurant-table',
    bend: takesManifest(
      (body, shop) => namesStranger(body, shop) && body.ver === 1,
      () => ({ ver: 100 }),
    ),
  },
  {
    name: 'any-key-for-any-use',
    mistake: 'A key that is named for sys is believed in commands.',
    rule: 'FP-30',
    kind: 'restaurant-table',
    bend: takesManifest(
      () => true,
      ({ keys }) => ({ keys: (keys as readonly Json[]).map((key) => ({ ...key, use: ['cmd', 'sys'] })) }),
    ),
  },
];

export const DOING: readonly Breakage[] = [...COMMANDS, ...USE, ...KEYS];
