// Gestures: what a hand does at each kind of object, in words for a person and in acts of the simulator.
import type { Gesture } from './wire.ts';

export type GestureSpec = { readonly words: string; readonly acts: readonly string[] };
export type GesturesOfKind = {
  readonly [G in Gesture]?: GestureSpec;
} & {
  /** The control that `override` changes past the phone. */
  readonly overrides?: string;
};

/** A gesture that a kind does not have is nothing to do: its start needs no hand, its end comes by itself. */
const KINDS: { readonly [kind: string]: GesturesOfKind } = {
  'sleep-pod': {
    use: { words: 'Open the door and lie down.', acts: ['openDoor', 'enter'] },
    leave: { words: 'Leave by the inside handle and stay out; close the door.', acts: ['leave', 'closeDoor'] },
  },
  bike: {
    use: { words: 'Pull the pin.', acts: ['pullPin'] },
    leave: { words: 'Stand still and close the pin.', acts: ['brake', 'closePin'] },
    block: { words: 'Ride on.', acts: ['ride'] },
    unblock: { words: 'Stop riding, and leave the pin open.', acts: ['brake'] },
  },
  'hotel-room': {
    override: { words: 'Flip the wall switch of the light.', acts: ['flipWallSwitch'] },
    overrides: 'light',
  },
  'restaurant-table': {
    block: { words: 'Switch the ticket printer off.', acts: ['printerOffline'] },
    unblock: { words: 'Switch the ticket printer on.', acts: ['printerOnline'] },
  },
};

export function gesturesOf(kind: string): GesturesOfKind {
  return KINDS[kind] ?? {};
}
