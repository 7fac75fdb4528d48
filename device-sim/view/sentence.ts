// Sentence: what a device shows, in words for somebody who watches; ids are for machines and stay out.
import type { Observation } from '../device/device.ts';
import { describeTrouble } from './trouble.ts';

type Data = Observation['data'];

const seconds = (ms: unknown): string => `${(Number(ms ?? 0) / 1_000).toFixed(1)} s`;

/** Readings in the order in which the device gives them, without what only a machine wants. */
function listed(data: Data, hidden: readonly string[] = []): string {
  return Object.entries(data)
    .filter(([name]) => !hidden.includes(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

const used = ({ distanceM, useMs }: Data): string =>
  `${seconds(useMs)} of use${distanceM === undefined ? '' : `, ${distanceM} m`}`;

function answered({ act, code, detail, ran, repeated, status }: Data): string {
  const what = act === undefined ? 'an unreadable command' : String(act);
  if (repeated === true) return `says again what it said to ${what}: ${status} ${code}`;
  if (status === 'accepted') return `takes the command ${what}`;
  if (status === 'succeeded') return code === 'ALREADY' ? `${what}: it is so already` : `${what}: done`;
  return `${what}: ${status}, ${code}${detail === undefined ? '' : ` (${detail})`}${ran === true ? ', and it may have run' : ''}`;
}

function person({ act, possible, powered, value }: Data): string {
  const dark = powered === false ? ' in the dark' : '';
  return possible === true
    ? `a person: ${act}${value === undefined ? '' : ` ${value}`}${dark}`
    : `a person tries ${act}, which the object does not allow now`;
}

function ignored({ topic, what, why }: Data): string {
  if (what === 'connection') return `cannot connect: ${describeTrouble(String(why))}`;
  return `puts ${what ?? `a message on ${String(topic).split('/').slice(4).join('/')}`} aside: ${why}`;
}

const SENTENCES: { readonly [ev in Observation['ev']]: (data: Data) => string } = {
  booted: ({ amnesia, boot }) =>
    `powered up, boot ${String(boot).split('-')[0]}${amnesia === true ? ', with an empty memory' : ''}`,
  'power-cut': ({ offMs }) => `its power is cut for ${seconds(offMs)}`,
  connected: ({ as }) => (as === undefined ? 'connected, says hello' : `connected as ${as}`),
  disconnected: () => 'connection lost',
  greeted: ({ journal }) => (journal === 0 ? 'greeted by its gateway' : `greeted by its gateway; ${journal} entries go up again`),
  answered,
  begun: () => 'its lock lets go: somebody may use it now',
  undone: ({ why }) => `nobody used it, so the start is taken back (${why})`,
  started: ({ evidence }) => `use begins: ${evidence}`,
  updated: (data) => `${used(data)} so far (${data.trigger})`,
  ended: (data) => `use ends after ${used(data)} (${data.trigger})`,
  acked: ({ erased }) => `the gateway has stored ${erased} of its entries`,
  dropped: ({ entries }) => `its memory is full: ${entries} meter entries are given up`,
  replayed: ({ entries, repeats }) => `no ack yet: ${entries} entries go up again, repeat ${repeats}`,
  state: (data) => `shows ${listed(data, ['ver'])}`,
  config: ({ ver }) => `takes configuration ${ver}`,
  keys: ({ kids, ver }) => `believes the keys of manifest ${ver} from now on: ${kids}`,
  bye: ({ afterS, reason }) => `is asked to go (${reason})${afterS === undefined ? '' : ` and to come again after ${afterS} s`}`,
  claim: ({ asksAgainS, state, why }) =>
    state === 'refused' ? `its claim is refused: ${why}` : `waits until somebody approves it; asks again after ${asksAgainS} s`,
  enrolled: ({ as, root }) => `enrolled: it is ${as} from now on, and believes root key ${root}`,
  display: (data) =>
    Object.values(data).some((value) => value !== '') ? `its screen shows ${listed(data)}` : 'its screen is empty',
  signal: ({ light }) => (light ? 'EMERGENCY: its light and its chime are on' : 'light and chime of the emergency are off'),
  person,
  ticket: ({ lines }) => `the kitchen prints ${lines}`,
  call: () => 'a bell rings at the staff desk',
  beep: () => 'beeps',
  blink: ({ blinks }) => `blinks ${blinks} times`,
  ignored,
  lost: ({ act, status }) => `FAULT lost-result: "${status}" to ${act} never leaves it`,
  fault: ({ fault, what }) => `FAULT ${fault}: ${what}`,
};

export function describeObservation({ data, ev }: Observation): string {
  return SENTENCES[ev](data);
}
