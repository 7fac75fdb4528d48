// Greeting checks: how a device introduces itself, and which welcome it believes (FP-04, FP-08, FP-17, FP-32).
import { formatAddress } from '#protocol';
import { type Check, withoutPower, withoutWipe } from '../check.ts';
import { askHello, numberOf, sendJson, sendSigned, welcomeFor } from '../fake-gateway.ts';
import type { Heard } from '../heard.ts';
import { require } from '../judge.ts';
import {
  ask,
  begin,
  cutPower,
  end,
  expectAnswer,
  expectSilence,
  find,
  greeted,
  type Kit,
  lastHello,
  loseNetwork,
  startCommand,
} from '../kit.ts';

const isSignedHello = ({ leaf, header }: Heard): boolean => leaf === 'hello' && header !== null;
const isMoreThanGreeting = ({ leaf }: Heard): boolean => leaf === 'ses' || leaf === 'state';

/** A use whose entries wait, and a connection on which no welcome came yet. */
async function waitUnwelcomed(kit: Kit): Promise<number> {
  kit.gateway.isAcking = false;
  const { ses } = await begin(kit);
  await end(kit, ses);
  kit.gateway.isWelcoming = false;
  await loseNetwork(kit);
  const from = kit.wire.heard.length;
  const hello = await find(kit, from, 80_000, isSignedHello);
  require(hello !== null, 'a signed hello after the connect', 'none');
  return from;
}

/** This welcome changes nothing: no journal and no state follow it; the right one is believed after it. */
async function expectUnwelcome(kit: Kit, send: (honest: object) => Uint8Array): Promise<void> {
  await waitUnwelcomed(kit);
  const honest = welcomeFor(kit.gateway, lastHello(kit));
  const from = kit.wire.heard.length;
  const bytes = send(honest);
  await expectSilence(kit, 'journal or state after it', isMoreThanGreeting, { topic: 'dn/sys', bytes }, { from });
  sendSigned(kit.gateway, 'system', honest);
  const replayed = await find(kit, from, 10_000, isMoreThanGreeting);
  require(replayed !== null, 'journal and state after the right welcome', 'nothing');
}

const GREETINGS: readonly Check[] = [
  {
    id: 'greeting-order',
    rule: 'FP-04',
    steps:
      'After a reconnect: online, then an unsigned hello, then over our nonce a signed one; no journal and no state before the welcome.',
    async run(kit) {
      const from = await waitUnwelcomed(kit);
      const said = kit.wire.heard.slice(from).filter(({ leaf, body }) => leaf !== 'online' || body?.on === true);
      const order = said.map(({ leaf, header }) => (header ? `signed ${leaf}` : leaf));
      require(order.join(', ') === 'online, hello, signed hello', 'online, hello, signed hello', order.join(', '), ...said);
      const { body } = said[2] as Heard;
      require(body?.nonce === kit.gateway.nonce, `nonce ${kit.gateway.nonce}`, `${body?.nonce}`, said[2] as Heard);
      const sub = formatAddress(kit.gateway.address);
      require(body?.sub === sub, `sub ${sub}`, `${body?.sub}`, said[2] as Heard);
      await expectSilence(kit, 'journal or state before the welcome', isMoreThanGreeting, null, { from });
    },
  },
  {
    id: 'rehello-later',
    rule: 'FP-04',
    steps: 'A rehello long after the welcome is answered, signed, over its nonce.',
    async run(kit) {
      const from = kit.wire.heard.length;
      askHello(kit.gateway);
      const hello = await find(kit, from, 10_000, isSignedHello);
      require(hello?.body?.nonce === kit.gateway.nonce, 'a signed hello over this nonce', hello ? 'another nonce' : 'nothing');
    },
  },
  {
    id: 'waits-for-rehello',
    rule: 'FP-04',
    steps: 'No rehello comes for 20 s: the device stays connected, and answers the one that comes then.',
    async run(kit) {
      kit.gateway.isGreeting = false;
      await loseNetwork(kit);
      await kit.wire.wait(80_000, () => kit.wire.isConnected());
      const attempts = kit.wire.attempts.length;
      await kit.wire.wait(20_000, () => !kit.wire.isConnected());
      require(kit.wire.attempts.length === attempts && kit.wire.isConnected(), 'a connection that waits', 'one that ended');
      const before = kit.gateway.greetings;
      askHello(kit.gateway);
      await greeted(kit, before);
    },
  },
  {
    id: 'welcome-other-nonce',
    rule: 'FP-04',
    steps: 'A welcome over a nonce that was never asked is ignored.',
    run: (kit) =>
      expectUnwelcome(kit, (honest) => sendSigned(kit.gateway, 'system', { ...honest, nonce: 'a-nonce-of-somebody-else' })),
  },
  {
    id: 'welcome-other-boot',
    rule: 'FP-04',
    steps: 'A welcome for another boot is ignored.',
    run: (kit) => expectUnwelcome(kit, (honest) => sendSigned(kit.gateway, 'system', { ...honest, boot: '1-0123456789abcdef' })),
  },
  {
    id: 'welcome-unsigned',
    rule: 'FP-32',
    steps: 'A device that has a key never takes the unsigned form: a welcome in JSON is ignored.',
    run: (kit) => expectUnwelcome(kit, (honest) => sendJson(kit.gateway, 'system', honest)),
  },
  {
    id: 'welcome-wrong-key',
    rule: 'FP-07',
    steps: 'A welcome that a stranger signed is ignored.',
    run: (kit) => expectUnwelcome(kit, (honest) => sendSigned(kit.gateway, 'system', honest, { key: kit.gateway.keys.stranger })),
  },
  {
    id: 'welcome-other-audience',
    rule: 'FP-07',
    steps: 'A welcome for another device is ignored.',
    run: (kit) =>
      expectUnwelcome(kit, (honest) =>
        sendSigned(kit.gateway, 'system', { ...honest, aud: `${kit.gateway.address.tenant}/other` }),
      ),
  },
];

