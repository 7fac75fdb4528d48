// Schemas: every message by its name, for codecs, vectors and generated documents.
import { ack } from './messages/ack.ts';
import { claimDown, claimUp, enrolment, keyProof } from './messages/claim.ts';
import { command } from './messages/command.ts';
import { config } from './messages/config.ts';
import { connectionProof, connectionToken } from './messages/connection.ts';
import { event } from './messages/event.ts';
import { helloHint, signedHello } from './messages/hello.ts';
import { journalEntry } from './messages/journal.ts';
import { keyManifest } from './messages/keys.ts';
import { online } from './messages/online.ts';
import { result } from './messages/result.ts';
import { state } from './messages/state.ts';
import { systemHint, welcome } from './messages/system.ts';
import { unsignedEntry, unsignedResult, unsignedWelcome } from './messages/unsigned.ts';

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
  keyManifest,
  claimUp,
  claimDown,
  keyProof,
  enrolment,
  connectionProof,
  connectionToken,
  unsignedWelcome,
  unsignedResult,
  unsignedEntry,
} as const;
export type SchemaName = keyof typeof SCHEMAS;
