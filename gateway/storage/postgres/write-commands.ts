// Writes of commands: added, composed, attempted, resolved; a composed one raises its device's counter.
import { type ComposedColumns, commandToRow, composedToColumns, outcomeToColumn } from '../rows/command-row.ts';
import { insertInto } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type CommandChanges = 'command-added' | 'command-composed' | 'command-attempted' | 'command-resolved';
type Named = { readonly command_id: string };

const compose = compareAndSet<ComposedColumns & Named & { device_id: string }>(
  'command_state',
  `UPDATE commands SET
     state = 'composed', payload = @payload, kid = @kid, ctr = @ctr, boot = @boot,
     exp_up_ms = @exp_up_ms, expires_at_ms = @expires_at_ms
   WHERE command_id = @command_id AND device_id = @device_id AND state = 'queued'`,
);
const countAttempt = compareAndSet<Named>(
  'command_state',
  "UPDATE commands SET attempts = attempts + 1 WHERE command_id = @command_id AND state <> 'queued'",
);
const resolve = compareAndSet<Named & { outcome_json: string }>(
  'command_state',
  `UPDATE commands SET state = 'resolved', outcome_json = @outcome_json
   WHERE command_id = @command_id AND state <> 'resolved'`,
);
/** M14: the counter of a device only rises, whoever composed meanwhile. */
const takeCounter = compareAndSet<{ device_id: string; ctr: number }>(
  'device_ctr',
  'UPDATE devices SET last_ctr = @ctr WHERE device_id = @device_id AND last_ctr < @ctr',
);

export const commandWriters: Writers<CommandChanges> = {
  'command-added': ({ command }) => [
    insertInto('commands', commandToRow(command)),
    ...(command.composed ? [takeCounter({ device_id: command.deviceId, ctr: command.composed.ctr })] : []),
  ],
  'command-composed': ({ commandId, deviceId, composed }) => [
    compose({ ...composedToColumns(composed), command_id: commandId, device_id: deviceId }),
    takeCounter({ device_id: deviceId, ctr: composed.ctr }),
  ],
  'command-attempted': ({ commandId }) => [countAttempt({ command_id: commandId })],
  'command-resolved': ({ commandId, outcome }) => [resolve({ command_id: commandId, outcome_json: outcomeToColumn(outcome) })],
};