const BOOTS: readonly Check[] = [
  {
    id: 'boot-after-power-cut',
    rule: 'FP-08',
    steps: 'After a power cut the boot has a higher count and other random digits, and uptime begins anew.',
    unless: withoutPower,
    async run(kit) {
      const before = lastHello(kit);
      await cutPower(kit);
      const after = lastHello(kit);
      const [count, digits] = String(after.boot).split('-');
      const [countBefore, digitsBefore] = String(before.boot).split('-');
      require(Number(count) > Number(countBefore), `a count above ${countBefore}`, `${count}`, kit.gateway.hello as Heard);
      require(digits !== digitsBefore, 'other random digits', `${digits} again`, kit.gateway.hello as Heard);
      require(numberOf(after.upMs) < 120_000, 'an uptime from 0', `${after.upMs}`, kit.gateway.hello as Heard);
    },
  },
  {
    id: 'iat-decides-nothing',
    rule: 'FP-08',
    steps: 'A start whose iat is in 1970 is obeyed: expiry is in uptime only.',
    async run(kit) {
      const sent = startCommand(kit, { change: { iat: 0 } });
      expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
    },
  },
  {
    id: 'floor-above-own',
    rule: 'FP-17',
    steps: 'A welcome with a floor above its own counter: a counter between the two is a replay.',
    async run(kit) {
      const own = kit.gateway.ctr;
      kit.gateway.floor = own + 1_000;
      await loseNetwork(kit);
      const sent = startCommand(kit, { change: { ctr: own + 500 } });
      expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'REPLAY' }, sent);
    },
  },
  {
    id: 'floor-below-own',
    rule: 'FP-17',
    steps: 'A welcome with a floor of 0: a counter that was used before is still a replay.',
    async run(kit) {
      const first = startCommand(kit);
      await ask(kit, first);
      kit.gateway.floor = 0;
      await loseNetwork(kit);
      const sent = startCommand(kit, { change: { ctr: kit.gateway.ctr } });
      expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'REPLAY' }, sent);
    },
  },
  {
    id: 'amnesia',
    rule: 'FP-17',
    steps:
      'Its memory is wiped: it says amnesia, refuses with BAD_STATE before a welcome and the same command after it, and with REPLAY what is not above a floor.',
    unless: withoutWipe,
    async run(kit) {
      await ask(kit, startCommand(kit));
      kit.gateway.isWelcoming = false;
      const from = kit.wire.heard.length;
      await kit.hands.wipeMemory?.();
      const hello = await find(kit, from, 80_000, isSignedHello);
      require(hello?.body?.amnesia === true, 'amnesia:true', `${hello?.body?.amnesia}`, ...(hello ? [hello] : []));
      const early = startCommand(kit);
      expectAnswer(await ask(kit, early), { status: 'rejected', code: 'BAD_STATE' }, early);
      kit.gateway.floor = kit.gateway.ctr - 1;
      sendSigned(kit.gateway, 'system', welcomeFor(kit.gateway, lastHello(kit)));
      expectAnswer(await ask(kit, early), { status: 'rejected' }, early);
      const old = startCommand(kit, { change: { ctr: kit.gateway.floor } });
      expectAnswer(await ask(kit, old), { status: 'rejected', code: 'REPLAY' }, old);
    },
  },
];

export const GREETING_CHECKS: readonly Check[] = [...GREETINGS, ...BOOTS];
