// Command checks: the order in which a command is judged, and what is answered to it (FP-07, FP-09, FP-10, FP-13).
import { downTopic, LIMITS } from '#protocol';
import { type Check, withoutPower } from '../check.ts';
import { partiesOf, sendSigned, upNow } from '../fake-gateway.ts';
import type { Json } from '../heard.ts';
import { require } from '../judge.ts';
import {
  answerTo,
  ask,
  begin,
  commandBody,
  compose,
  cutPower,
  deliver,
  end,
  entriesOf,
  expectAnswer,
  expectRefusal,
  expectSilence,
  GW,
  type How,
  hashOf,
  isSame,
  type Kit,
  lastHello,
  loseNetwork,
  newId,
  pass,
  type Sent,
  startCommand,
} from '../kit.ts';

const refusal = (id: string, steps: string, how: (kit: Kit) => How, code: string): Check => ({
  id,
  rule: 'FP-07',
  steps,
  run: (kit) => expectRefusal(kit, startCommand(kit, how(kit)), code),
});

const OTHER_BOOT = '1-0123456789abcdef';

const ORDER: readonly Check[] = [
  refusal(
    'other-issuer',
    'A well signed start of another issuer is refused.',
    () => ({ change: { iss: 'https://elsewhere.example' } }),
    'BAD_SIG',
  ),
  refusal(
    'other-audience',
    'A well signed start for another device is refused.',
    (kit) => ({ change: { aud: `${kit.gateway.address.tenant}/other` } }),
    'WRONG_DEVICE',
  ),
  refusal(
    'other-tenant',
    'A well signed start for a device of this name elsewhere is refused.',
    (kit) => ({ change: { aud: `other/${kit.gateway.address.device}` } }),
    'WRONG_DEVICE',
  ),
  refusal('stale-boot', 'A start of another boot is refused.', () => ({ change: { boot: OTHER_BOOT } }), 'STALE_BOOT'),
  refusal(
    'expired',
    'A start whose expUp is past is refused.',
    (kit) => ({ change: { expUp: Math.max(0, upNow(kit.gateway) - 1_000) } }),
    'EXPIRED',
  ),
  refusal(
    'boot-before-expiry',
    'A start that is of another boot and past is refused for its boot.',
    () => ({ change: { boot: OTHER_BOOT, expUp: 0 } }),
    'STALE_BOOT',
  ),
  {
    id: 'replayed-counter',
    rule: 'FP-07',
    steps: 'A command with the counter of an earlier one, and a cid of its own, is refused.',
    async run(kit) {
      const first = startCommand(kit);
      await ask(kit, first);
      await expectRefusal(kit, startCommand(kit, { change: { ctr: kit.gateway.ctr } }), 'REPLAY');
    },
  },
  {
    id: 'unknown-act',
    rule: 'FP-07',
    steps: 'A command with an act that the contract does not have is refused.',
    run: (kit) => expectRefusal(kit, compose(kit, 'explode', {}), 'UNSUPPORTED'),
  },
  {
    id: 'bad-field',
    rule: 'FP-07',
    steps: 'A start without its limits is refused.',
    run: (kit) => expectRefusal(kit, compose(kit, 'start', {}), 'BAD_PARAM'),
  },
  {
    id: 'counter-is-stored',
    rule: 'FP-07',
    steps: 'A start, then a power cut at once: the next hello knows its counter.',
    unless: withoutPower,
    async run(kit) {
      const sent = startCommand(kit);
      const { ctr } = kit.gateway;
      await ask(kit, sent);
      await cutPower(kit);
      const { lastCtr } = lastHello(kit);
      require(lastCtr === ctr, `lastCtr ${ctr}`, `${lastCtr}`, sent, ...(kit.gateway.hello ? [kit.gateway.hello] : []));
    },
  },
  {
    id: 'answer-topic',
    rule: 'FP-07',
    steps: 'The answer goes to the gateway that the topic names.',
    async run(kit) {
      const sent = startCommand(kit);
      const from = kit.wire.heard.length;
      kit.wire.send(downTopic(kit.gateway.address, { leaf: 'command', gateway: 'other-gw', commandId: sent.cid }), sent.bytes);
      const isIt = ({ leaf }: { leaf: string }): boolean => leaf === `res/other-gw/${sent.cid}`;
      await kit.wire.wait(10_000, () => kit.wire.heard.slice(from).some(isIt));
      require(kit.wire.heard
        .slice(from)
        .some(isIt), `up/res/other-gw/${sent.cid}`, 'nothing there', sent, ...kit.wire.heard.slice(from));
    },
  },
  ...(['stranger', 'other-audience', 'other-boot'] as const).map(
    (what): Check => ({
      id: `ack-${what}`,
      rule: 'FP-07',
      steps: `An ack of a use that is ${what === 'stranger' ? 'signed by a stranger' : `for ${what.replace('other-', 'another ')}`} erases nothing: its entries come again.`,
      async run(kit) {
        kit.gateway.isAcking = false;
        const { ses } = await begin(kit);
        const change = {
          stranger: {},
          'other-audience': { aud: `${kit.gateway.address.tenant}/other` },
          'other-boot': { boot: OTHER_BOOT },
        }[what];
        const ack = {
          ...partiesOf(kit.gateway),
          boot: kit.gateway.boot,
          ses,
          upTo: 0,
          missing: [],
          verdict: 'stored',
          ...change,
        };
        const bytes = sendSigned(kit.gateway, 'ack', ack, what === 'stranger' ? { key: kit.gateway.keys.stranger } : {});
        await pass(kit, 1_000);
        const from = kit.wire.heard.length;
        await loseNetwork(kit);
        const isBack = kit.wire.heard.slice(from).some(({ leaf, body }) => leaf === 'ses' && body?.ses === ses && body.n === 0);
        require(isBack, 'entry 0 again', 'nothing', { topic: 'dn/ack', bytes });
      },
    }),
  ),
];

