// Device acts: staff enrol devices, see how each is, and change or end what opens its connection.
import { composeClaimCode, ok, type Result } from '#protocol';
import { createTextMatrix, renderSvg } from '#qr';
import type { CredentialRecord } from '../../domain/device/credential.ts';
import { type DeviceClaim, hashOfKey } from '../../domain/device/device-claim.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { DeviceDesk, DeviceView } from '../../operator/device-desk.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import type { App, RouteDeps } from '../context.ts';
import {
  claimDecided,
  claimIssued,
  claimList,
  claimOnly,
  credentialMade,
  credentialsRevoked,
  deviceList,
  deviceOnly,
  deviceShown,
  devicesQuery,
  issueBody,
  nothingBody,
  revokeBody,
  rotateBody,
  settingsBody,
  settingsSet,
} from './device-schemas.ts';
import { addOperatorRoute, type StaffAnswer } from './operator-route.ts';

const BASE = '/api/v1/operator/devices';

const at = (ms: number): string => new Date(ms).toISOString();
const atOrNull = (ms: number | null): string | null => (ms === null ? null : at(ms));

/** What an installer's phone shows and a device reads. */
export function claimQr(
  claim: Pick<DeviceClaim, 'serial' | 'kind'>,
  token: string,
): { readonly code: string; readonly svg: string } {
  const code = composeClaimCode({ serial: claim.serial, kind: claim.kind, token });
  return { code, svg: renderSvg(createTextMatrix(code, 'M')) };
}

function showClaim(claim: DeviceClaim): object {
  const { claimId, serial, kind, deviceId, state, model, fw, publicX } = claim;
  return {
    ...{ claimId, serial, kind, deviceId, state, model, fw },
    keyHash: publicX === null ? null : hashOfKey(publicX),
    issuedAt: at(claim.issuedAtMs),
    expiresAt: at(claim.expiresAtMs),
    movedAt: at(claim.movedAtMs),
  };
}

/** Never the proof: even the hash of a password is for nobody's eyes. */
function showCredential({
  credentialId,
  kind,
  state,
  madeAtMs,
  expiresAtMs,
  firstUsedAtMs,
  endedAtMs,
}: CredentialRecord): object {
  const [expiresAt, firstUsedAt, endedAt] = [expiresAtMs, firstUsedAtMs, endedAtMs].map(atOrNull);
  return { credentialId, kind, state, madeAt: at(madeAtMs), expiresAt, firstUsedAt, endedAt };
}

function showDevice({ device, desired, objects, credentials, setAside, refused }: DeviceView): object {
  const { deviceId, kind, isUnsigned, publicX, presence, boot, config, state } = device;
  const noted = ({ code, atMs }: DeviceView['refused'][number]): object => ({ code, at: at(atMs) });
  return {
    ...{ deviceId, kind, isUnsigned, objects },
    keyHash: publicX === '' ? null : hashOfKey(publicX),
    isOnline: presence.online,
    lastSeenAt: atOrNull(presence.lastSeenAtMs),
    boot: boot && { boot: boot.boot, since: at(boot.bootAtMs) },
    settings: { desired, desiredVer: config.desiredVer, reportedVer: config.reportedVer, answers: config.answers },
    state: state && { reported: state.reported, at: at(state.atMs) },
    credentials: credentials.map(showCredential),
    setAside: setAside.map(noted),
    refused: refused.map(noted),
  };
}

async function answered<T>(
  found: Promise<Result<T, Rejection>>,
  show: (value: T) => StaffAnswer,
): Promise<Result<StaffAnswer, Rejection>> {
  const result = await found;
  return result.ok ? ok(show(result.value)) : result;
}

