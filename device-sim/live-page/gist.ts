// Gist: what a message on the wire says, read without believing it - for somebody who watches, never for the device.
import { parseTopic } from '#protocol';

type Fields = { readonly [name: string]: unknown };

/** Readings that a person may want, by their names on the wire. */
export type Readings = { readonly [name: string]: string | number | boolean };

export type Gist =
  | { readonly what: 'online'; readonly on: boolean }
  | { readonly what: 'hello'; readonly boot: string; readonly isAnswer: boolean; readonly entries: number }
  | { readonly what: 'result'; readonly act: string | null; readonly status: string; readonly code: string }
  | { readonly what: 'started' }
  | { readonly what: 'updated' | 'ended'; readonly trigger: string; readonly useMs: number; readonly distanceM: number }
  /** `changed` is what the state before it did not say. */
  | { readonly what: 'state'; readonly reported: Readings; readonly changed: Readings }
  | { readonly what: 'event'; readonly type: string; readonly data: Readings }
  | { readonly what: 'telemetry' }
  | { readonly what: 'command'; readonly act: string; readonly control: string | null; readonly value: Readings[string] | null }
  | { readonly what: 'ack'; readonly upTo: number }
  | { readonly what: 'config' | 'keys'; readonly ver: number }
  | { readonly what: 'welcome' | 'rehello' }
  | { readonly what: 'bye'; readonly reason: string }
  | { readonly what: 'blink'; readonly blinks: readonly number[] }
  | { readonly what: 'unreadable' };

/** What a message holds, once its wrapping is off; null where it is no JSON in there. */
export type Opened = { readonly isSigned: boolean; readonly content: Fields | null };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const isReading = (value: unknown): value is Readings[string] => ['string', 'number', 'boolean'].includes(typeof value);

function readingsOf(value: unknown): Readings {
  const all = isFields(value) ? Object.entries(value) : [];
  return Object.fromEntries(all.filter((entry): entry is [string, Readings[string]] => isReading(entry[1])));
}

function parseFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** A compact JWS is opened without its key: watching proves nothing. */
export function openMessage(text: string): Opened {
  if (text.startsWith('{')) return { isSigned: false, content: parseFields(text) };
  const [, payload, signature] = text.split('.');
  const isSigned = payload !== undefined && signature !== undefined;
  return { isSigned, content: isSigned ? parseFields(Buffer.from(payload, 'base64url').toString('utf8')) : null };
}

function readEntry({ ev, trigger, use }: Fields): Gist {
  const used = isFields(use) ? use : {};
  if (ev === 'started') return { what: 'started' };
  if (ev !== 'updated' && ev !== 'ended') return { what: 'unreadable' };
  return { what: ev, trigger: textOf(trigger), useMs: numberOf(used.useMs), distanceM: numberOf(used.distanceM) };
}

function readSystem({ blinks, reason, t, ver }: Fields): Gist {
  if (t === 'welcome' || t === 'rehello') return { what: t };
  if (t === 'bye') return { what: 'bye', reason: textOf(reason) };
  if (t === 'blink') return { what: 'blink', blinks: Array.isArray(blinks) ? blinks.map(numberOf) : [] };
  return typeof ver === 'number' ? { what: 'keys', ver } : { what: 'unreadable' };
}

function readCommand({ act, arg }: Fields): Gist {
  const { control, value } = isFields(arg) ? arg : {};
  const isSet = typeof control === 'string' && isReading(value);
  return { what: 'command', act: textOf(act), control: isSet ? control : null, value: isSet ? value : null };
}

function readState({ reported: told }: Fields, before: Readings): Gist {
  const reported = readingsOf(told);
  const changed = Object.entries(reported).filter(([field, value]) => before[field] !== value);
  return { what: 'state', reported, changed: Object.fromEntries(changed) };
}

/** What was heard before, without which some messages say little. */
export type HeardBefore = {
  /** A result names its command only by the id. */
  readonly actOf: (cid: string) => string | undefined;
  readonly reported: Readings;
};

export function readGist(topic: string, { content, isSigned }: Opened, before: HeardBefore): Gist {
  const parsed = parseTopic(topic);
  if (!parsed.ok || content === null) return { what: 'unreadable' };
  const to = parsed.value;
  switch (to.leaf) {
    case 'online':
      return { what: 'online', on: content.on === true };
    case 'hello':
      return {
        what: 'hello',
        boot: textOf(content.boot).split('-')[0] ?? '',
        isAnswer: isSigned,
        entries: numberOf(content.journal),
      };
    case 'journal':
      return readEntry(content);
    case 'state':
      return readState(content, before.reported);
    case 'telemetry':
      return { what: 'telemetry' };
    case 'event':
      return { what: 'event', type: to.type, data: readingsOf(content.data) };
    case 'result':
      return {
        what: 'result',
        act: before.actOf(to.commandId) ?? null,
        status: textOf(content.status),
        code: textOf(content.code),
      };
    case 'command':
      return readCommand(content);
    case 'ack':
      return { what: 'ack', upTo: numberOf(content.upTo) };
    case 'config':
      return { what: 'config', ver: numberOf(content.ver) };
    case 'system':
      return readSystem(content);
  }
}
