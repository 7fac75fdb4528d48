// Believing: firmware that takes for true what the contract tells it to refuse.
import type { Json } from '../../../../device-sim/conformance/heard.ts';
import { type Down, hears, hearsAndSays, isHonest, type Shop } from '../shim.ts';
import type { Breakage } from './breakage.ts';

/** A command, a welcome and so on that fits is signed anew, so that the device obeys it. */
const believes = (fits: (down: Down, shop: Shop) => boolean, change: (body: Json) => object = () => ({})) =>
  hears((shop) => (down) => (fits(down, shop) && down.body ? shop.resign(down, change(down.body)) : undefined));

const isOn =
  (leaf: string, fits: (body: Json, header: Json | null, shop: Shop) => boolean) =>
  (down: Down, shop: Shop): boolean =>
    down.leaf === leaf && down.body !== null && fits(down.body, down.header, shop);

const OUR_ISSUER = 'https://conformance.example';
const isOther = (aud: unknown): boolean => String(aud).endsWith('/other');

const SIGNATURES: readonly Breakage[] = [
  {
    name: 'obeys-unsigned',
    mistake: 'A command in bare JSON is obeyed.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: believes(isOn('cmd', ({ act }, header) => header === null && act !== undefined)),
  },
  {
    name: 'obeys-alg-none',
    mistake: 'The algorithm is taken from the header: alg none needs no signature.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: believes(isOn('cmd', (_, header) => header?.alg === 'none')),
  },
  {
    name: 'never-verifies',
    mistake: 'A known kid is enough; the signature is not looked at.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: believes(
      (down, shop) =>
        down.leaf === 'cmd' &&
        down.header?.kid === shop.keys.first.kid &&
        down.header.typ === 'o2o-cmd+jwt' &&
        down.bytes.length < 1_500 &&
        !isHonest(down, shop),
    ),
  },
  {
    name: 'skips-crit',
    mistake: 'A header with crit is taken for a usual one.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: believes(isOn('cmd', (_, header) => header?.crit !== undefined)),
  },
  {
    name: 'lenient-base64',
    mistake: 'Padding in base64url is read over.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: hears(
      () =>
        ({ leaf, text }) =>
          leaf === 'cmd' && text.endsWith('==') ? Buffer.from(text.slice(0, -2)) : undefined,
    ),
  },
  {
    name: 'takes-any-type',
    mistake: 'The typ of the header is not looked at: what was signed as configuration is obeyed as a command.',
    rule: 'FP-06',
    kind: 'restaurant-table',
    bend: believes(isOn('cmd', (_, header) => header?.typ === 'o2o-cfg+jwt')),
  },
  {
    name: 'takes-unsigned-welcome',
    mistake: 'A device with a key takes a welcome in bare JSON.',
    rule: 'FP-32',
    kind: 'restaurant-table',
    bend: believes(isOn('sys', ({ t }, header) => header === null && t === 'welcome')),
  },
];

const ORDER: readonly Breakage[] = [
  {
    name: 'obeys-other-gateways',
    mistake: 'iss is not compared.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(
      isOn('cmd', ({ iss }) => iss !== OUR_ISSUER),
      () => ({ iss: OUR_ISSUER }),
    ),
  },
  {
    name: 'obeys-commands-for-others',
    mistake: 'aud is not compared in commands.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(
      isOn('cmd', ({ aud }) => isOther(aud)),
      ({ aud }) => ({ aud: String(aud).replace('/other', '/restaurant-table-1') }),
    ),
  },
  {
    name: 'never-expires',
    mistake: 'expUp is not looked at.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(
      (down, shop) => isHonest(down, shop) && down.body?.act === 'start' && down.body.boot !== '1-0123456789abcdef',
      ({ expUp }) => ({ expUp: Number(expUp) + 3_600_000 }),
    ),
  },
  {
    name: 'believes-strangers-acks',
    mistake: 'The signature of an ack is not checked.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(isOn('ack', (_, header, { keys }) => header?.kid === keys.stranger.kid)),
  },
  {
    name: 'believes-acks-for-others',
    mistake: 'aud is not compared in an ack.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(
      isOn('ack', ({ aud }) => isOther(aud)),
      ({ aud }) => ({ aud: String(aud).replace('/other', '/restaurant-table-1') }),
    ),
  },
  {
    name: 'believes-strangers-welcomes',
    mistake: 'The signature of a welcome is not checked.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: believes(isOn('sys', ({ t }, header, { keys }) => t === 'welcome' && header?.kid === keys.stranger.kid)),
  },
  {
    name: 'forgets-the-fence',
    mistake: 'A session that was stopped before it came is not remembered: its start opens.',
    rule: 'FP-09',
    kind: 'restaurant-table',
    bend: hears((shop) => {
      const fenced = new Set<unknown>();
      return (down) => {
        const { act, ses } = down.body ?? {};
        if (down.leaf === 'cmd' && act === 'stop') fenced.add(ses);
        return down.leaf === 'cmd' && act === 'start' && fenced.has(ses) ? shop.resign(down, { ses: `${ses}-again` }) : undefined;
      };
    }),
  },
  {
    name: 'obeys-the-wall-clock',
    mistake: 'A command whose iat is long ago is taken for a late one.',
    rule: 'FP-08',
    kind: 'restaurant-table',
    bend: hears(
      () =>
        ({ body, leaf }) =>
          leaf === 'cmd' && body?.iat === 0 ? null : undefined,
    ),
  },
];

