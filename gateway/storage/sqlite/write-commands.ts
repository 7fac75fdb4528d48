// Writes of commands: added, composed, attempted, resolved; a composed one raises its device's counter.
import type { Constraint } from '../../domain/changes.ts';
import { type CommandRow, type ComposedColumns, commandToRow, composedToColumns, outcomeToColumn } from '../rows/command-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type CommandChanges = 'command-added' | 'command-composed' | 'command-attempted' | 'command-resolved';

export function commandWriters(db: Connection): Writers<CommandChanges> {
  const insert = db.prepare<CommandRow>(
    `INSERT INTO commands (
       command_id, device_id, tenant_id, session_id, intent_key, act, intent_json, state,
       payload, kid, ctr, boot, exp_up_ms, expires_at_ms, outcome_json, attempts, created_at_ms
     ) VALUES (
       @command_id, @device_id, @tenant_id, @session_id, @intent_key, @act, @intent_json, @state,
       @payload, @kid, @ctr, @boot, @exp_up_ms, @expires_at_ms, @outcome_json, @attempts, @created_at_ms
     )`,
  );
  const compose = db.prepare<ComposedColumns & { command_id: string; device_id: string }>(
    `UPDATE commands SET
       state = 'composed', payload = @payload, kid = @kid, ctr = @ctr, boot = @boot,
       exp_up_ms = @exp_up_ms, expires_at_ms = @expires_at_ms
     WHERE command_id = @command_id AND device_id = @device_id AND state = 'queued'`,
  );
  const countAttempt = db.prepare<[string]>(
    "UPDATE commands SET attempts = attempts + 1 WHERE command_id = ? AND state <> 'queued'",
  );
  const resolve = db.prepare<[string, string]>(
    "UPDATE commands SET state = 'resolved', outcome_json = ? WHERE command_id = ? AND state <> 'resolved'",
  );
  const raiseCounter = db.prepare<[number, string, number]>(
    'UPDATE devices SET last_ctr = ? WHERE device_id = ? AND last_ctr < ?',
  );

  /** M14: the counter of a device only rises, whoever composed meanwhile. */
  const takeCounter = (deviceId: string, ctr: number): Constraint | null =>
    refusedUnlessOne(raiseCounter.run(ctr, deviceId, ctr), 'device_ctr');

  return {
    'command-added': ({ command }) => {
      insert.run(commandToRow(command));
      return command.composed && takeCounter(command.deviceId, command.composed.ctr);
    },
    'command-composed': ({ commandId, deviceId, composed }) => {
      const composedNow = compose.run({ ...composedToColumns(composed), command_id: commandId, device_id: deviceId });
      return refusedUnlessOne(composedNow, 'command_state') ?? takeCounter(deviceId, composed.ctr);
    },
    'command-attempted': ({ commandId }) => refusedUnlessOne(countAttempt.run(commandId), 'command_state'),
    'command-resolved': ({ commandId, outcome }) =>
      refusedUnlessOne(resolve.run(outcomeToColumn(outcome), commandId), 'command_state'),
  };
}
