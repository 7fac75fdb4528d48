// Connection checks: presence, order, coming back, credentials and advice (FP-19, FP-20, FP-21, FP-29, FP-31).
import { formatAddress, LIMITS, MESSAGE_TYPES, SECOND_MS } from '#protocol';
import { type Check, withoutMqtt } from '../check.ts';
import { numberOf, sendJson } from '../fake-gateway.ts';
import { type Heard, type Json, readHeard } from '../heard.ts';
import { require } from '../judge.ts';
import { begin, end, find, type Kit, lastHello, loseNetwork, pass, settleConnection } from '../kit.ts';

const onlineOf = (kit: Kit): readonly Heard[] => kit.wire.heard.filter(({ leaf }) => leaf === 'online');

const PRESENCE: readonly Check[] = [
  {
    id: 'online-and-will',
    rule: 'FP-19',
    steps: 'Three connections: each has a conn of its own in online, hello and will; the will says on:false and is retained.',
    async run(kit) {
      await loseNetwork(kit);
      await loseNetwork(kit);
      const seen = new Set<unknown>();
      for (const { shown } of kit.wire.attempts) {
        if (shown === null) continue;
        const { will } = shown;
        require(will !== null, 'a will', 'none');
        const heard = readHeard({ atMs: 0, qos: null, ...will });
        require(will.isRetained && heard.leaf === 'online', 'a retained will on up/online', heard.topic, will);
        require(heard.body?.on === false, 'on:false in the will', `${heard.body?.on}`, will);
        require(!seen.has(heard.body?.conn), 'a new conn', `${heard.body?.conn} again`, will);
        seen.add(heard.body?.conn);
        const online = onlineOf(kit).find(({ body }) => body?.on === true && body.conn === heard.body?.conn);
        require(online !== undefined, `online with conn ${heard.body?.conn}`, 'none', will);
      }
      const conn = onlineOf(kit).findLast(({ body }) => body?.on === true)?.body?.conn;
      require(lastHello(kit).conn === conn, `conn ${conn} in the hello`, `${lastHello(kit).conn}`, ...(kit.gateway.hello
        ? [kit.gateway.hello]
        : []));
    },
  },
  {
    id: 'takeover',
    rule: 'FP-19',
    steps:
      'The broker ends its connection as for another client of its name: it comes back by itself, with a new conn in hello and online.',
    async run(kit) {
      const before = lastHello(kit).conn;
      // The network is there at once: nothing but the connection was taken.
      await loseNetwork(kit, 0);
      const { conn } = lastHello(kit);
      const shown = kit.gateway.hello ? [kit.gateway.hello] : [];
      require(conn !== before, 'another conn', `${conn} again`, ...shown);
      const online = onlineOf(kit).findLast(({ body }) => body?.conn === conn);
      require(online?.body?.on === true, `online with conn ${conn}`, online ? 'on:false' : 'none', ...shown);
    },
  },
  {
    id: 'only-online-is-retained',
    rule: 'FP-19',
    steps: 'A use: online is retained, and nothing else is.',
    async run(kit) {
      const { ses } = await begin(kit);
      await end(kit, ses);
      for (const heard of kit.wire.heard) {
        const wanted = heard.leaf === 'online';
        require(heard.isRetained === wanted, wanted ? 'retained' : 'not retained', wanted ? 'not' : 'retained', heard);
      }
    },
  },
  {
    id: 'quality-of-service',
    rule: 'FP-20',
    steps: 'A use: all goes up with QoS 1, telemetry with QoS 0.',
    unless: withoutMqtt,
    async run(kit) {
      const { ses } = await begin(kit);
      await end(kit, ses);
      for (const heard of kit.wire.heard) {
        const wanted = heard.leaf === 'tel' ? 0 : 1;
        require(heard.qos === null || heard.qos === wanted, `QoS ${wanted}`, `QoS ${heard.qos}`, heard);
      }
    },
  },
  {
    id: 'seq-counts',
    rule: 'FP-20',
    steps: 'A use with a reconnect: seq counts each message of the boot, and no two of them share one.',
    async run(kit) {
      await settleConnection(kit);
      const from = kit.wire.heard.length;
      const { ses } = await begin(kit);
      await loseNetwork(kit);
      await end(kit, ses);
      const seen = new Map<string, Heard>();
      for (const heard of kit.wire.heard.slice(from)) {
        const { boot, seq } = heard.body ?? {};
        if (typeof boot !== 'string' || typeof seq !== 'number') continue;
        const other = seen.get(`${boot} ${seq}`);
        const isRepeat = other !== undefined && Buffer.compare(other.bytes, heard.bytes) === 0;
        require(other === undefined || isRepeat, `one message with seq ${seq}`, 'two', ...(other ? [other] : []), heard);
        seen.set(`${boot} ${seq}`, heard);
      }
      const numbers = [...seen.values()]
        .filter(({ body }) => body?.boot === kit.gateway.boot)
        .map(({ body }) => numberOf(body?.seq));
      const highest = Math.max(...numbers);
      const isWhole = numbers.length >= highest + 1 - Math.min(...numbers);
      require(isWhole, 'a seq for each message', `${numbers.length} messages up to seq ${highest}`);
    },
  },
];

