// Gist words: what a device says and hears, in the plain words of a language.
import type { KindProfile } from '#protocol';
import type { Format } from './format.ts';
import type { Gist, Readings } from './gist.ts';

type Reader = { readonly profile: KindProfile; readonly format: Format };

function listReadings({ format, profile }: Reader, readings: Readings): string {
  const { texts } = format;
  return Object.entries(readings)
    .map(([field, value]) => `${format.field(field)} ${format.reading(profile, field, value)}`)
    .join(texts.comma);
}

/** An order or a bell is known by an id that says nothing to a person. */
const READING_OF_EVENT: { readonly [type: string]: string } = { door: 'open', occupancy: 'occupied', motion: 'moving' };

function describeEvent({ format, profile }: Reader, type: string, data: Readings): string {
  const { texts } = format;
  const name = texts.events[type] ?? type;
  const told = READING_OF_EVENT[type];
  const value = told === undefined ? undefined : data[told];
  if (type === 'door') return `${name} ${texts.values.door?.[data.open === true ? 'open' : 'closed'] ?? ''}`;
  if (told !== undefined && value !== undefined) return `${format.field(told)} ${format.reading(profile, told, value)}`;
  const { control, printer, value: set } = data;
  if (typeof control === 'string' && set !== undefined)
    return `${name}${texts.comma}${format.field(control)} ${format.reading(profile, control, set)}`;
  return typeof printer === 'string' ? `${format.field('printer')} ${format.reading(profile, 'printer', printer)}` : name;
}

export function describeGist(gist: Gist, reader: Reader): string {
  const { format, profile } = reader;
  const { texts } = format;
  const { says } = texts;
  const actOf = (act: string): string => texts.commands[act] ?? act;
  switch (gist.what) {
    case 'online':
      return gist.on ? says.online : says.offline;
    case 'hello':
      return gist.isAnswer ? says.helloAnswer(format.number(gist.entries)) : says.hello(gist.boot);
    case 'result': {
      const status = texts.statuses[gist.status] ?? gist.status;
      const code = gist.code === 'OK' || gist.code === '' ? '' : ` (${gist.code})`;
      return says.result(gist.act === null ? '?' : actOf(gist.act), `${status}${code}`);
    }
    case 'updated':
    case 'ended':
      return says[gist.what](format.used(gist.useMs, gist.distanceM), texts.triggers[gist.trigger] ?? gist.trigger);
    case 'state':
      return Object.keys(gist.changed).length === 0 ? says.stateSame : says.state(listReadings(reader, gist.changed));
    case 'event':
      return says.event(describeEvent(reader, gist.type, gist.data));
    case 'command':
      if (gist.control === null || gist.value === null) return says.command(actOf(gist.act));
      return says.set(format.field(gist.control), format.reading(profile, gist.control, gist.value));
    case 'ack':
      return says.ack(format.number(gist.upTo + 1));
    case 'config':
    case 'keys':
      return says[gist.what](format.number(gist.ver));
    case 'bye':
      return says.bye(gist.reason);
    case 'blink':
      return says.blink(gist.blinks.join(texts.comma));
    case 'started':
    case 'telemetry':
    case 'welcome':
    case 'rehello':
    case 'unreadable':
      return says[gist.what];
  }
}
