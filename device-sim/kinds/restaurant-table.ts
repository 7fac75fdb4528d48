// Restaurant table model: a table that opens and closes, a ticket printer, and a kitchen that looks.
import { type Body, defineModel, touched } from './model.ts';

type TableBody = Body & {
  readonly table: 'closed' | 'open';
  readonly printer: 'online' | 'offline';
  readonly tickets: number;
  readonly isSlipPrinted: boolean;
  readonly isKitchenSeen: boolean;
  /** When the table was closed after the last use; null while it is open. */
  readonly closedUpMs: number | null;
};

const closed = (body: TableBody, upMs: number): TableBody => ({
  ...body,
  table: 'closed',
  isSlipPrinted: false,
  isKitchenSeen: false,
  closedUpMs: body.closedUpMs ?? upMs,
});

export const restaurantTableModel = defineModel<TableBody>({
  kind: 'restaurant-table',
  fresh: {
    table: 'closed',
    printer: 'online',
    tickets: 0,
    isSlipPrinted: false,
    isKitchenSeen: false,
    closedUpMs: null,
  },
  afterPowerCut: (body) => ({ ...body, closedUpMs: body.closedUpMs === null ? null : 0 }),
  advance: (body) => body,
  conditions: (body) => (body.printer === 'offline' ? ['printer_offline'] : []),
  evidence: (body) =>
    body.table === 'closed'
      ? ['table_closed']
      : ['table_open', ...(body.isSlipPrinted ? ['slip_printed'] : []), ...(body.isKitchenSeen ? ['kitchen_seen'] : [])],
  begin: (body) => ({
    ...body,
    table: 'open',
    tickets: 0,
    isSlipPrinted: body.printer === 'online',
    isKitchenSeen: false,
    closedUpMs: null,
  }),
  undo: closed,
  requestEnd: closed,
  release: closed,
  leaving: (body) =>
    body.closedUpMs === null ? null : { sinceUpMs: body.closedUpMs, dueUpMs: body.closedUpMs, trigger: 'local_stop' },
  safeSinceUpMs: () => 0,
  distanceM: () => 0,
  reported: (body) => ({ table: body.table, printer: body.printer, tickets: body.tickets }),
  setControl: (body) => body,
  printTicket: (body) => ({ ...body, tickets: body.tickets + 1 }),
  refreshEveryMs: () => null,
  displays: [],
  personActs: {
    press: (body) => touched(body, { type: 'button', data: {} }),
    printerOffline: (body) =>
      body.printer === 'online'
        ? touched({ ...body, printer: 'offline' }, { type: 'fault', data: { printer: 'offline' } })
        : null,
    // The opening slip waits in the printer's queue and comes out with the paper.
    printerOnline: (body) =>
      body.printer === 'offline'
        ? touched(
            { ...body, printer: 'online', isSlipPrinted: body.table === 'open' },
            { type: 'fault', data: { printer: 'online' } },
          )
        : null,
    kitchenAcknowledges: (body) => (body.table === 'open' ? touched({ ...body, isKitchenSeen: true }) : null),
  },
});
