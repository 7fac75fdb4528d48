// Free open: a technician opens an object that is out of service; a session like any other, with no price and nobody who pays (R10).
import { assert } from '#protocol';
import type { ObjectScene } from '../object.ts';
import type { PresenceFacts } from '../presence/presence-decide.ts';
import type { Rejection } from '../rejections.ts';
import type { Ticket } from '../scan/scan.ts';
import { type FrozenTariff, freezeTariff } from '../tariff/tariff.ts';
import { parseTariff } from '../tariff/tariff-parse.ts';
import type { PersonStanding } from './person-standing.ts';

/** No person has a space in their name: staff and persons never meet, and no token reads such a session. */
export function freeOpenPayer({ tenantId, operatorId }: { readonly tenantId: string; readonly operatorId: string }): string {
  return `operator ${tenantId} ${operatorId}`;
}

export function isFreeOpen({ payerId }: { readonly payerId: string }): boolean {
  return payerId.startsWith('operator ');
}

/** Zeros all through: it can never cost anything. */
function freeOpenTariff(currency: string): FrozenTariff {
  const parsed = parseTariff({
    ...{
      name: 'free-open',
      currency,
      baseMinor: 0,
      freeMs: 0,
      steps: [],
      capMinor: null,
      holdMinor: 0,
      items: [],
      taxPermille: 0,
    },
  });
  assert(parsed.ok, 'a price of zeros is a price');
  return freezeTariff('free-open', 1, parsed.value);
}

/** What speaks against it before anything is asked of the device. */
export function freeOpenRefusal({ object, live }: ObjectScene, isInterlocked: boolean): Rejection | null {
  if (object.status === 'retired') return { code: 'object.retired' };
  if (live) return { code: 'object.in-use', sessionId: live.sessionId };
  if (object.status === 'in_service') return { code: 'object.still-in-service' };
  return isInterlocked ? { code: 'object.interlocked' } : null;
}

/** The object as it is offered to whoever repairs it: to nobody else, at no price, clean or not. */
export function freeOpenScene({ reservation: _, ...scene }: ObjectScene): ObjectScene {
  const { cleaning: __, ...object } = scene.object;
  return { ...scene, object: { ...object, status: 'in_service' }, tariff: freeOpenTariff(scene.venue.currency), stay: null };
}

const NO_PROOF = { protectedHeader: '', payload: '', signature: '' } as const;

/** Nothing was scanned: staff are known by their own sign-in. */
export function freeOpenTicket(
  given: Pick<Ticket, 'objectId' | 'bindingVersion' | 'offerHash' | 'nonce' | 'binding' | 'expiresAtMs'>,
): Ticket {
  return { ...given, tagId: '', tag: NO_PROOF, trust: 'signed' };
}

export const FREE_OPEN_PRESENCE: PresenceFacts = {
  ...{ policy: { presence: 'advisory', evidence: [] }, trust: 'signed', shown: null, isExclusive: true, waysHere: [] },
  standing: { evidence: [], startsWithout: [], startsWithoutHere: [] },
};

/** Whoever looks why an object does not open has starts that come to nothing: they are not held against them. */
export function freeOpenStanding(standing: PersonStanding): PersonStanding {
  return { ...standing, liveSessions: 0, owed: [], unusedStarts: { total: 0, byObject: {} } };
}