const SESSIONS: readonly Check[] = [
  {
    id: 'stop-is-a-fence',
    rule: 'FP-09',
    steps: 'A stop overtakes a start that was signed before it: the start is refused.',
    async run(kit) {
      const late = startCommand(kit);
      const stop = compose(kit, 'stop', { reason: 'conformance' }, { change: { ses: late.ses } });
      await ask(kit, stop);
      expectAnswer(await ask(kit, late), { status: 'rejected' }, late);
    },
  },
  {
    id: 'stopped-session-stays',
    rule: 'FP-09',
    steps: 'After a stop of a session that is not here, a start of it with a higher counter is refused too.',
    async run(kit) {
      const ses = newId(kit, 's');
      await ask(kit, compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } }));
      const start = startCommand(kit, { change: { ses } });
      expectAnswer(await ask(kit, start), { status: 'rejected', code: 'BAD_STATE' }, start);
    },
  },
  {
    id: 'busy',
    rule: 'FP-10',
    steps: 'A start of a second session is refused: BUSY, and it did not run.',
    async run(kit) {
      await begin(kit);
      const second = startCommand(kit);
      expectAnswer(await ask(kit, second), { status: 'rejected', code: 'BUSY', ran: false }, second);
    },
  },
  {
    id: 'stop-of-nothing',
    rule: 'FP-10',
    steps: 'A stop that finds nothing to stop succeeds: ALREADY, and it did not run.',
    async run(kit) {
      const stop = compose(kit, 'stop', { reason: 'conformance' });
      expectAnswer(await ask(kit, stop), { status: 'succeeded', code: 'ALREADY', ran: false }, stop);
    },
  },
  {
    id: 'hash-of-the-command',
    rule: 'FP-10',
    steps: 'The result of a start cites the SHA-256 of its bytes, and says that it ran.',
    async run(kit) {
      const sent = startCommand(kit);
      const answer = await ask(kit, sent);
      expectAnswer(answer, { status: 'succeeded', ran: true }, sent);
      const hash = hashOf(sent.bytes);
      require(answer.body?.cmdHash === hash, `cmdHash ${hash}`, `${answer.body?.cmdHash}`, sent, answer);
    },
  },
  {
    id: 'refused-did-not-run',
    rule: 'FP-10',
    steps:
      'A start that was refused for its boot says ran:true, since nobody can know; one refused for its signature says ran:false.',
    async run(kit) {
      const forged = startCommand(kit, { key: kit.gateway.keys.stranger });
      expectAnswer(await ask(kit, forged), { status: 'rejected', ran: false }, forged);
      const old = startCommand(kit, { change: { boot: OTHER_BOOT } });
      expectAnswer(await ask(kit, old), { status: 'rejected', ran: true }, old);
    },
  },
];

/** The same bytes come back for the same bytes. */
async function expectSameAgain(
  kit: Kit,
  sent: Sent,
  first: { readonly topic: string; readonly bytes: Uint8Array },
): Promise<void> {
  const again = await ask(kit, sent);
  require(isSame(first.bytes, again.bytes), 'the same bytes as before', 'others', sent, first, again);
}

