// Command: one intent to a device and its attempts; composed once, so that every repeat is the same bytes.
import type { Act, Command, DeviceCode, ResultStatus } from '#protocol';

/** The act's own facts, without envelope: what is known before the command may go. */
export type Intent = { [A in Act]: { readonly act: A; readonly arg: Extract<Command, { act: A }>['arg'] } }[Act];

export type CommandRecord = {
  readonly commandId: string;
  readonly deviceId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  /** `<ses>:<act>:<n>`: one intent, whatever its attempts (R2). */
  readonly intentKey: string;
  readonly intent: Intent;
  /** queued: waits for its turn (FP-09). composed: bytes exist, may be sent. resolved: answered, expired or overtaken. */
  readonly state: 'queued' | 'composed' | 'resolved';
  readonly composed: ComposedCommand | null;
  readonly outcome: CommandOutcome | null;
  readonly attempts: number;
  readonly createdAtMs: number;
};

/** The exact payload bytes with what is needed to send them; committed with the step that wanted them. */
export type ComposedCommand = {
  readonly payload: string;
  readonly kid: string;
  readonly ctr: number;
  readonly boot: string;
  readonly expUpMs: number;
  /** The same instant by the gateway's clock. */
  readonly expiresAtMs: number;
};

/** Stands for the hash of a command that a device without signatures left out (FP-32). */
export const NOT_CITED = '';

export type CommandOutcome = {
  readonly status: ResultStatus | 'unanswered' | 'overtaken';
  readonly code: DeviceCode | null;
  readonly ran: boolean | null;
  readonly detail: string | null;
  /** The device's signed result, when there is one. */
  readonly jws: string | null;
  readonly atMs: number;
};
