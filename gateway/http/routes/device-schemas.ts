// Device schemas: what the routes of devices take and give, as the values that validate and describe them.
import { z } from '@hono/zod-openapi';
import { CREDENTIAL_KINDS } from '../../domain/device/credential.ts';

const instant = z.iso.datetime();
const name = z.string().min(1).max(64);

export const deviceOnly = z.strictObject({ id: name });
export const claimOnly = z.strictObject({ serial: name });
export const devicesQuery = z.strictObject({ after: z.string().max(64).optional() });
export const issueBody = z.strictObject({
  serial: name.optional().openapi({ description: 'As it is printed on the device; for an object its device id unless given.' }),
  objectId: name.optional().openapi({ description: 'The object that it moves: device id and kind follow from it.' }),
  kind: name.optional(),
  deviceId: name.optional(),
  hours: z.number().min(0.1).max(24).optional().openapi({ description: 'How long the token lives; a day at most.' }),
  again: z.boolean().optional().openapi({ description: 'Another token although one is out, which then ends.' }),
});
export const nothingBody = z.strictObject({});
export const rotateBody = z.strictObject({
  to: z.enum(CREDENTIAL_KINDS),
  days: z.int().optional().openapi({ description: 'Of a token.' }),
  fingerprint: z
    .string()
    .optional()
    .openapi({ description: 'SHA-256 of a certificate as hex; without it the first one is pinned.' }),
});
export const settingsBody = z.strictObject({
  settings: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/), z.union([z.string().max(64), z.int()]))
    .openapi({ description: 'Those of its kind that change; what is left out stays.' }),
});
export const settingsSet = z
  .object({ deviceId: z.string(), ver: z.int().openapi({ description: 'In force once the device has reported it.' }) })
  .openapi('DeviceSettingsSet');
export const revokeBody = z.strictObject({
  credentialId: name.optional().openapi({ description: 'All that are in use or wait, unless one is named.' }),
});

const claim = {
  claimId: z.string(),
  serial: z.string(),
  kind: z.string(),
  deviceId: z.string(),
  state: z.string(),
  expiresAt: instant,
};
export const claimIssued = z
  .object({
    ...claim,
    token: z.string().openapi({ description: 'Told to this request alone, and to its repeat with the same key.' }),
    code: z.string().openapi({ description: 'The words of the enrolment as one line, which the QR code says.' }),
    svg: z.string(),
    page: z.string(),
  })
  .openapi('DeviceClaimIssued');
export const claimDecided = z.object(claim).openapi('DeviceClaimDecided');
export const claimList = z
  .object({
    claims: z.array(
      z.object({
        ...claim,
        model: z.string(),
        fw: z.string(),
        keyHash: z.string().nullable(),
        issuedAt: instant,
        movedAt: instant,
      }),
    ),
  })
  .openapi('DeviceClaims');
const object = z.object({ objectId: z.string(), name: z.string() });
export const deviceList = z
  .object({
    devices: z.array(
      z.object({
        deviceId: z.string(),
        kind: z.string(),
        hasKey: z.boolean(),
        isUnsigned: z.boolean(),
        isOnline: z.boolean(),
        lastSeenAt: instant.nullable(),
        objects: z.array(object),
      }),
    ),
  })
  .openapi('Devices');
const noted = z.array(z.object({ code: z.string(), at: instant }));
const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const deviceShown = z
  .object({
    deviceId: z.string(),
    kind: z.string(),
    isUnsigned: z.boolean(),
    keyHash: z.string().nullable(),
    objects: z.array(object),
    isOnline: z.boolean(),
    lastSeenAt: instant.nullable(),
    boot: z.object({ boot: z.string(), since: instant }).nullable(),
    settings: z.object({
      desiredVer: z.int(),
      desired: settings,
      reportedVer: z.int(),
      answers: z.record(z.string(), z.string()),
    }),
    state: z.object({ reported: settings, at: instant }).nullable(),
    credentials: z.array(
      z.object({
        credentialId: z.string(),
        kind: z.enum(CREDENTIAL_KINDS),
        state: z.string(),
        madeAt: instant,
        expiresAt: instant.nullable(),
        firstUsedAt: instant.nullable(),
        endedAt: instant.nullable(),
      }),
    ),
    setAside: noted,
    refused: noted,
  })
  .openapi('Device');
export const credentialMade = z
  .object({
    deviceId: z.string(),
    credentialId: z.string(),
    kind: z.enum(CREDENTIAL_KINDS),
    state: z.string(),
    secret: z.string().nullable().openapi({ description: 'Told once and kept nowhere.' }),
  })
  .openapi('DeviceCredentialMade');
export const credentialsRevoked = z
  .object({ deviceId: z.string(), revoked: z.array(z.string()) })
  .openapi('DeviceCredentialsRevoked');
