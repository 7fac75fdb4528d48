// Person: what a hand at the object does to it, that a hand wins over a finger on a phone, and how the object shows itself.
import { versionState } from './reported-state.ts';
import { observe, publishEvent, type Turn, withDevice, withFlash } from './turn.ts';

/** Nobody has to find what is in use, and nothing blinks that has no light (FP-33). */
export function showBlinks(turn: Turn, blinks: readonly number[]): Turn {
  const { flash, self } = turn.device;
  if (!self.profile.front?.includes('blink') || flash.session !== null) return turn;
  return observe(turn, 'blink', { blinks: blinks.join(' ') });
}

export function touch(turn: Turn, act: string, value: number | undefined, upMs: number): Turn {
  const { body, self } = turn.device;
  const touched = self.model.personActs[act]?.(body, upMs, value) ?? null;
  if (touched === null) return observe(turn, 'person', { act, possible: false });
  const done = observe(withDevice(turn, { body: touched.body }), 'person', {
    act,
    possible: true,
    ...(value === undefined ? {} : { value }),
  });
  const versioned = versionState(done);
  const { localVer, stateVer } = versioned.device.flash;
  const marks = Object.fromEntries(touched.changedControls.map((control) => [control, stateVer]));
  const marked = touched.changedControls.length === 0 ? versioned : withFlash(versioned, { localVer: { ...localVer, ...marks } });
  return touched.events.reduce((told, event) => publishEvent(told, event, upMs), marked);
}
