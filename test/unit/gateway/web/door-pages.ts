// Door pages of the gallery: what a scanned label opens to staff, by role and by how the object stands.
import type { DoorObject, ObjectDoors } from '../../../../gateway/domain/staff/object-doors.ts';
import type { Role } from '../../../../gateway/domain/staff/permissions.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { type DoorsPageInput, doorsPage } from '../../../../gateway/web/operator/doors-page.tsx';
import { NOW_MS } from './samples.ts';

const MINUTE_MS = 60_000;

export const DOOR_OBJECT: DoorObject = {
  ...{ objectId: 'pod-1', name: 'Pod A-12', kind: 'sleep-pod', deviceId: 'pod-1-lock', status: 'in_service', service: null },
  ...{ state: 'free', venueName: 'Pudong Airport T2', placeName: 'Level 3, by gate D88', uncleanSinceMs: null },
  ...{ liveSessionId: null, isOnline: true, lastContactMs: NOW_MS - 8_000, mayOpenFree: false },
  reported: { door: 'closed', occupied: false },
};
const DIRTY = { state: 'needs-cleaning', uncleanSinceMs: NOW_MS - 14 * MINUTE_MS } as const;
const SERVICE = { by: 'ben', atMs: NOW_MS - 90 * MINUTE_MS, reason: 'The fan is loud' };
const OUT = { state: 'out-of-service', status: 'out_of_service', service: SERVICE, mayOpenFree: true } as const;
const LABEL = { tagId: '0102030405060708', name: '7K3M-Q9TX-8', isLive: true };

function doorsInput(frame: Frame, role: Role, object: Partial<DoorObject>, over: Partial<ObjectDoors> = {}): DoorsPageInput {
  const doors = { object: { ...DOOR_OBJECT, ...object }, zone: 'Asia/Shanghai', free: null, ...over };
  return { ...frame, staff: { name: 'Mei', role }, doors, label: LABEL, ticket: 'tkt' };
}

export function doorPages(frame: Frame): { readonly name: string; readonly html: string }[] {
  const page = (name: string, input: DoorsPageInput) => ({ name: `doors-${name}`, html: doorsPage(input) });
  const free = (how: NonNullable<ObjectDoors['free']>['how'], sinceMs = NOW_MS - 3_000) => ({ free: { how, sinceMs } });
  return [
    page('cleaner', doorsInput(frame, 'staff', DIRTY)),
    page('cleaner-in-use', doorsInput(frame, 'staff', { state: 'in-use', liveSessionId: 'ses_1' })),
    page('technician', doorsInput(frame, 'staff', OUT)),
    page(
      'technician-opening',
      doorsInput(frame, 'installer', { ...OUT, liveSessionId: 'ses_1' }, free('opening', NOW_MS - 20_000)),
    ),
    page('technician-open', doorsInput(frame, 'installer', { ...OUT, liveSessionId: 'ses_1' }, free('open'))),
    page('technician-unanswered', doorsInput(frame, 'installer', { ...OUT, isOnline: false }, free('unanswered'))),
    page('technician-blocked', doorsInput(frame, 'installer', { ...OUT, mayOpenFree: false })),
    page('installer', doorsInput(frame, 'installer', {})),
    page('installer-no-device', {
      ...doorsInput(frame, 'installer', { state: 'not-enrolled', isOnline: false, lastContactMs: null, reported: {} }),
      ...{ label: { ...LABEL, isLive: false }, ticket: null },
    }),
    page('owner', doorsInput(frame, 'owner', DIRTY)),
    page('retired', doorsInput(frame, 'owner', { state: 'retired', status: 'retired', service: SERVICE })),
  ];
}
