// Check world: after a life, everything that must be true of the books, and of the books against phones, wires, wallet and devices.

import type { BrokenInvariant } from '../../../gateway/domain/audit/invariants.ts';
import { type HoldState, isOpenHold } from '../../../gateway/domain/hold/hold.ts';
import { compareDevice, compareWallet, type SessionInBooks } from './truth.ts';
import type { World } from './world.ts';

type Amount = number | string;
type AnswerRow = {
  readonly person_id: string;
  readonly route: string;
  readonly answer_key: string;
  readonly status: number;
  readonly body: string;
};
type HoldRow = {
  readonly hold_id: string;
  readonly state: HoldState;
  readonly held_minor: Amount;
  readonly captured_minor: Amount | null;
  readonly refunded_minor: Amount;
  readonly captures: Amount;
};
type SettledWord = { readonly usage: NonNullable<SessionInBooks['usage']>; readonly frozenAtMs: number };
type SessionRow = { readonly session_id: string; readonly state: string; readonly settlement_json: string | null };

/** @param isSettled everything has ended and nothing is under way: the wallet's truth and ours are one. */
export async function checkWorld(world: World, isSettled = false): Promise<void> {
  const books = async <Row>(sql: string, parameters: readonly (string | number)[] = []): Promise<readonly Row[]> =>
    (await world.must<readonly Row[]>({ ask: 'books', sql, parameters })) ?? [];
  const note = (found: readonly BrokenInvariant[]): void => {
    for (const { id, says, row } of found) world.broken(id, says, row);
  };

  /** A1, A2: what a phone was told is what stands in the books, to the byte. */
  async function checkAnswers(): Promise<void> {
    const rows = await books<AnswerRow>('SELECT person_id, route, answer_key, status, body FROM answers');
    const stored = new Map(rows.map((row) => [`${row.person_id} ${row.route} ${row.answer_key}`, row]));
    for (const { personId, route, key, status, body } of world.phones.answered()) {
      const row = stored.get(`${personId} ${route} ${key}`);
      if (!row) world.broken('A1', 'what was acknowledged survives', { personId, route, key });
      else if (row.body !== body || Number(row.status) !== status) {
        world.broken('A2', 'what was acknowledged keeps its bytes', { personId, route, key });
      }
    }
  }

  /** R18: nothing left the gateway before its commit returned. */
  async function checkCommands(): Promise<void> {
    const rows = await books<{ command_id: string; payload: string | null }>('SELECT command_id, payload FROM commands');
    const composed = new Set(rows.filter(({ payload }) => payload !== null).map(({ command_id }) => command_id));
    for (const commandId of world.side.commandsSeen()) {
      if (!composed.has(commandId)) world.broken('R18', 'no command leaves before it is committed', { commandId });
    }
  }

  async function checkWallet(isSettled: boolean): Promise<void> {
    const word = world.wallet.word();
    const holds = await books<HoldRow>(
      `SELECT h.hold_id, h.state, h.held_minor, h.captured_minor, h.refunded_minor, (
         SELECT count(*) FROM wallet_operations o WHERE o.hold_id = h.hold_id AND o.kind IN ('capture', 'recapture')) AS captures
       FROM holds h WHERE h.wallet = ?`,
      [word.wallet],
    );
    const clearing = await books<{ currency: string; balance: Amount }>(
      `SELECT t.currency, -sum(p.delta_minor) AS balance FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
       WHERE p.account LIKE ? GROUP BY t.currency`,
      [`clearing:${word.wallet}:%`],
    );
    const keys = await books<{ op_key: string }>('SELECT op_key FROM wallet_operations WHERE wallet = ?', [word.wallet]);
    const ours = holds.map((row) => ({
      holdId: row.hold_id,
      state: row.state,
      isOpen: isOpenHold(row),
      heldMinor: Number(row.held_minor),
      capturedMinor: row.captured_minor === null ? null : Number(row.captured_minor),
      refundedMinor: Number(row.refunded_minor),
      isCaptureAsked: Number(row.captures) > 0,
    }));
    const balances = clearing.map(({ currency, balance }) => ({ currency, balanceMinor: Number(balance) }));
    note(compareWallet(word, ours, balances, new Set(keys.map(({ op_key }) => op_key)), isSettled));
  }

  async function checkDevices(): Promise<void> {
    const rows = await books<SessionRow>('SELECT session_id, state, settlement_json FROM sessions');
    const entries = await books<{ session_id: string; n: number; received_at_ms: number; entry_json: string }>(
      'SELECT session_id, n, received_at_ms, entry_json FROM journal_entries',
    );
    const endedAtMs = new Map(
      entries
        .filter(({ entry_json }) => (JSON.parse(entry_json) as { ev: string }).ev === 'ended')
        .map(({ session_id, received_at_ms }) => [session_id, Number(received_at_ms)]),
    );
    const stored = new Map<string, Map<number, number>>();
    for (const { session_id, n, received_at_ms } of entries) {
      stored.set(session_id, (stored.get(session_id) ?? new Map<number, number>()).set(n, received_at_ms));
    }
    const sessions = new Map(
      rows.map((row): [string, SessionInBooks] => {
        const settled = row.settlement_json === null ? null : (JSON.parse(row.settlement_json) as SettledWord);
        // What was frozen without the device's word is its word's business only once it is heard: then money goes back (R13).
        const isByDevice = settled !== null && (endedAtMs.get(row.session_id) ?? Number.POSITIVE_INFINITY) <= settled.frozenAtMs;
        return [row.session_id, { isOver: ['closed', 'failed'].includes(row.state), usage: isByDevice ? settled.usage : null }];
      }),
    );
    for (const word of world.side.words()) note(compareDevice(word, sessions, stored, world.clock.nowMs()));
  }

  note((await world.must<readonly BrokenInvariant[]>({ ask: 'check', facts: { billsSinceMs: 0 } })) ?? []);
  await checkAnswers();
  await checkCommands();
  await checkWallet(isSettled);
  await checkDevices();
}