const GREETING: readonly Breakage[] = [
  {
    name: 'takes-any-nonce',
    mistake: 'A welcome over another nonce than its own is believed.',
    rule: 'FP-04',
    kind: 'restaurant-table',
    bend: hears((shop) => {
      let asked: unknown = '';
      return (down) => {
        if (down.body?.t === 'rehello') asked = down.body.nonce;
        return down.body?.t === 'welcome' && down.header && down.body.nonce !== asked
          ? shop.resign(down, { nonce: asked })
          : undefined;
      };
    }),
  },
  {
    name: 'greets-once',
    mistake: 'A rehello after the welcome is not answered.',
    rule: 'FP-04',
    kind: 'restaurant-table',
    bend: (options, secrets) => {
      let isWelcome = false;
      return hearsAndSays(
        () => (down) => {
          if (down.body?.t === 'welcome' && down.header) isWelcome = true;
          return down.body?.t === 'rehello' && isWelcome ? null : undefined;
        },
        () => (up) => {
          if (up.leaf === 'hello' && up.header === null) isWelcome = false;
          return undefined;
        },
      )(options, secrets);
    },
  },
  {
    name: 'impatient-for-rehello',
    mistake: 'It hangs up when no rehello comes for ten seconds.',
    rule: 'FP-04',
    kind: 'restaurant-table',
    bend: hearsAndSays(
      () => () => undefined,
      (shop) => {
        let hints = 0;
        return ({ header, leaf }) => {
          if (leaf !== 'hello') return undefined;
          hints += 1;
          const mine = hints;
          if (header === null)
            shop.after(10_000, () => {
              if (hints === mine) shop.drop();
            });
          return undefined;
        };
      },
    ),
  },
  {
    name: 'deaf-to-verdicts',
    mistake: 'The verdict end of a welcome ends nothing.',
    rule: 'FP-04',
    kind: 'restaurant-table',
    bend: believes(
      isOn('sys', ({ verdicts }) => JSON.stringify(verdicts ?? []).includes('"end"')),
      () => ({ verdicts: [] }),
    ),
  },
  {
    name: 'ignores-the-floor',
    mistake: 'The floor of a welcome is not taken.',
    rule: 'FP-17',
    kind: 'restaurant-table',
    bend: believes(
      isOn('sys', ({ t }, header, { keys }) => t === 'welcome' && header?.kid === keys.first.kid),
      () => ({ floor: 0 }),
    ),
  },
  {
    name: 'obeys-what-it-refused',
    mistake: 'What it refused without a floor leaves no trace: the same command runs after the welcome.',
    rule: 'FP-17',
    kind: 'restaurant-table',
    bend: (...given) => {
      let isLost = false;
      return hearsAndSays(
        (shop) => (down) => {
          if (down.leaf === 'sys' && down.body?.t === 'welcome') isLost = false;
          return isLost && down.leaf === 'cmd' && isHonest(down, shop) ? shop.resign(down, { ctr: 1 }) : undefined;
        },
        () =>
          ({ body, leaf }) => {
            if (leaf === 'hello') isLost = body?.amnesia === true;
            return undefined;
          },
      )(...given);
    },
  },
  {
    name: 'ignores-advice',
    mistake: 'A bye with afterS is not heeded.',
    rule: 'FP-31',
    kind: 'restaurant-table',
    bend: hears(
      () =>
        ({ body, leaf }) =>
          leaf === 'sys' && body?.t === 'bye' ? null : undefined,
    ),
  },
];

export const BELIEVING: readonly Breakage[] = [...SIGNATURES, ...ORDER, ...GREETING];
