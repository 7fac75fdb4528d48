// ses: an entry of the device's session journal, typ o2o-ses+jwt; kept until acked, replayed in order (FP-16).
import { z } from 'zod';
import { orderLine } from './command.ts';
import { address, boot, entryNumber, evidenceName, hash, id, sequence, uptimeMs, usage, version } from './fields.ts';

const base = {
  v: version,
  sub: address,
  boot,
  seq: sequence,
  upMs: uptimeMs,
  ses: id,
  /** 0.. per session without a gap; what `ack.upTo` counts. */
  n: entryNumber,
  /** Start command and its hash: the proof of who asked for this use. */
  cid: id,
  cmdHash: hash,
  use: usage,
  /** Independent signals that hold now; which of them count is the profile's (FP-11). */
  evidence: z.array(evidenceName).max(8),
  /** True when it was recorded without a connection. */
  off: z.boolean().default(false),
};

const UPDATE_TRIGGERS = ['meter', 'renewed', 'ticket_printed', 'power_resumed', 'paused', 'resumed'] as const;
const END_TRIGGERS = [
  'stop_command',
  'person_left',
  'parked',
  'lease_lapsed',
  'limit_reached',
  'power_loss',
  'local_stop',
  'verdict',
] as const;

export const journalEntry = z.discriminatedUnion('ev', [
  z.object({ ...base, ev: z.literal('started') }),
  z.object({
    ...base,
    ev: z.literal('updated'),
    trigger: z.enum(UPDATE_TRIGGERS),
    /** With ticket_printed: the order whose ticket came out of the printer. */
    ticket: z.object({ order: id, lines: z.array(orderLine) }).optional(),
  }),
  z.object({
    ...base,
    ev: z.literal('ended'),
    trigger: z.enum(END_TRIGGERS),
    /** Uptime at which use ended; billing is back-dated to it. */
    endUpMs: uptimeMs,
  }),
]);
export type JournalEntry = z.output<typeof journalEntry>;
export type JournalEntryOf<E extends JournalEntry['ev']> = Extract<JournalEntry, { ev: E }>;
export type EndTrigger = (typeof END_TRIGGERS)[number];
