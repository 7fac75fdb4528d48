// Kit: what every check does with a device - send, wait, begin a use, end it, lose the network - lenient about rules of other checks.
import { type Act, downTopic, findProfile, KIND_CATALOGUE, type KindProfile, LIMITS, MESSAGE_TYPES, sha256 } from '#protocol';
import { ackEntry, askHello, type FakeGateway, numberOf, partiesOf, upNow } from './fake-gateway.ts';
import { type ForgeKey, forge, headerOf } from './forge.ts';
import { gesturesOf } from './gestures.ts';
import type { Heard, Json } from './heard.ts';
import { fail, require } from './judge.ts';
import type { Gesture, Hands, Wire } from './wire.ts';

export type Kit = {
  readonly wire: Wire;
  readonly gateway: FakeGateway;
  readonly hands: Hands;
  /** Public key of the device; null where nobody told it. */
  readonly deviceX: string | null;
  /** Whether waiting costs nobody time. */
  readonly isFast: boolean;
  /** What the hand did last and has to undo before the next check. */
  readonly posture: { isUsing: boolean; isBlocking: boolean };
};

/** How long a device may take to answer; a slow actuator has its time in FP-12. */
const ANSWER_MS = LIMITS.startUnseenAfterMs;
/** How long silence is listened to. */
const SILENCE_MS = 3_000;
/** The longest back-off, and some for the connection itself. */
const COMEBACK_MS = LIMITS.reconnectMaxMs + 15_000;
/** How long the sensors of any kind take to see that somebody left. */
const LEAVE_MS = 330_000;
/** A long lease that no kind shortens. */
const LEASE_MS = 55_000;

export const GW = 'conformance';

export type Sent = { readonly cid: string; readonly ses: string; readonly topic: string; readonly bytes: Uint8Array };

export type How = {
  /** Changes fields of the payload; undefined leaves one out. */
  readonly change?: { readonly [field: string]: unknown };
  readonly key?: ForgeKey;
  readonly header?: object;
  /** Bends the finished JWS. */
  readonly bend?: (jws: string) => string;
};

const utf8 = new TextEncoder();

export function lastHello({ gateway }: Kit): Json {
  return gateway.hello?.body ?? gateway.hint?.body ?? {};
}

export function kindOf(kit: Kit): string {
  return String(lastHello(kit).profile ?? '');
}

export function profileOf(kit: Kit): KindProfile | undefined {
  return findProfile(KIND_CATALOGUE, kindOf(kit));
}

/** A name that was never used in this run, nor in another one. */
export function newId(kit: Kit, what: string): string {
  kit.gateway.names += 1;
  return `${what}-${kit.gateway.keys.first.kid}-${kit.gateway.names}`;
}

/** The payload of an honest command. */
export function commandBody(kit: Kit, act: Act | string, arg: object, change: How['change'] = {}): Json {
  const { gateway } = kit;
  gateway.ctr += 1;
  const lifeMs = act === 'start' ? LIMITS.startLifetimeMs : LIMITS.commandLifetimeMs;
  return {
    ...partiesOf(gateway),
    cid: newId(kit, 'c'),
    ctr: gateway.ctr,
    boot: gateway.boot,
    expUp: upNow(gateway) + lifeMs,
    iat: 1_790_000_000,
    ses: newId(kit, 's'),
    act,
    arg,
    ...change,
  };
}

export function compose(kit: Kit, act: Act | string, arg: object, how: How = {}): Sent {
  const body = commandBody(kit, act, arg, how.change);
  const key = how.key ?? kit.gateway.signer;
  const jws = forge(how.header ?? headerOf(MESSAGE_TYPES.command, key), JSON.stringify(body), key);
  const cid = String(body.cid);
  const topic = downTopic(kit.gateway.address, { leaf: 'command', gateway: GW, commandId: cid });
  return { cid, ses: String(body.ses), topic, bytes: utf8.encode((how.bend ?? ((same) => same))(jws)) };
}

export function deliver(kit: Kit, { topic, bytes }: Sent): void {
  kit.wire.send(topic, bytes);
}

