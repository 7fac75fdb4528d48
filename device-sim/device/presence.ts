// Presence: how a device introduces itself after each connect, and what a signed welcome lets it do.
import { formatAddress, type HelloHint, LIMITS, MESSAGE_TYPES, type SignedHello, type UnsignedWelcome } from '#protocol';
import type { Connection, Device } from './device.ts';
import { forgetStored, replay, restartRepeats } from './journal.ts';
import { withdrawPause } from './pause.ts';
import { sendState, versionState } from './reported-state.ts';
import { undoStart } from './session.ts';
import {
  observe,
  publish,
  publishPlain,
  type Turn,
  takeSeq,
  withConnection,
  withDevice,
  withFlash,
  withSession,
} from './turn.ts';

/** Sessions the device still knows; `n` counts the entries recorded so far. */
function openSessions(device: Device): HelloHint['open'] {
  const { journal, session } = device.flash;
  const ended = new Map<string, number>();
  for (const record of journal) if (record.ses !== session?.ses) ended.set(record.ses, record.n + 1);
  const open: HelloHint['open'] = session ? [{ ses: session.ses, n: session.nextN, state: 'running' }] : [];
  for (const [ses, n] of ended) open.push({ ses, n, state: 'ended' });
  return open.slice(0, LIMITS.helloOpenSessions);
}

function hello(device: Device, connection: Connection, seq: number, upMs: number): HelloHint {
  const { flash, self } = device;
  return {
    v: 1,
    boot: device.boot,
    conn: connection.conn,
    seq,
    upMs,
    model: `sim-${self.profile.kind}`,
    fw: self.firmware,
    profile: self.profile.kind,
    caps: [...self.profile.acts],
    keys: flash.manifest?.ver ?? 0,
    cfgVer: flash.cfgVer,
    lastCtr: flash.lastCtr,
    open: openSessions(device),
    journal: flash.journal.length,
    dropped: flash.dropped,
    amnesia: device.isAmnesiac,
  };
}

/** The connection stands and the own subtree is subscribed: say so, and hint that a welcome is wanted. */
export function connected(turn: Turn, conn: string, upMs: number): Turn {
  const connection = { conn, nonce: null, isGreeted: false };
  const online = publishPlain(withConnection(turn, connection), { leaf: 'online' }, { v: 1, on: true, conn }, true);
  return observe(hint(restartRepeats(online, upMs), connection, upMs), 'connected', { conn });
}

/** The hello that moves nothing; of a device without a key it is all there is (FP-32). */
function hint(turn: Turn, connection: Connection, upMs: number): Turn {
  const taken = takeSeq(turn);
  return publishPlain(taken.turn, { leaf: 'hello' }, hello(taken.turn.device, connection, taken.seq, upMs));
}

export function disconnected(turn: Turn, upMs: number): Turn {
  if (turn.device.connection === null) return turn;
  return observe(restartRepeats(withConnection(turn, null), upMs), 'disconnected');
}

/** Any rehello is answered: it is unsigned and can cause nothing worse than one more hello (FP-04). */
export function answerRehello(turn: Turn, nonce: string, upMs: number): Turn {
  const { connection } = turn.device;
  if (connection === null) return turn;
  if (turn.device.self.isUnsigned) return hint(turn, connection, upMs);
  const taken = takeSeq(withConnection(turn, { ...connection, nonce }));
  const signed: SignedHello = {
    ...hello(taken.turn.device, connection, taken.seq, upMs),
    sub: formatAddress(turn.device.self.address),
    nonce,
  };
  return publish(taken.turn, {
    to: { leaf: 'hello' },
    typ: MESSAGE_TYPES.hello,
    body: JSON.stringify(signed),
    isRetained: false,
  });
}

function obeyVerdict(turn: Turn, verdict: UnsignedWelcome['verdicts'][number], upMs: number): Turn {
  const { session } = turn.device.flash;
  if (verdict.verdict === 'stored') return forgetStored(turn, verdict.ses);
  if (verdict.verdict === 'continue' || session?.ses !== verdict.ses) return turn;
  if (session.phase === 'starting') return undoStart(turn, session, 'verdict', upMs);
  return withdrawPause(withSession(turn, { ...session, verdictUpMs: session.verdictUpMs ?? upMs }));
}

/** A welcome counts only for this boot and the nonce that was answered last: an old one changes nothing. */
export function welcomed(turn: Turn, welcome: UnsignedWelcome, upMs: number): Turn {
  const { boot, connection, flash, self } = turn.device;
  if (connection === null) return turn;
  const isAnswer = self.isUnsigned === true || welcome.nonce === connection.nonce;
  const isMine = welcome.boot === boot && isAnswer;
  if (!isMine) return observe(turn, 'ignored', { what: 'welcome', why: welcome.boot === boot ? 'REPLAY' : 'STALE_BOOT' });
  let next = withConnection(withDevice(turn, { isAmnesiac: false, wall: { nowMs: welcome.now, atUpMs: upMs } }), {
    ...connection,
    isGreeted: true,
  });
  next = withFlash(next, { lastCtr: Math.max(flash.lastCtr, welcome.floor) });
  for (const verdict of welcome.verdicts) next = obeyVerdict(next, verdict, upMs);
  next = observe(next, 'greeted', { floor: welcome.floor, journal: next.device.flash.journal.length });
  return sendState(versionState(restartRepeats(replay(next), upMs)), upMs);
}
