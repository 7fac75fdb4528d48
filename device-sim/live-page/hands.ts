// Hands: what a press on the page does to an object, and what it answers - the same hands as on the command line.
import { obeyLine } from '../commands/hands.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import { DIALS } from './dials.ts';
import type { StageObject } from './stage.ts';

export type Press = { readonly act: string; readonly value: string | undefined };

export type PressAnswer =
  | { readonly ok: true; readonly act: string; readonly isPossible: boolean }
  | { readonly ok: false; readonly code: 'act.unknown' | 'value.refused' };

const POWER_CUT = '5s';

function pressCable(object: StageObject, act: string): PressAnswer {
  const cable = object.plug();
  const isPossible = cable !== null && cable.isIn() === (act === 'cutNetwork');
  if (act === 'cutNetwork') cable?.pull();
  else cable?.putIn();
  return { ok: true, act, isPossible };
}

/** An act that is impossible now is tried all the same, as a hand would: the object stays as it is. */
export function press(
  find: (device: string) => DeviceRuntime | undefined,
  object: StageObject,
  { act, value }: Press,
): PressAnswer {
  if (act === 'cutNetwork' || act === 'bringNetwork') return pressCable(object, act);
  const picture = object.look(find(object.device));
  if (act === 'powerCut') {
    obeyLine(find, `${object.device} powerCut ${POWER_CUT}`);
    return { ok: true, act, isPossible: picture.line !== 'no-power' };
  }
  const hand = picture.hands.find((each) => each.act === act);
  if (!hand) return { ok: false, code: 'act.unknown' };
  const dial = DIALS[act];
  if (dial && !dial.values.some((each) => String(each) === value)) return { ok: false, code: 'value.refused' };
  obeyLine(find, dial ? `${object.device} ${act} ${value}` : `${object.device} ${act}`);
  return { ok: true, act, isPossible: hand.isPossible };
}
