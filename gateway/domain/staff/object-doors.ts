// Object doors: what the label of an object opens to whoever of its staff scans it - by what their role may do, and by how the object stands.
import type { FreeUse, FreeUseFacts } from '../session/free-use.ts';
import type { ObjectState } from '../venue/object-state.ts';
import type { ObjectCard } from '../venue/venue-record.ts';
import { mayRole, type OperatorAct, type Role } from './permissions.ts';

/** In the order in which they are offered. */
const ACT_OF = {
  close: 'object.open-free',
  clean: 'object.clean',
  open: 'object.open-free',
  'back-in-service': 'object.serve',
  'out-of-service': 'object.serve',
  device: 'device.see',
  label: 'label.attach',
} as const satisfies { readonly [door: string]: OperatorAct };
export type Door = keyof typeof ACT_OF;

/** What is known of it to whoever stands before it. */
export type DoorObject = Pick<ObjectCard, 'objectId' | 'name' | 'kind' | 'deviceId' | 'status' | 'service'> & {
  readonly state: ObjectState;
  readonly venueName: string;
  readonly placeName: string;
  readonly uncleanSinceMs: number | null;
  /** A guest's, or that of whoever opened it free. */
  readonly liveSessionId: string | null;
  readonly isOnline: boolean;
  readonly lastContactMs: number | null;
  readonly reported: { readonly [field: string]: string | number | boolean };
  readonly mayOpenFree: boolean;
};
export type ObjectDoors = {
  readonly object: DoorObject;
  /** IANA, of its venue. */
  readonly zone: string;
  readonly free: FreeUseFacts | null;
};

type DoorFacts = Pick<DoorObject, 'status' | 'uncleanSinceMs' | 'liveSessionId'> & { readonly free: FreeUse | null };

/** What could be done there now, whoever stands before it. */
function isThere(door: Door, { status, uncleanSinceMs, liveSessionId, free }: DoorFacts): boolean {
  switch (door) {
    case 'close':
      return liveSessionId !== null && (free === 'opening' || free === 'open');
    case 'clean':
      return uncleanSinceMs !== null && liveSessionId === null;
    case 'open':
    case 'back-in-service':
      return status === 'out_of_service' && liveSessionId === null;
    case 'out-of-service':
      return status === 'in_service';
    case 'device':
    case 'label':
      return true;
  }
}

/** Nothing is done any more at what is retired. */
export function doorsOf(role: Role, facts: DoorFacts): readonly Door[] {
  if (facts.status === 'retired') return [];
  const doors = Object.keys(ACT_OF) as readonly Door[];
  return doors.filter((door) => mayRole(role, ACT_OF[door]) && isThere(door, facts));
}