function addClaims(app: App, deps: RouteDeps, desk: DeviceDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/claims`,
      act: 'device.enrol',
      summary: 'Hand out a token for a new device',
      description:
        'One-time, for a serial number or for the device of an object; it lives a day at most (FP-28). The answer has it as text and as a QR code.',
      body: issueBody,
      answer: { status: 201, description: 'The token, told once.', schema: claimIssued },
      refusals: ['object.unknown', 'device.taken', 'device-claim.open', 'device-claim.unknown'],
    },
    ({ operator, keyed, body }) => {
      const { serial = null, objectId = null, kind = null, deviceId = null, hours = 24, again = false } = body;
      const wanted = { serial, objectId, kind, deviceId, hours, again };
      return answered(desk.issueClaim({ ...keyed, operator, ...wanted }), ({ status, body: kept, claim, token }) => ({
        status,
        body: { ...JSON.parse(kept), token, ...claimQr(claim, token), page: consolePaths.claim(claim.claimId) },
      }));
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/claims`,
      act: 'device.see',
      summary: 'Tokens that were handed out',
      answer: { status: 200, description: 'The newest of each serial number.', schema: claimList },
      refusals: [],
    },
    async ({ operator }) => ok({ status: 200, body: { claims: (await desk.listClaims(operator.tenantId)).map(showClaim) } }),
  );
  for (const [word, decided, summary] of [
    ['approve', 'approved', 'Let a device in that waits'],
    ['reject', 'rejected', 'Turn a device down, or end its token'],
  ] as const) {
    addOperatorRoute(
      app,
      deps,
      {
        method: 'post',
        path: `${BASE}/claims/{serial}/${word}`,
        act: 'device.enrol',
        summary,
        params: claimOnly,
        body: nothingBody,
        answer: { status: 200, description: 'Decided.', schema: claimDecided },
        refusals: ['device-claim.unknown', 'device-claim.not-pending'],
      },
      ({ operator, keyed, params }) => desk.decideClaim({ ...keyed, operator, serial: params.serial, decided }),
    );
  }
}

function addLooks(app: App, deps: RouteDeps, desk: DeviceDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: BASE,
      act: 'device.see',
      summary: 'Devices and what they move',
      query: devicesQuery,
      answer: { status: 200, description: 'By id, those after `after`.', schema: deviceList },
      refusals: [],
    },
    async ({ operator, query }) => {
      const devices = await desk.list(operator.tenantId, query.after ?? '');
      const shown = devices.map(({ lastSeenAtMs, ...device }) => ({ ...device, lastSeenAt: atOrNull(lastSeenAtMs) }));
      return ok({ status: 200, body: { devices: shown } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/{id}`,
      act: 'device.see',
      summary: 'One device',
      description:
        'Presence, boot, settings, what opens its connection - never a secret - and why something of it was set aside.',
      params: deviceOnly,
      answer: { status: 200, description: 'As it is now.', schema: deviceShown },
      refusals: ['device.unknown'],
    },
    ({ operator, params }) =>
      answered(desk.read(operator.tenantId, params.id), (view) => ({ status: 200, body: showDevice(view) })),
  );
}

function addSettings(app: App, deps: RouteDeps, desk: DeviceDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/settings`,
      act: 'device.configure',
      summary: 'Change settings of a device',
      description:
        'It is told now, or at its next hello, and again until it has reported them (FP-23). Lights and chimes of an emergency are none of them.',
      params: deviceOnly,
      body: settingsBody,
      answer: { status: 200, description: 'Kept, and on their way.', schema: settingsSet },
      refusals: ['device.unknown'],
    },
    ({ operator, keyed, params, body }) => desk.configure({ ...keyed, operator, deviceId: params.id, settings: body.settings }),
  );
}

function addCredentials(app: App, deps: RouteDeps, desk: DeviceDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/credentials/rotate`,
      act: 'device.configure',
      summary: 'Make the next credential of a device',
      description: 'The one before is good until the first connect with it (FP-29).',
      params: deviceOnly,
      body: rotateBody,
      answer: { status: 201, description: 'Its secret is told once.', schema: credentialMade },
      refusals: ['device.unknown', 'device.keyless'],
    },
    ({ operator, keyed, params, body }) => {
      const { to, days = null, fingerprint = null } = body;
      const made = desk.rotate({ ...keyed, operator, deviceId: params.id, to, days, fingerprint });
      return answered(made, ({ status, body: kept, secret }) => ({ status, body: { ...JSON.parse(kept), secret } }));
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/credentials/revoke`,
      act: 'device.configure',
      summary: "Take away what opens a device's connection",
      description: 'It is sent away at once.',
      params: deviceOnly,
      body: revokeBody,
      answer: { status: 200, description: 'Taken away.', schema: credentialsRevoked },
      refusals: ['device.unknown', 'credential.unknown'],
    },
    ({ operator, keyed, params, body }) =>
      desk.revoke({ ...keyed, operator, deviceId: params.id, credentialId: body.credentialId ?? null }),
  );
}

/** Where devices can come in; the claims first, since no device is called so. */
export function addDeviceActs(app: App, deps: RouteDeps): void {
  const { deviceDesk } = deps;
  if (!deviceDesk) return;
  addClaims(app, deps, deviceDesk);
  addLooks(app, deps, deviceDesk);
  addSettings(app, deps, deviceDesk);
  addCredentials(app, deps, deviceDesk);
}
