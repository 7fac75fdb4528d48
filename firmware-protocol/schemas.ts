// Schemas: every message by its name, for codecs, vectors and generated documents.
import { ack } from './messages/ack.ts';
import { command } from './messages/command.ts';
import { config } from './messages/config.ts';
import { event } from './messages/event.ts';
import { helloHint, signedHello } from './messages/hello.ts';
import { journalEntry } from './messages/journal.ts';
import { online } from './messages/online.ts';
import { result } from './messages/result.ts';
import { state } from './messages/state.ts';
import { systemHint, welcome } from './messages/system.ts';

export const SCHEMAS = {
  helloHint,
  signedHello,
  systemHint,
  welcome,
  online,
  command,
  result,
  journalEntry,
  ack,
  state,
  event,
  config,
} as const;
export type SchemaName = keyof typeof SCHEMAS;