/** The first message since `from` that fits; waits for it. */
export async function find(kit: Kit, from: number, ms: number, fits: (heard: Heard) => boolean): Promise<Heard | null> {
  const look = (): Heard | undefined => kit.wire.heard.slice(from).find(fits);
  await kit.wire.wait(ms, () => look() !== undefined);
  return look() ?? null;
}

/** Lets time pass whatever happens in it. */
export async function pass(kit: Kit, ms: number): Promise<void> {
  await kit.wire.wait(ms, () => false);
}

const isFinal = ({ body }: Heard): boolean => body?.status !== 'accepted' && body?.status !== 'in_progress';

/** The final answer to a command since `from`; null when none came. */
export async function answerTo(kit: Kit, sent: Sent, from: number, ms = ANSWER_MS): Promise<Heard | null> {
  return find(kit, from, ms, (heard) => heard.leaf === `res/${GW}/${sent.cid}` && isFinal(heard));
}

/** Sends and waits for the final answer. */
export async function ask(kit: Kit, sent: Sent): Promise<Heard> {
  const from = kit.wire.heard.length;
  deliver(kit, sent);
  const answer = await answerTo(kit, sent, from);
  return answer ?? fail(`an answer on up/res/${GW}/${sent.cid}`, 'nothing', sent);
}

export type Answer = { readonly status?: string; readonly code?: string; readonly ran?: boolean };

const describe = (answer: Json | null): string =>
  answer === null ? 'nothing that can be read' : `${answer.status} ${answer.code} ran:${answer.ran}`;

export function expectAnswer(answer: Heard, wanted: Answer, sent: Sent): void {
  const { body } = answer;
  const isIt = Object.entries(wanted).every(([field, value]) => body?.[field] === value);
  const words = Object.entries(wanted).map(([field, value]) => `${field} ${value}`);
  require(isIt, words.join(', '), describe(body), sent, answer);
}

/** Sends a command that is refused in this way. */
export async function expectRefusal(kit: Kit, sent: Sent, code: string): Promise<void> {
  expectAnswer(await ask(kit, sent), { status: 'rejected', code }, sent);
}

export function startCommand(kit: Kit, how: How & { readonly leaseMs?: number; readonly maxS?: number } = {}): Sent {
  const limits = { leaseUp: upNow(kit.gateway) + (how.leaseMs ?? LEASE_MS), maxS: how.maxS ?? 3_600 };
  return compose(kit, 'start', { limits }, how);
}

export const entriesOf = (kit: Kit, ses: string): readonly Heard[] =>
  kit.wire.heard.filter(({ leaf, body }) => leaf === 'ses' && body?.ses === ses);

/** Waits for an entry of a session. */
export async function awaitEntry(kit: Kit, ses: string, ms: number, fits: (body: Json) => boolean): Promise<Heard | null> {
  return find(kit, 0, ms, ({ leaf, body }) => leaf === 'ses' && body?.ses === ses && fits(body));
}

/** Nobody is asked to leave who never came. */
const isDone = ({ posture }: Kit, gesture: Gesture): boolean =>
  (gesture === 'leave' && !posture.isUsing) || (gesture === 'unblock' && !posture.isBlocking);

export async function make(kit: Kit, gesture: Gesture): Promise<void> {
  if (gesturesOf(kindOf(kit))[gesture] === undefined || isDone(kit, gesture)) return;
  await kit.hands.make(gesture);
  if (gesture === 'use' || gesture === 'leave') kit.posture.isUsing = gesture === 'use';
  if (gesture === 'block' || gesture === 'unblock') kit.posture.isBlocking = gesture === 'block';
}

/** A use that has begun: the start is answered and its evidence came. */
export async function begin(kit: Kit, how: Parameters<typeof startCommand>[1] = {}): Promise<Sent> {
  const sent = startCommand(kit, how);
  const answer = await ask(kit, sent);
  require(answer.body?.status === 'succeeded', 'a start that is obeyed', describe(answer.body), sent, answer);
  await make(kit, 'use');
  const started = await awaitEntry(kit, sent.ses, ANSWER_MS, ({ ev }) => ev === 'started');
  require(started !== null, 'an entry started', 'none', sent);
  return sent;
}