const COMING_BACK: readonly Check[] = [
  {
    id: 'reconnect-is-no-boot',
    rule: 'FP-21',
    steps: 'The network goes in a use and comes back: the same boot, a higher seq, and the session still open.',
    async run(kit) {
      const before = lastHello(kit);
      const { ses } = await begin(kit);
      await settleConnection(kit);
      await loseNetwork(kit, 5_000);
      const after = lastHello(kit);
      const hello = kit.gateway.hello ? [kit.gateway.hello] : [];
      require(after.boot === before.boot, `boot ${before.boot}`, `${after.boot}`, ...hello);
      require(numberOf(after.seq) > numberOf(before.seq), `a seq above ${before.seq}`, `${after.seq}`, ...hello);
      const open = (Array.isArray(after.open) ? after.open : []) as readonly Json[];
      require(open.some(
        (session) => session.ses === ses && session.state === 'running',
      ), `${ses} running in open`, JSON.stringify(open), ...hello);
    },
  },
  {
    id: 'back-off',
    rule: 'FP-21',
    steps: 'The network is away for a minute: the first new try after 1 s to 2 s, then ever rarer, up to 60 s apart.',
    async run(kit) {
      await settleConnection(kit);
      const first = kit.wire.attempts.length;
      const cutAtMs = kit.wire.nowMs();
      await loseNetwork(kit, 60_000);
      const times = [cutAtMs, ...kit.wire.attempts.slice(first).map(({ atMs }) => atMs)];
      const waits = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
      const told = waits.join(', ');
      require(waits.length > 1, 'several tries', told || 'none');
      for (const [at, waitMs] of waits.entries()) {
        const mostMs = Math.min(LIMITS.reconnectMaxMs, LIMITS.reconnectMinMs * 2 ** (at + 1));
        const isInside = waitMs >= LIMITS.reconnectMinMs - 50 && waitMs <= mostMs + 1_500;
        require(isInside, `try ${at + 1} after ${LIMITS.reconnectMinMs} to ${mostMs} ms`, `${waitMs} ms (all: ${told})`);
      }
    },
  },
  {
    id: 'broker-restart',
    rule: 'FP-21',
    steps: 'The broker is away twice for some seconds in a use: the device comes back each time, and the use is whole.',
    async run(kit) {
      await settleConnection(kit);
      const { ses } = await begin(kit);
      await loseNetwork(kit, 4_000);
      await loseNetwork(kit, 4_000);
      await end(kit, ses);
    },
  },
  {
    id: 'connect-packet',
    rule: 'FP-21',
    steps: 'The MQTT CONNECT: version 3.1.1, clean session, keepalive of 30 s (120 s at most over cellular).',
    unless: withoutMqtt,
    async run(kit) {
      for (const { shown } of kit.wire.attempts) {
        if (!shown?.mqtt) continue;
        const { isClean, keepaliveS, level } = shown.mqtt;
        require(level === 4, 'protocol level 4 (3.1.1)', String(level));
        require(isClean, 'a clean session', 'one that the broker keeps');
        require(keepaliveS >= LIMITS.keepaliveS && keepaliveS <= 120, 'a keepalive of 30 s', `${keepaliveS} s`);
      }
    },
  },
  {
    id: 'client-name',
    rule: 'FP-02',
    steps: 'The MQTT client id and user name are the device id.',
    unless: withoutMqtt,
    async run(kit) {
      const { device } = kit.gateway.address;
      for (const { shown } of kit.wire.attempts) {
        if (!shown?.mqtt) continue;
        const { clientId, userName } = shown.mqtt;
        require(clientId === device && (userName ?? device) === device, `${device} twice`, `${clientId} and ${userName}`);
      }
    },
  },
  {
    id: 'advice',
    rule: 'FP-31',
    steps: 'A bye with afterS 20, then the connection ends: the next try comes after 20 s to 40 s.',
    async run(kit) {
      const bytes = sendJson(kit.gateway, 'system', { v: 1, t: 'bye', reason: 'conformance', afterS: 20 });
      await pass(kit, 500);
      const from = kit.wire.attempts.length;
      const cutAtMs = kit.wire.nowMs();
      kit.wire.cut();
      kit.wire.restore();
      const before = kit.gateway.greetings;
      await kit.wire.wait(45_000, () => kit.gateway.greetings > before);
      const waitMs = (kit.wire.attempts[from]?.atMs ?? Number.NaN) - cutAtMs;
      const isHeeded = waitMs >= 20 * SECOND_MS - 100 && waitMs <= 41 * SECOND_MS;
      require(isHeeded, 'a try after 20,000 to 40,000 ms', `${waitMs} ms`, { topic: 'dn/sys', bytes });
    },
  },
];

const proofsOf = (kit: Kit): readonly Heard[] =>
  kit.wire.attempts.flatMap(({ shown }) => {
    const bytes = Buffer.from(shown?.password ?? '');
    const heard = readHeard({ atMs: 0, topic: 'CONNECT', bytes, qos: null, isRetained: false });
    return heard.header?.typ === MESSAGE_TYPES.connection ? [heard] : [];
  });

const PROOFS: readonly Check[] = [
  {
    id: 'own-proof',
    rule: 'FP-29',
    steps: "Three connections with the device's own proof: each is made anew, for its conn, with a higher upMs.",
    unless: (kit) => (proofsOf(kit).length > 0 ? null : 'its password is no proof of its own'),
    async run(kit) {
      await loseNetwork(kit);
      await loseNetwork(kit);
      const address = formatAddress(kit.gateway.address);
      let before = -1;
      for (const proof of proofsOf(kit)) {
        const { boot, conn, sub, upMs } = proof.body ?? {};
        require(sub === address, `sub ${address}`, `${sub}`, proof);
        require(boot === kit.gateway.boot, `boot ${kit.gateway.boot}`, `${boot}`, proof);
        require(numberOf(upMs) > before, `upMs above ${before}`, `${upMs}`, proof);
        before = numberOf(upMs);
        const online = await find(kit, 0, 1_000, ({ leaf, body }) => leaf === 'online' && body?.conn === conn);
        require(online !== null, `online with conn ${conn}`, 'none', proof);
      }
    },
  },
];

export const CONNECTION_CHECKS: readonly Check[] = [...PRESENCE, ...COMING_BACK, ...PROOFS];
