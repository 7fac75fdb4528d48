// Journal: session events that are stored before they are sent, replayed in order, and erased only on a signed ack.
import {
  type Ack,
  type JournalEntry,
  journalRepeatAfterMs,
  LIMITS,
  MESSAGE_TYPES,
  type OrderLine,
  type UnsignedEntry,
} from '#protocol';
import { settingsOf } from './device.ts';
import type { DeviceSession, JournalRecord } from './memory.ts';
import { useAt } from './meter.ts';
import { observe, proven, publish, type Turn, takeSeq, withDevice, withFlash, withSession } from './turn.ts';

type UpdateTrigger = Extract<JournalEntry, { ev: 'updated' }>['trigger'];
type EndTrigger = Extract<JournalEntry, { ev: 'ended' }>['trigger'];

/** What is special about one entry; all else is the same for every entry of the session. */
export type Entry =
  | { readonly ev: 'started' }
  | {
      readonly ev: 'updated';
      readonly trigger: UpdateTrigger;
      readonly ticket?: { readonly order: string; readonly lines: OrderLine[] };
    }
  | { readonly ev: 'ended'; readonly trigger: EndTrigger; readonly endUpMs: number };

const send = (turn: Turn, record: JournalRecord): Turn =>
  publish(turn, { to: { leaf: 'journal' }, typ: MESSAGE_TYPES.journal, body: record.body, isRetained: false });

/** Gives up every second meter reading when the journal is full; starts, ends and tickets are never given up (FP-16). */
function makeRoom(turn: Turn): Turn {
  const { journal, dropped } = turn.device.flash;
  if (journal.length < LIMITS.journalEntries) return turn;
  let droppable = 0;
  const kept = journal.filter((record) => {
    if (!record.mayDrop) return true;
    droppable += 1;
    return droppable % 2 === 0;
  });
  const gone = journal.length - kept.length;
  if (gone === 0) return turn;
  return observe(withFlash(turn, { journal: kept, dropped: dropped + gone }), 'dropped', { entries: gone });
}

/**
 * Records one entry of the running session. `off` is decided now, and the body is frozen: a replay after a reconnect,
 * or in a later boot, is the same text under a deterministic signature (RFC 8032), so the same bytes.
 */
export function record(turn: Turn, entry: Entry, upMs: number): Turn {
  const { device } = turn;
  const session = device.flash.session as DeviceSession;
  const { model } = device.self;
  const settings = settingsOf(device);
  const use = useAt({ model, body: device.body, settings }, session, entry.ev === 'ended' ? entry.endUpMs : upMs);
  const taken = takeSeq(makeRoom(turn));
  const full: UnsignedEntry = {
    v: 1,
    boot: device.boot,
    seq: taken.seq,
    upMs,
    ses: session.ses,
    n: session.nextN,
    cid: session.cid,
    ...proven(device, session.cmdHash),
    use,
    evidence: [...model.evidence(device.body, settings, upMs)],
    off: device.connection === null,
    ...entry,
  };
  const written: JournalRecord = {
    ses: session.ses,
    n: session.nextN,
    ev: entry.ev,
    mayDrop: entry.ev === 'updated' && (entry.trigger === 'meter' || entry.trigger === 'renewed'),
    body: JSON.stringify(full),
  };
  let next = withFlash(taken.turn, { journal: [...taken.turn.device.flash.journal, written] });
  next = withSession(next, { ...session, nextN: session.nextN + 1, lastUse: use });
  if (device.connection?.isGreeted) next = send(next, written);
  if (next.device.flash.journal.length === 1) next = restartRepeats(next, upMs);
  return observe(next, entry.ev, {
    ses: session.ses,
    n: written.n,
    useMs: use.useMs,
    ...(use.distanceM > 0 ? { distanceM: use.distanceM } : {}),
    ...(entry.ev === 'started' ? {} : { trigger: entry.trigger }),
    ...(entry.ev === 'ended' ? { endUpMs: entry.endUpMs } : {}),
    evidence: full.evidence.join(' '),
  });
}

/** Whoever waits for an ack waits the shortest time again: after a welcome, the first entry, or an ack that covered something. */
export function restartRepeats(turn: Turn, upMs: number, repeats = 0): Turn {
  const { connection, flash } = turn.device;
  const isWaiting = connection?.isGreeted === true && flash.journal.length > 0;
  return withDevice(turn, { journalTimer: { dueUpMs: isWaiting ? upMs + journalRepeatAfterMs(repeats) : null, repeats } });
}

/** Sends the whole journal again when no ack came in time; each time it waits longer (FP-16). */
export function repeatJournal(turn: Turn, upMs: number): Turn {
  const { flash, journalTimer } = turn.device;
  if (journalTimer.dueUpMs === null || upMs < journalTimer.dueUpMs) return turn;
  const told = observe(replay(turn), 'replayed', { entries: flash.journal.length, repeats: journalTimer.repeats + 1 });
  return restartRepeats(told, upMs, journalTimer.repeats + 1);
}

/** Sends again, in order, what was never acknowledged; or only one session's part of it. */
export function replay(turn: Turn, which: (record: JournalRecord) => boolean = () => true): Turn {
  return turn.device.flash.journal.filter(which).reduce(send, turn);
}

/** Erases what the gateway has stored, in whichever boot it was recorded, and repeats what it misses. */
export function acknowledge(turn: Turn, ack: Ack, upMs: number): Turn {
  if (ack.boot !== turn.device.boot) return observe(turn, 'ignored', { what: 'ack', why: 'STALE_BOOT' });
  const { journal } = turn.device.flash;
  const kept = journal.filter((record) => record.ses !== ack.ses || record.n > ack.upTo);
  const erased = journal.length - kept.length;
  const next = erased === 0 ? turn : restartRepeats(withFlash(turn, { journal: kept }), upMs);
  const missing = new Set(ack.missing);
  return replay(
    observe(next, 'acked', { ses: ack.ses, upTo: ack.upTo, erased }),
    (record) => record.ses === ack.ses && missing.has(record.n),
  );
}

/** Forgets an ended session that the gateway says it has stored whole; a running one is never forgotten. */
export function forgetStored(turn: Turn, ses: string): Turn {
  if (turn.device.flash.session?.ses === ses) return turn;
  const kept = turn.device.flash.journal.filter((record) => record.ses !== ses);
  return kept.length === turn.device.flash.journal.length ? turn : withFlash(turn, { journal: kept });
}
