// Read of a dossier: a session with everything that a step decides on, in one go.
import { assert } from '#protocol';
import type { HoldRecord } from '../../domain/hold/hold.ts';
import { type CommandRow, commandFromRow } from '../rows/command-row.ts';
import { type DeviceRow, deviceFromRow } from '../rows/device-row.ts';
import { type HoldRow, holdFromRow } from '../rows/hold-row.ts';
import { type JournalRow, journalFromRow } from '../rows/journal-row.ts';
import { type OperationRow, operationFromRow } from '../rows/operation-row.ts';
import { type OrderRow, orderFromRow } from '../rows/order-row.ts';
import { type ParticipantRow, participantFromRow } from '../rows/person-row.ts';
import { type SessionRow, sessionFromRow } from '../rows/session-row.ts';
import type { Flag } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import type { EmergencyLooks } from './emergencies.ts';
import { prepareJoined } from './joined-rows.ts';
import { isBusySql, type Queries } from './queries.ts';
import type { SurroundingsMemory } from './surroundings.ts';
import type { TariffTexts } from './tariff-texts.ts';

const DOSSIER = `
  SELECT sessions.*, holds.*, devices.*,
    ${isBusySql('sessions.device_id')} AS is_device_busy,
    EXISTS (SELECT 1 FROM holds AS h WHERE h.session_id = sessions.session_id AND h.hold_id <> sessions.hold_id) AS has_more_holds,
    EXISTS (SELECT 1 FROM wallet_operations AS o WHERE o.session_id = sessions.session_id) AS has_operations,
    EXISTS (SELECT 1 FROM participants AS p WHERE p.session_id = sessions.session_id) AS has_participants
  FROM sessions
  JOIN devices ON devices.device_id = sessions.device_id
  LEFT JOIN holds ON holds.hold_id = sessions.hold_id
  WHERE sessions.session_id = ?`;

type DossierRow = {
  readonly sessions: SessionRow;
  readonly holds: HoldRow | { readonly hold_id: null };
  readonly devices: DeviceRow;
  /** The ordinary session has one payer, with the embedded ledger: nothing more is read for it. */
  readonly $: {
    readonly is_device_busy: Flag;
    readonly has_more_holds: Flag;
    readonly has_operations: Flag;
    readonly has_participants: Flag;
  };
};

/** Those of further payers, or further ones of the host. */
function otherHolds(db: Connection): (sessionId: string, hostHoldId: string) => readonly HoldRecord[] {
  const select = db.prepare<[string, string], HoldRow>(
    'SELECT * FROM holds WHERE session_id = ? AND hold_id <> ? ORDER BY created_at_ms, hold_id',
  );
  return (sessionId, hostHoldId) => select.all(sessionId, hostHoldId).map(holdFromRow);
}

export function dossierQuery(
  db: Connection,
  tariffs: TariffTexts,
  surroundings: SurroundingsMemory,
  { sparedOf }: Pick<EmergencyLooks, 'sparedOf'>,
): Queries<'dossier'> {
  const dossier = prepareJoined<[string], DossierRow>(db, DOSSIER);
  const commands = prepareJoined<[string], { readonly commands: CommandRow }>(
    db,
    'SELECT commands.* FROM commands WHERE session_id = ? ORDER BY created_at_ms, rowid',
  );
  const orders = db.prepare<[string], OrderRow>('SELECT * FROM orders WHERE session_id = ? ORDER BY at_ms, rowid');
  const proofs = prepareJoined<[string], { readonly journal_entries: JournalRow }>(
    db,
    'SELECT journal_entries.* FROM journal_entries WHERE session_id = ? AND is_proof = 1 ORDER BY n',
  );
  const numbers = db.prepare<[string], number>('SELECT n FROM journal_entries WHERE session_id = ? ORDER BY n').pluck();
  const holdsBeside = otherHolds(db);
  const operations = db.prepare<[string], OperationRow>(
    'SELECT * FROM wallet_operations WHERE session_id = ? ORDER BY created_at_ms, op_key',
  );
  const participants = db.prepare<[string], ParticipantRow>(
    'SELECT * FROM participants WHERE session_id = ? ORDER BY at_ms, person_id',
  );
  return {
    dossier(sessionId) {
      const row = dossier.get(sessionId);
      if (!row) return null;
      assert(row.holds.hold_id !== null, `session ${sessionId} has its hold`);
      const { is_device_busy, has_more_holds, has_operations, has_participants } = row.$;
      const hold = holdFromRow(row.holds);
      const journal = proofs.all(sessionId).map((each) => journalFromRow(each.journal_entries));
      const spared = sparedOf(sessionId, journal);
      return {
        session: sessionFromRow(row.sessions, tariffs.read(row.sessions)),
        hold,
        holds: has_more_holds === 1 ? [hold, ...holdsBeside(sessionId, hold.holdId)] : [hold],
        operations: has_operations === 1 ? operations.all(sessionId).map(operationFromRow) : [],
        participants: has_participants === 1 ? participants.all(sessionId).map(participantFromRow) : [],
        device: deviceFromRow(row.devices),
        ...surroundings.read(row.sessions),
        commands: commands.all(sessionId).map((each) => commandFromRow(each.commands)),
        orders: orders.all(sessionId).map(orderFromRow),
        journal,
        journalNumbers: numbers.all(sessionId),
        deviceBusy: is_device_busy === 1,
        ...(spared.length > 0 && { spared }),
      };
    },
  };
}
