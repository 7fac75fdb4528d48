// Act: lets a move happen in a world, as a phone, a hand, a network or a wallet would.

import { CLAIM_RULES } from '../../../gateway/domain/correction/claim.ts';
import { OCCUPYING_STATES } from '../../../gateway/domain/session/session.ts';
import type { Move } from './moves.ts';
import type { Tap } from './phone.ts';
import type { Stage } from './stage.ts';

const LOST = {
  result: { direction: 'up', is: (topic: string) => topic.includes('/up/res/') },
  record: { direction: 'up', is: (topic: string) => topic.endsWith('/up/ses') },
  ack: { direction: 'down', is: (topic: string) => topic.endsWith('/dn/ack') },
  command: { direction: 'down', is: (topic: string) => topic.includes('/dn/cmd/') },
} as const;

type Scan = { readonly ticket: string; readonly offer: { readonly tariff: { readonly hash: string } } };
type Own = { readonly sessionId: string; readonly kind: string };

const STAFF = { operatorId: 'op-1', tenantId: 'demo' } as const;

export function createActs(stage: Pick<Stage, 'world' | 'codeOf' | 'changePrices'>) {
  const { world, codeOf } = stage;
  const { phones, side } = world;
  const bindingOf = (personId: string): string => `p:${personId}`;

  async function scan(personId: string, objectId: string): Promise<Scan | null> {
    const request = { code: codeOf(objectId), personId, binding: bindingOf(personId), address: null };
    const reply = await world.ask<Scan>({ ask: 'step', step: 'resolveScan', request });
    return reply.is === 'answer' && reply.answer.ok ? reply.answer.value : null;
  }

  function startTap(personId: string, { ticket, offer }: Scan): Tap {
    const tariffHash = offer.tariff.hash;
    const request = { ticket, tariffHash, binding: bindingOf(personId), packageId: null, personToken: null };
    return phones.newTap(personId, 'sessions', 'authorizeSession', request, { ticket, tariffHash });
  }

  /** Two phones in one hand, or a finger that trembles: the same key twice at once, or two keys. */
  async function start(personId: string, objectId: string, how: 'once' | 'same-key' | 'other-key'): Promise<void> {
    const offered = await scan(personId, objectId);
    if (!offered) return;
    const tap = startTap(personId, offered);
    if (how === 'once') return void (await phones.send(tap));
    const second = how === 'same-key' ? tap : startTap(personId, offered);
    const [one, other] = await Promise.all([phones.send(tap), phones.send(second)]);
    if (one && other && one.sessionId !== other.sessionId) {
      world.broken('D1', 'two taps of one person are one session', { one: one.sessionId, other: other.sessionId });
    }
  }

  async function ownSession(personId: string, states: readonly string[]): Promise<Own | null> {
    const marks = states.map(() => '?').join(', ');
    const sql = `SELECT session_id AS "sessionId", kind FROM sessions WHERE payer_id = ? AND state IN (${marks}) ORDER BY created_at_ms`;
    const rows = await world.must<readonly Own[]>({ ask: 'books', sql, parameters: [personId, ...states] });
    return rows?.[0] ?? null;
  }

  async function stop(personId: string): Promise<void> {
    const own = await ownSession(personId, OCCUPYING_STATES);
    if (own) await stopSession({ sessionId: own.sessionId, personId });
  }

  async function stopSession(request: { readonly sessionId: string; readonly personId: string }): Promise<void> {
    const reply = await world.ask<object>({ ask: 'step', step: 'requestStop', request });
    if (reply.is === 'answer' && !reply.answer.ok && reply.answer.error.code !== 'thrown') {
      world.broken('L1', 'Stop never fails', { ...request, code: reply.answer.error.code });
    }
  }

  /** Whatever can be asked of a running session: a dish at the table, light elsewhere. */
  async function wish(personId: string): Promise<void> {
    const own = await ownSession(personId, ['active']);
    if (!own || own.kind === 'bike') return;
    const { sessionId } = own;
    if (own.kind === 'restaurant-table') {
      const lines = [{ itemId: 'plum-juice', quantity: 1 + world.parts.chance.below(3) }];
      return void (await phones.send(phones.newTap(personId, 'orders', 'placeOrder', { sessionId, lines }, lines)));
    }
    const wished = { control: own.kind === 'hotel-room' ? 'dimmer' : 'light', value: 30, seen: 0 };
    await phones.send(phones.newTap(personId, 'controls', 'setControl', { sessionId, ...wished }, wished));
  }

  async function rowsOf<Row>(sql: string, ...parameters: readonly (string | number)[]): Promise<readonly Row[]> {
    return (await world.must<readonly Row[]>({ ask: 'books', sql, parameters })) ?? [];
  }

  async function topUp(personId: string): Promise<void> {
    const wished = { amountMinor: BigInt(1_000 + world.parts.chance.below(3_000)), currency: 'CNY', personToken: null };
    await phones.send(phones.newTap(personId, 'top-ups', 'requestTopUp', wished, String(wished.amountMinor)));
  }

  async function claim(personId: string): Promise<void> {
    const [last] = await rowsOf<{ session_id: string }>(
      `SELECT session_id FROM sessions WHERE payer_id = ? AND state = 'closed' ORDER BY end_at_ms DESC LIMIT 1`,
      personId,
    );
    if (!last) return;
    const wished = { sessionId: last.session_id, rule: world.parts.chance.pick(CLAIM_RULES) };
    await phones.send(phones.newTap(personId, 'claims', 'claimRefund', wished, wished));
  }

  /** Asks at the object, is let in by the host, and reserves; each of the three may be what a crash meets. */
  async function join(personId: string): Promise<void> {
    const [live] = await rowsOf<{ session_id: string; object_id: string; payer_id: string }>(
      `SELECT session_id, object_id, payer_id FROM sessions WHERE state = 'active' AND kind = 'restaurant-table' AND payer_id <> ?`,
      personId,
    );
    const offered = live && (await scan(personId, live.object_id));
    if (!offered) return;
    const tariffHash = offered.offer.tariff.hash;
    const asking = { ticket: offered.ticket, tariffHash, binding: bindingOf(personId) };
    const asked = await phones.send(phones.newTap(personId, 'guests', 'askToJoin', asking, asking));
    const guest = asked?.body === undefined ? null : (JSON.parse(asked.body) as { guestId: string });
    if (!guest) return;
    const { session_id: sessionId, payer_id: hostId } = live;
    const answer = { sessionId, guestId: guest.guestId, letIn: true };
    await phones.send(phones.newTap(hostId, 'guest-answers', 'answerGuest', answer, answer));
    await phones.send(phones.newTap(personId, 'entries', 'enterSession', { sessionId, personToken: null }, sessionId));
  }

  async function pause(personId: string): Promise<void> {
    const own = await ownSession(personId, ['active', 'suspended']);
    if (own?.kind !== 'bike') return;
    const wished = { sessionId: own.sessionId, wish: world.parts.chance.pick(['pause', 'resume'] as const) };
    await phones.send(phones.newTap(personId, wished.wish, 'pauseSession', wished, wished));
  }

  /** An absolute total, so that a second click gives nothing more (R16). */
  async function refund(permille: number): Promise<void> {
    const [hold] = await rowsOf<{ session_id: string; payer_id: string; captured_minor: number; refunded_minor: number }>(
      `SELECT h.session_id, h.payer_id, h.captured_minor, h.refunded_minor FROM holds h JOIN sessions s ON s.session_id = h.session_id
       WHERE s.state = 'closed' AND h.captured_minor > h.refunded_minor ORDER BY s.end_at_ms DESC LIMIT 1`,
    );
    if (!hold) return;
    const leftMinor = Number(hold.captured_minor) - Number(hold.refunded_minor);
    const totalMinor = BigInt(Number(hold.refunded_minor) + Math.ceil((leftMinor * permille) / 1_000));
    const wished = { sessionId: hold.session_id, payerId: hold.payer_id, totalMinor, reason: 'the fan was loud' };
    const tap = phones.newTap(
      STAFF.operatorId,
      'refunds',
      'operator.refundSession',
      { ...wished, operator: STAFF },
      String(totalMinor),
    );
    await phones.send(tap);
  }

  async function resolve(): Promise<void> {
    const [open] = await rowsOf<{ session_id: string }>(
      `SELECT session_id FROM sessions WHERE state = 'review' ORDER BY created_at_ms`,
    );
    if (!open) return;
    const wished = { sessionId: open.session_id, reason: 'looked into it', operator: STAFF };
    await phones.send(phones.newTap(STAFF.operatorId, 'reviews', 'operator.resolveReview', wished, wished));
  }

  function loseNext(objectId: string, what: keyof typeof LOST): void {
    const { direction, is } = LOST[what];
    let isLost = false;
    side.device(objectId).lose({
      [direction]: ({ topic }: { topic: string }) => {
        if (isLost || !is(topic)) return false;
        isLost = true;
        return true;
      },
    });
  }

  /** The database goes away in the middle of what is asked. */
  async function hurtWhile(asked: Promise<void>, how: 'cut-link' | 'kill-server'): Promise<void> {
    const { data } = world.parts;
    if (how === 'cut-link') data.cutLink();
    await Promise.all([asked, how === 'kill-server' ? data.killServer() : undefined]);
  }

  async function perform(move: Move): Promise<unknown> {
    switch (move.move) {
      case 'start':
        return start(move.person, move.object, 'once');
      case 'two-taps':
        return start(move.person, move.object, 'same-key');
      case 'other-key':
        return start(move.person, move.object, 'other-key');
      case 'stop':
        return stop(move.person);
      case 'wish':
        return wish(move.person);
      case 'pass':
        return world.pass(move.ms);
      case 'pump':
        // Two wakes at once do not meet one deadline twice.
        return Promise.all([world.pump(), world.pump()]);
      case 'offline':
      case 'online':
        return world.setWire(move.object, move.move === 'online');
      case 'reboot':
        return side.device(move.object).runtime.powerCut(move.ms);
      case 'lose':
        return loseNext(move.object, move.what);
      case 'wallet-release':
        world.wallet.release();
        await world.wallet.tellAgain();
        return world.wallet.complete();
      case 'wallet-declines':
        return world.wallet.decline(move.what);
      case 'walk-away':
        for (const act of ['brake', 'leave', 'closeDoor', 'closePin']) side.device(move.object).runtime.act(act);
        return undefined;
      case 'cut-link':
      case 'kill-server':
        return hurtWhile(start(move.person, move.object, 'once'), move.move);
      case 'new-price':
        return stage.changePrices();
      case 'top-up':
        return topUp(move.person);
      case 'claim':
        return claim(move.person);
      case 'join':
        return join(move.person);
      case 'pause':
        return pause(move.person);
      case 'refund':
        return refund(move.permille);
      case 'resolve':
        return resolve();
    }
  }

  return { perform, stopSession };
}
export type Acts = ReturnType<typeof createActs>;