const REPEATS: readonly Check[] = [
  {
    id: 'duplicate-start',
    rule: 'FP-13',
    steps: 'The same start again gets the same bytes, and nothing begins twice.',
    async run(kit) {
      const sent = startCommand(kit);
      await expectSameAgain(kit, sent, await ask(kit, sent));
    },
  },
  {
    id: 'duplicate-after-expiry',
    rule: 'FP-13',
    steps: 'The same start again after its life is over gets the same bytes, not EXPIRED.',
    async run(kit) {
      const sent = startCommand(kit);
      const first = await ask(kit, sent);
      await pass(kit, LIMITS.startLifetimeMs + 1_000);
      await expectSameAgain(kit, sent, first);
    },
  },
  {
    id: 'duplicate-after-power-cut',
    rule: 'FP-13',
    steps: 'A start, then a power cut: the same start gets the same bytes in the new boot, not STALE_BOOT.',
    unless: withoutPower,
    async run(kit) {
      const sent = await begin(kit);
      const first = kit.wire.heard.findLast(({ leaf, body }) => leaf === `res/${GW}/${sent.cid}` && body?.status === 'succeeded');
      await cutPower(kit);
      if (first) await expectSameAgain(kit, sent, first);
    },
  },
  {
    id: 'reconnect-in-mid-command',
    rule: 'FP-13',
    steps:
      'The network goes with a start on its way; after the reconnect the same bytes get the answer of what it did, or a sure refusal if it never came.',
    async run(kit) {
      const sent = startCommand(kit);
      // The floor stays below it: nothing but the device's own memory decides what the repeat gets.
      kit.gateway.floor = kit.gateway.ctr - 1;
      deliver(kit, sent);
      await loseNetwork(kit);
      const answer = await ask(kit, sent);
      const open = (lastHello(kit).open ?? []) as readonly Json[];
      if (answer.body?.code === 'EXPIRED') {
        // It was lost on its way, and its life ended before the device was back.
        expectAnswer(answer, { status: 'rejected', ran: false }, sent);
        return require(open.every(({ ses }) => ses !== sent.ses), 'no session of what did not run', `${sent.ses}`, sent, answer);
      }
      expectAnswer(answer, { status: 'succeeded' }, sent);
      await expectSameAgain(kit, sent, answer);
    },
  },
  {
    id: 'thirty-two-answers',
    rule: 'FP-13',
    steps: 'Thirty-two commands after a stop, the answer to the first of them is still the same bytes.',
    async run(kit) {
      const first = compose(kit, 'stop', { reason: 'conformance' });
      const answer = await ask(kit, first);
      for (let count = 1; count < LIMITS.resultCacheEntries; count += 1)
        await ask(kit, compose(kit, 'stop', { reason: 'conformance' }));
      await expectSameAgain(kit, first, answer);
    },
  },
  {
    id: 'refusals-are-not-kept',
    rule: 'FP-13',
    steps: 'A cid that was refused for its signature is obeyed when it comes well signed.',
    async run(kit) {
      const body = commandBody(kit, 'start', { limits: { leaseUp: upNow(kit.gateway) + 55_000, maxS: 600 } });
      const forged = compose(kit, 'start', {}, { change: { ...body }, bend: (jws) => `${jws}==` });
      await ask(kit, forged);
      const honest = compose(kit, 'start', {}, { change: { ...body } });
      const from = kit.wire.heard.length;
      deliver(kit, honest);
      const answer = await answerTo(kit, honest, from);
      require(answer?.body?.status === 'succeeded', 'a start that is obeyed', `${answer?.body?.code}`, forged, honest);
    },
  },
  {
    id: 'entries-cite-the-start',
    rule: 'FP-13',
    steps: 'A start that came three times begins one use: one entry started, which cites its bytes.',
    async run(kit) {
      const sent = await begin(kit);
      const from = kit.wire.heard.length;
      await ask(kit, sent);
      await ask(kit, sent);
      await expectSilence(kit, 'second entry started', ({ leaf, body }) => leaf === 'ses' && body?.ev === 'started', sent, {
        from,
      });
      const [started] = entriesOf(kit, sent.ses);
      require(started?.body?.cmdHash === hashOf(sent.bytes), `cmdHash ${hashOf(sent.bytes)}`, `${started?.body?.cmdHash}`, sent);
      await end(kit, sent.ses);
    },
  },
];

export const COMMAND_CHECKS: readonly Check[] = [...ORDER, ...SESSIONS, ...REPEATS];
