// Receipt keys: a public key set whose keys serve one purpose each: the tag's, the command's or the device's.
import { type FindKey, importVerifyingKey, isTopicId, ok, type Result, refused, type VerifyingKey } from '#protocol';
import { createTagVerifier, parseVerifyKeys, type TagVerifier } from '#qr';

/** Members of a JWK (RFC 7517) that may say what the key signs: the one we publish, its qualified name, the registered one. */
const PURPOSE_MEMBERS = ['purpose', 'unlatch:purpose', 'use'] as const;
/** The member of a device's key that says whose it is: `tenant/device`. */
const ADDRESS = 'unlatch:address';

type KeyPurpose = 'tag' | 'command' | 'device';

/** A key is looked up among those of its purpose only: one for commands never proves a device's word. */
export type ReceiptKeys = {
  readonly tags: TagVerifier;
  readonly commands: FindKey;
  readonly devices: FindKey;
  readonly deviceAddresses: ReadonlyMap<string, string>;
};

export type ReceiptKeysRefusal = { readonly code: 'keys.unreadable'; readonly problem: string };

type Entry = Readonly<Record<string, unknown>>;

function unreadable(problem: string): Result<never, ReceiptKeysRefusal> {
  return refused({ code: 'keys.unreadable', problem });
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function purposeOf(entry: Entry): KeyPurpose | null {
  const words = PURPOSE_MEMBERS.map((member) => entry[member]);
  return (['tag', 'command', 'device'] as const).find((purpose) => words.includes(purpose)) ?? null;
}

/** The entries of a key set; keys for anything else may stand in it and are left out. */
function parseEntries(text: string): Result<readonly { purpose: KeyPurpose; entry: Entry }[], ReceiptKeysRefusal> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable('it is not JSON');
  }
  const list = isEntry(json) ? json.keys : undefined;
  if (!Array.isArray(list)) return unreadable('it has no list "keys"');
  const entries = (list as unknown[]).filter(isEntry).flatMap((entry) => {
    const purpose = purposeOf(entry);
    return purpose === null ? [] : [{ purpose, entry }];
  });
  if (entries.length === 0) return unreadable('no key in it has the purpose tag, command or device');
  return ok(entries);
}

type NamedKey = { readonly kid: string; readonly key: VerifyingKey };

async function importNamedKey(entry: Entry): Promise<Result<NamedKey, ReceiptKeysRefusal>> {
  const { kid, kty, crv, x } = entry;
  if (typeof kid !== 'string' || kid === '') return unreadable('a key has no kid');
  if (kty !== undefined && kty !== 'OKP') return unreadable(`key ${kid} is not of kty OKP`);
  if (crv !== 'Ed25519' || typeof x !== 'string') return unreadable(`key ${kid} is not an Ed25519 key with crv and x`);
  try {
    return ok({ kid, key: await importVerifyingKey({ kty: 'OKP', crv, x }) });
  } catch {
    return unreadable(`key ${kid} has an x that is no Ed25519 key`);
  }
}

async function importPurpose(entries: readonly Entry[]): Promise<Result<ReadonlyMap<string, VerifyingKey>, ReceiptKeysRefusal>> {
  const keys = new Map<string, VerifyingKey>();
  for (const entry of entries) {
    const named = await importNamedKey(entry);
    if (!named.ok) return named;
    if (keys.has(named.value.kid)) return unreadable(`kid ${named.value.kid} names two keys of one purpose`);
    keys.set(named.value.kid, named.value.key);
  }
  return ok(keys);
}

/** Tag keys keep their issuer and status; without any, every tag is of an unknown key. */
async function createVerifier(entries: readonly Entry[]): Promise<Result<TagVerifier, ReceiptKeysRefusal>> {
  if (entries.length === 0) return ok(createTagVerifier([]));
  const keys = await parseVerifyKeys(JSON.stringify({ keys: entries.map((entry) => ({ kty: 'OKP', ...entry, use: 'sig' })) }));
  if (keys.ok) return ok(createTagVerifier(keys.value));
  const { code, ...facts } = keys.error;
  return unreadable(
    `its tag keys are refused (${code}${Object.entries(facts)
      .map(([name, value]) => `, ${name} ${value}`)
      .join('')})`,
  );
}

function addressesOf(entries: readonly Entry[]): Result<ReadonlyMap<string, string>, ReceiptKeysRefusal> {
  const addresses = new Map<string, string>();
  for (const { kid, [ADDRESS]: address } of entries) {
    if (address === undefined) continue;
    const words = typeof address === 'string' ? address.split('/') : [];
    if (words.length !== 2 || !words.every(isTopicId))
      return unreadable(`key ${String(kid)} has an ${ADDRESS} that is not tenant/device`);
    addresses.set(String(kid), words.join('/'));
  }
  return ok(addresses);
}

/** Reads a JWKS whose keys name their purpose; refused with one sentence about the first thing that is wrong. */
export async function parseReceiptKeys(text: string): Promise<Result<ReceiptKeys, ReceiptKeysRefusal>> {
  const parsed = parseEntries(text);
  if (!parsed.ok) return parsed;
  const of = (wanted: KeyPurpose): readonly Entry[] =>
    parsed.value.filter(({ purpose }) => purpose === wanted).map(({ entry }) => entry);
  const commands = await importPurpose(of('command'));
  if (!commands.ok) return commands;
  const devices = await importPurpose(of('device'));
  if (!devices.ok) return devices;
  const tags = await createVerifier(of('tag'));
  if (!tags.ok) return tags;
  const deviceAddresses = addressesOf(of('device'));
  if (!deviceAddresses.ok) return deviceAddresses;
  return ok({
    tags: tags.value,
    commands: (kid) => commands.value.get(kid),
    devices: (kid) => devices.value.get(kid),
    deviceAddresses: deviceAddresses.value,
  });
}
