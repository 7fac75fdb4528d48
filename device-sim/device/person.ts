// Person: what a hand at the object does to it, and that a hand wins over a finger on a phone.
import { versionState } from './reported-state.ts';
import { observe, publishEvent, type Turn, withDevice, withFlash } from './turn.ts';

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
