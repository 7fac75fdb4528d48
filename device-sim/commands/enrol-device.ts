// Enrol device: makes a key where there is none yet, claims a name with the token, and gives back the venue of one device.
import { randomBytes } from 'node:crypto';
import {
  claimPassword,
  claimTopics,
  type Enrolment,
  findProfile,
  generateKeyPair,
  KIND_CATALOGUE,
  ok,
  type Result,
  refused,
} from '#protocol';
import type { Observation } from '../device/device.ts';
import type { VenueFile } from '../fleet/venue-file.ts';
import { createMqttLink } from '../links/mqtt.ts';
import { createRealAlarms, createSteadyClock } from '../runtime/alarms.ts';
import { enrol } from '../runtime/enrol.ts';
import { createFileIdentity, type Identity, type IdentityRefusal } from '../runtime/identity-store.ts';

export type EnrolRefusal =
  | IdentityRefusal
  | { readonly code: 'enrol.no-token' | 'enrol.no-kind'; readonly serial: string }
  | { readonly code: 'enrol.unknown-kind'; readonly kind: string }
  | { readonly code: 'enrol.bad-serial'; readonly serial: string }
  | { readonly code: 'enrol.given-up'; readonly serial: string };

export type EnrolFlags = {
  readonly serial: string;
  readonly token: string | undefined;
  readonly kind: string | undefined;
  readonly broker: string;
  readonly ca: string | undefined;
  /** Where the key and the name are kept. */
  readonly folder: string;
  readonly observe: (device: string, observation: Observation) => void;
};

/** The device as its venue file would have it: no gateway key by hand, no password, the root only. */
function venueOf({ kind, privateJwk, serial }: Identity, { iss, kid, root, sub }: Enrolment): VenueFile {
  const [tenant = ''] = sub.split('/');
  const device = { tenant, device: kid, kind, name: serial, privateJwk };
  return { v: 1, issuer: iss, gatewayKeys: [], root, devices: [], keyed: [device] };
}

async function makeIdentity(serial: string, kind: string | undefined): Promise<Result<Identity, EnrolRefusal>> {
  if (kind === undefined) return refused({ code: 'enrol.no-kind', serial });
  if (!findProfile(KIND_CATALOGUE, kind)) return refused({ code: 'enrol.unknown-kind', kind });
  const { privateJwk } = await generateKeyPair();
  return ok({ v: 1, serial, kind, privateJwk, enrolment: null });
}

async function claimName(flags: EnrolFlags, { kind, privateJwk, serial }: Identity, token: string): Promise<Enrolment | null> {
  const timers = createRealAlarms(createSteadyClock());
  const { client } = claimTopics(serial);
  const see = (observation: Observation): void => flags.observe(serial, observation);
  const link = createMqttLink({
    url: flags.broker,
    device: client,
    password: claimPassword(token, serial),
    tls: flags.ca === undefined ? {} : { ca: flags.ca },
    timers,
    randomBytes: (size) => randomBytes(size),
    onTrouble: (why) => see({ ev: 'ignored', data: { what: 'connection', why } }),
  });
  const claim = enrol({ serial, token, kind, privateJwk, link, timers, randomBytes: (size) => randomBytes(size), observe: see });
  const giveUp = (): void => void claim.cancel();
  process.once('SIGINT', giveUp);
  process.once('SIGTERM', giveUp);
  const enrolment = await claim.enrolment;
  process.off('SIGINT', giveUp);
  process.off('SIGTERM', giveUp);
  return enrolment;
}

/** A device that has its name already needs no token any more. */
export async function enrolDevice(flags: EnrolFlags): Promise<Result<VenueFile, EnrolRefusal>> {
  const { folder, kind, serial, token } = flags;
  if (!/^[A-Za-z0-9_-]{1,42}$/.test(serial)) return refused({ code: 'enrol.bad-serial', serial });
  const store = createFileIdentity(folder, serial);
  const stored = store.load();
  if (!stored.ok) return stored;
  if (stored.value?.enrolment) return ok(venueOf(stored.value, stored.value.enrolment));
  if (token === undefined) return refused({ code: 'enrol.no-token', serial });
  const made = stored.value ? ok(stored.value) : await makeIdentity(serial, kind);
  if (!made.ok) return made;
  // Before the first word: a claim that is repeated after a crash must show the same key (KEY_CHANGED otherwise).
  store.save(made.value);
  const enrolment = await claimName(flags, made.value, token);
  if (enrolment === null) return refused({ code: 'enrol.given-up', serial });
  store.save({ ...made.value, enrolment });
  return ok(venueOf(made.value, enrolment));
}
