// Admin keys: what only the owner of the data folder may do about the keys that devices believe (FP-30).
import type { Context, Hono } from 'hono';
import { KEY_USES, type KeyUse, type ManifestKey, type Result } from '#protocol';
import {
  type KeysStanding,
  planRotation,
  type RotationStep,
  type SigningKey,
  type TenantKeys,
} from '../domain/device/signing-keys.ts';
import type { InstallKeyManifest, ManifestActRefusal } from '../operator/install-key-manifest.ts';
import type { KeyRoom } from '../ports/signing-keys.ts';

export type PublicRoot = { readonly kid: string; readonly x: string };
export type RootRefusal = { readonly code: 'root.test-key' | 'root.in-use' };

export type AdminKeys = {
  readonly issuer: string;
  readonly root: () => PublicRoot & { readonly isHere: boolean };
  readonly soleTenant: () => Promise<string | null>;
  readonly isTenant: (tenant: string) => Promise<boolean>;
  readonly tenantKeys: (tenant: string) => TenantKeys;
  readonly installed: KeyRoom['installed'];
  readonly makeKey: (tenant: string, use: KeyUse) => Promise<SigningKey>;
  readonly standing: (tenant: string) => Promise<readonly KeysStanding[]>;
  readonly install: InstallKeyManifest;
  readonly trust: (root: PublicRoot) => Promise<Result<PublicRoot, RootRefusal>>;
};

type Refusal = ManifestActRefusal | RootRefusal;

/** What happened and what to do next, for whoever typed the command. */
function explain(refusal: Refusal, root: PublicRoot): string {
  switch (refusal.code) {
    case 'manifest.not-newer':
      return `${refusal.detail}: sign one with the next version, as 'unlatch keys public' gives it`;
    case 'manifest.foreign':
      return `it is of another gateway or tenant (${refusal.detail}): sign what this gateway's 'unlatch keys public' gives`;
    case 'manifest.kid-reused':
      return `the name ${refusal.detail} was another key's before: a name is never given twice`;
    case 'manifest.kid-twice':
      return `it names ${refusal.detail} twice`;
    case 'manifest.use-missing':
      return `it names no key for ${refusal.detail}`;
    case 'manifest.test-key':
      return `${refusal.detail} is a published key or one of a test: everybody could open what believes it`;
    case 'manifest.key-not-here':
      return `this gateway holds no key of it for ${refusal.detail}: devices that took it would obey nobody`;
    case 'manifest.no-overlap':
      return `${refusal.detail} signs now and is missing: keep it in one manifest more, or say --emergency where it was lost`;
    case 'manifest.malformed':
      return 'it is no key manifest';
    case 'manifest.overtaken':
      return 'another one was installed at this moment: look at `unlatch keys status`';
    case 'tenant.unknown':
      return `there is no tenant ${refusal.detail} here`;
    case 'signature.unknown-key':
      return `it is signed by ${refusal.kid}, and the root that is trusted here is ${root.kid}: trust another with 'unlatch keys trust'`;
    case 'signature.malformed':
    case 'signature.invalid':
    case 'signature.wrong-type':
      return `the root ${root.kid} did not sign this as a key manifest`;
    case 'root.test-key':
      return 'it is a published key or one of a test: make one with `unlatch keys root`';
    case 'root.in-use':
      return 'devices believe the present root: they have to enrol anew before there can be another';
  }
}

type Body = { readonly [name: string]: unknown };
const textOf = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

type Told = {
  readonly tenant: string;
  readonly root: PublicRoot & { readonly isHere: boolean };
  readonly ver: number;
  readonly versions: readonly { readonly ver: number; readonly devices: number; readonly online: number }[];
  readonly behind: readonly string[];
  readonly next: RotationStep;
  /** What the root is asked to sign. */
  readonly request: {
    readonly iss: string;
    readonly tenant: string;
    readonly root: string;
    readonly ver: number;
    readonly keys: readonly ManifestKey[];
  };
};

async function describe(keys: AdminKeys, tenant: string): Promise<Told> {
  const ver = keys.installed(tenant)?.ver ?? 0;
  const standing = await keys.standing(tenant);
  const behind = standing.filter(({ keysVer }) => keysVer < ver);
  const plan = planRotation(keys.tenantKeys(tenant), behind.filter(({ online }) => online).length);
  const versions = [...new Set(standing.map(({ keysVer }) => keysVer))]
    .sort((a, b) => b - a)
    .map((each) => {
      const those = standing.filter(({ keysVer }) => keysVer === each);
      return { ver: each, devices: those.length, online: those.filter(({ online }) => online).length };
    });
  const root = keys.root();
  return {
    tenant,
    root,
    ver,
    versions,
    behind: behind.map(({ device }) => device),
    next: plan.next,
    request: { iss: keys.issuer, tenant, root: root.kid, ...plan.proposal },
  };
}

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addKeys(app: Hono, keys: AdminKeys): void {
  const refuse = (c: Context, refusal: Refusal): Response =>
    c.json({ code: refusal.code, problem: explain(refusal, keys.root()) }, 409);

  /** The only one there is, unless it is named. */
  async function tenantOf(c: Context, named: string): Promise<string | Response> {
    const tenant = named === '' ? await keys.soleTenant() : named;
    if (tenant === null)
      return c.json({ code: 'tenant.unclear', problem: 'there is not exactly one tenant here: name it with --tenant' }, 400);
    if (await keys.isTenant(tenant)) return tenant;
    return c.json({ code: 'tenant.unknown', problem: `there is no tenant ${tenant} here` }, 404);
  }

  app.get('/keys', async (c) => {
    const tenant = await tenantOf(c, c.req.query('tenant') ?? '');
    return typeof tenant === 'string' ? c.json(await describe(keys, tenant)) : tenant;
  });
  app.post('/keys/rotate', async (c) => {
    const body = await c.req.json<Body>();
    const tenant = await tenantOf(c, textOf(body, 'tenant'));
    if (typeof tenant !== 'string') return tenant;
    const uses = KEY_USES.filter((use) => body.use === 'both' || body.use === use);
    if (uses.length === 0) return c.json({ code: 'request.malformed', problem: 'use: cmd, sys or both' }, 400);
    const { next } = await describe(keys, tenant);
    const isBegun = next.step === 'sign' ? next.kids.length > 0 : next.step !== 'steady';
    // What has begun is ended first: with a third key nobody could say which of them follows which.
    const made: SigningKey[] = [];
    for (const use of isBegun ? [] : uses) made.push(await keys.makeKey(tenant, use));
    return c.json({ ...(await describe(keys, tenant)), made: made.map(({ kid }) => kid) });
  });
  app.post('/keys/install', async (c) => {
    const body = await c.req.json<Body>();
    const installed = await keys.install({
      jws: textOf(body, 'jws').trim(),
      emergency: body.emergency === true,
      operatorId: textOf(body, 'operatorId') || 'owner',
    });
    return installed.ok ? c.json(await describe(keys, installed.value.tenantId)) : refuse(c, installed.error);
  });
  app.post('/keys/trust', async (c) => {
    const body = await c.req.json<Body>();
    const [kid, x] = [textOf(body, 'kid'), textOf(body, 'x')];
    if (!/^[A-Za-z0-9_-]{1,48}$/.test(kid) || !/^[A-Za-z0-9_-]{43}$/.test(x)) {
      return c.json({ code: 'request.malformed', problem: 'a root key has a kid and an x of 43 characters' }, 400);
    }
    const trusted = await keys.trust({ kid, x });
    return trusted.ok ? c.json({ root: trusted.value }) : refuse(c, trusted.error);
  });
}
