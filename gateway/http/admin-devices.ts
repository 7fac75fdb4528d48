// Admin devices: what only the owner of the data folder may do about claims and credentials of devices (FP-28, FP-29).
import type { Context, Hono } from 'hono';
import { ok, type Result, refused } from '#protocol';
import { CREDENTIAL_KINDS, type CredentialKind, type CredentialRecord } from '../domain/device/credential.ts';
import type { DeviceActRefusal } from '../domain/device/device-acts.ts';
import { type DeviceClaim, hashOfKey } from '../domain/device/device-claim.ts';
import type { DecideDeviceClaim } from '../operator/decide-device-claim.ts';
import type { ImportFactoryList } from '../operator/import-factory-list.ts';
import type { IssueDeviceClaim } from '../operator/issue-device-claim.ts';
import type { RevokeCredential } from '../operator/revoke-credential.ts';
import type { RotateCredential } from '../operator/rotate-credential.ts';

export type AdminDevices = {
  /** Newest first. */
  readonly listClaims: () => Promise<readonly DeviceClaim[]>;
  readonly issueClaim: IssueDeviceClaim;
  readonly decideClaim: DecideDeviceClaim;
  readonly importUnits: ImportFactoryList;
  /** Those in use first; null for no device. */
  readonly listCredentials: (deviceId: string) => Promise<readonly CredentialRecord[] | null>;
  readonly rotate: RotateCredential;
  readonly revoke: RevokeCredential;
};

/** What happened and what to do next, for whoever typed the command. */
function explain(refusal: DeviceActRefusal): string {
  switch (refusal.code) {
    case 'serial.malformed':
      return 'a serial number is 1 to 42 characters of A-Z a-z 0-9 _ -: give it as it is printed on the device';
    case 'tenant.unclear':
      return 'there is not exactly one tenant here: name it with --tenant';
    case 'kind.missing':
      return 'the factory list does not know this serial number: give --kind';
    case 'kind.unknown':
      return `there is no such kind: give --kind, one of ${refusal.kinds.join(', ')}`;
    case 'device.id-refused':
      return 'a device id is 1 to 48 characters of A-Z a-z 0-9 _ - and does not begin with claim-: choose one with --id';
    case 'device.unknown':
      return 'no device has this id: `unlatch device claims` lists who came, and `unlatch device claim` makes a token for a new one';
    case 'device.taken':
      return 'a device of another kind or tenant has this id: choose another with --id';
    case 'device.keyless':
      return 'no key of this device is known: let it enrol with `unlatch device claim`';
    case 'claim.open':
      return `a token is out for this serial number (${refusal.state}) until ${new Date(refusal.untilMs).toISOString()}: use --again to replace it`;
    case 'claim.unknown':
      return 'no token was ever made for this serial number: make one with `unlatch device claim`';
    case 'claim.not-pending':
      return `this claim is ${refusal.state}, or has run out: nothing waits for a decision; see \`unlatch device claims\``;
    case 'credential.unknown':
      return 'it has no such credential that is in use or waits: see `unlatch device credentials`';
    case 'credential.lifetime':
      return 'a token lives for 1 to 3650 days: make one with `unlatch device token <id> --days <n>`';
    case 'credential.fingerprint':
      return 'a SHA-256 is 64 hex digits, in lower case and without colons';
  }
}

const NOT_FOUND: readonly DeviceActRefusal['code'][] = ['device.unknown', 'claim.unknown', 'credential.unknown'];
const CONFLICT: readonly DeviceActRefusal['code'][] = ['device.taken', 'device.keyless', 'claim.open', 'claim.not-pending'];

function statusOf(code: DeviceActRefusal['code']): 400 | 404 | 409 {
  if (NOT_FOUND.includes(code)) return 404;
  return CONFLICT.includes(code) ? 409 : 400;
}

function answer<T>(c: Context, result: Result<T, DeviceActRefusal>, show: (value: T) => object): Response {
  if (result.ok) return c.json(show(result.value));
  const { code } = result.error;
  return c.json({ code, problem: explain(result.error) }, statusOf(code));
}