/** Asks for the end, and does what a person must do for it. */
export async function end(kit: Kit, ses: string): Promise<Heard> {
  const sent = compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } });
  await ask(kit, sent);
  await make(kit, 'leave');
  const ended = await awaitEntry(kit, ses, LEAVE_MS, ({ ev }) => ev === 'ended');
  return ended ?? fail('an entry ended', 'none', sent);
}

/** Waits until the device has been welcomed again. */
export async function greeted(kit: Kit, before: number): Promise<void> {
  const { gateway, wire } = kit;
  const isGreeted = await wire.wait(COMEBACK_MS, () => gateway.greetings > before);
  require(isGreeted, 'a signed hello after the connect', 'none', ...wire.heard.slice(-3));
  // What the welcome causes comes before the next question.
  await wire.wait(500, () => false);
}

/** The network goes away for so long, and comes back. */
export async function loseNetwork(kit: Kit, ms = 1_000, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const before = kit.gateway.greetings;
  kit.wire.cut();
  await pass(kit, ms);
  await meanwhile();
  kit.wire.restore();
  if (kit.gateway.isGreeting && kit.gateway.isWelcoming) await greeted(kit, before);
}

export async function cutPower(kit: Kit): Promise<void> {
  const before = kit.gateway.greetings;
  await kit.hands.cutPower?.();
  if (kit.gateway.isGreeting && kit.gateway.isWelcoming) await greeted(kit, before);
}

/**
 * Waits until the connection has stood so long that the back-off begins anew (FP-21): after earlier losses a device may stay away for
 * longer than its lease lasts, and would rightly end what it should still have.
 */
export async function settleConnection(kit: Kit): Promise<void> {
  const sinceMs = kit.wire.attempts.at(-1)?.atMs ?? 0;
  await pass(kit, Math.max(0, sinceMs + LIMITS.reconnectStableMs + 1_000 - kit.wire.nowMs()));
}

/** Nothing of this kind comes. */
export async function expectSilence(
  kit: Kit,
  what: string,
  isWrong: (heard: Heard) => boolean,
  because: { readonly topic: string; readonly bytes: Uint8Array } | null,
  options: { readonly from?: number; readonly ms?: number } = {},
): Promise<void> {
  const wrong = await find(kit, options.from ?? kit.wire.heard.length, options.ms ?? SILENCE_MS, isWrong);
  require(wrong === null, `no ${what}`, `one on ${wrong?.leaf}`, ...(because ? [because] : []), ...(wrong ? [wrong] : []));
}

async function askWhatIsOpen(kit: Kit): Promise<readonly Json[]> {
  const { gateway, wire } = kit;
  const before = gateway.greetings;
  askHello(gateway);
  await wire.wait(ANSWER_MS, () => gateway.greetings > before);
  const { open } = lastHello(kit);
  return Array.isArray(open) ? (open as readonly Json[]) : [];
}

/** Everything as it was before a check: nobody at the object, no session, all acknowledged, connected and greeted. */
export async function rest(kit: Kit): Promise<void> {
  const { gateway, wire } = kit;
  Object.assign(gateway, { isGreeting: true, isWelcoming: true, isAcking: true, floor: null });
  wire.restore();
  await wire.wait(COMEBACK_MS, wire.isConnected);
  await make(kit, 'unblock');
  for (const { n, ses, state } of await askWhatIsOpen(kit)) {
    // What has no entry yet is taken back by the stop, without one.
    if (state === 'running' && numberOf(n) > 0) await end(kit, String(ses));
    else if (state === 'running') await ask(kit, compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } }));
    ackEntry(gateway, ses, LIMITS.journalEntriesPerSession);
  }
  await make(kit, 'leave');
  await pass(kit, 500);
  wire.forget();
}

/** The highest of a number that a session's entries carry. */
export function highest(kit: Kit, ses: string, of: (body: Json) => unknown): number {
  return Math.max(-1, ...entriesOf(kit, ses).map(({ body }) => numberOf(body && of(body)) || 0));
}

export const hashOf = (bytes: Uint8Array): string => sha256(bytes);
export const isSame = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