/** Never the proof: even the hash of a password is for nobody's eyes. */
function showCredential({ proof, ...credential }: CredentialRecord): object {
  const isPublic = credential.kind === 'certificate' || credential.kind === 'device-key';
  const shown = credential.kind === 'device-key' ? hashOfKey(proof) : proof;
  return { ...credential, ...(isPublic ? { fingerprint: shown } : {}) };
}

function showClaim(claim: DeviceClaim): object {
  return { ...claim, keyHash: claim.publicX === null ? null : hashOfKey(claim.publicX) };
}

type Body = { readonly [name: string]: unknown };
const textOf = (body: Body, name: string): string | null => {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
const numberOf = (body: Body, name: string): number | null => {
  const value = body[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};
const operatorOf = (body: Body): string => textOf(body, 'operatorId') ?? 'owner';

function addClaims(app: Hono, acts: AdminDevices): void {
  app.get('/devices/claims', async (c) => c.json({ claims: (await acts.listClaims()).map(showClaim) }));
  app.post('/devices/claims', async (c) => {
    const body = await c.req.json<Body>();
    const issued = await acts.issueClaim({
      serial: textOf(body, 'serial') ?? '',
      kind: textOf(body, 'kind'),
      deviceId: textOf(body, 'deviceId'),
      tenantId: textOf(body, 'tenantId'),
      hours: numberOf(body, 'hours') ?? 24,
      again: body.again === true,
      operatorId: operatorOf(body),
    });
    return answer(c, issued, ({ claim, token }) => ({ claim: showClaim(claim), token }));
  });
  for (const [word, decided] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const) {
    app.post(`/devices/claims/:serial/${word}`, async (c) => {
      const body = await c.req.json<Body>();
      return answer(c, await acts.decideClaim(c.req.param('serial'), decided, operatorOf(body)), showClaim);
    });
  }
  app.post('/devices/units', async (c) => {
    const body = await c.req.json<Body>();
    const rows = Array.isArray(body.units) ? (body.units as readonly Body[]) : [];
    const units = rows.map((row) => ({
      serial: textOf(row, 'serial') ?? '',
      kind: textOf(row, 'kind') ?? '',
      deviceId: textOf(row, 'id') ?? textOf(row, 'serial') ?? '',
      keyHash: textOf(row, 'key_sha256'),
    }));
    return answer(c, await acts.importUnits(units, textOf(body, 'tenantId'), operatorOf(body)), (count) => ({ count }));
  });
}

function isKind(word: string | null): word is CredentialKind {
  return (CREDENTIAL_KINDS as readonly (string | null)[]).includes(word);
}

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addDevices(app: Hono, acts: AdminDevices): void {
  addClaims(app, acts);
  app.get('/devices/:id/credentials', async (c) => {
    const all = await acts.listCredentials(c.req.param('id'));
    return answer(c, all ? ok(all) : refused({ code: 'device.unknown' }), (each) => ({ credentials: each.map(showCredential) }));
  });
  app.post('/devices/:id/credentials', async (c) => {
    const body = await c.req.json<Body>();
    const to = textOf(body, 'to');
    if (!isKind(to)) return c.json({ code: 'request.malformed', problem: `to: one of ${CREDENTIAL_KINDS.join(', ')}` }, 400);
    const rotated = await acts.rotate({
      deviceId: c.req.param('id'),
      to,
      days: numberOf(body, 'days'),
      fingerprint: textOf(body, 'fingerprint'),
      operatorId: operatorOf(body),
    });
    return answer(c, rotated, ({ credential, secret }) => ({ credential: showCredential(credential), secret }));
  });
  app.post('/devices/:id/revoke', async (c) => {
    const body = await c.req.json<Body>();
    const revoked = await acts.revoke(c.req.param('id'), textOf(body, 'credentialId'), operatorOf(body));
    return answer(c, revoked, (ended) => ({ revoked: ended.map(showCredential) }));
  });
}
