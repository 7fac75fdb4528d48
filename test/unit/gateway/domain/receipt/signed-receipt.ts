// Makes receipts with real signatures, true ones and such that were tampered with before or after signing.
import {
  type FindKey,
  generateKeyPair,
  hashOfMessage,
  importSigner,
  importVerifyingKey,
  type Json,
  MESSAGE_TYPES,
  type MessageType,
  type Signer,
  signText,
  type Usage,
  type VerifyingKey,
  verifySigned,
} from '#protocol';
import { createTagKey, createTagVerifier, encodeDigits, formatKeyRing, parseKeyRing, publicKeySet, signTag } from '#qr';
import type { OrderedLine } from '../../../../../gateway/domain/company/order.ts';
import type { ReceiptJson } from '../../../../../gateway/domain/receipt/receipt.ts';
import { composeReceipt } from '../../../../../gateway/domain/receipt/receipt-compose.ts';
import type { ReceiptEvidence, Signed } from '../../../../../gateway/domain/receipt/receipt-evidence.ts';
import { hashOffer } from '../../../../../gateway/domain/scan/scan.ts';
import type { EndReason, SessionRecord, TagProof } from '../../../../../gateway/domain/session/session.ts';
import { type Price, priceGuest, priceUse, pricingOf, type Rounding } from '../../../../../gateway/domain/tariff/price.ts';
import { composeTerms, type TermsFacts } from '../../../../../gateway/domain/tariff/price-terms.ts';
import { freezeTariff, type Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, perWay } from '../../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../../support/records.ts';
import { expectOk } from '../../../qr/expect-ok.ts';

export const SESSION_ID = 'ses_01m7yhx300eksrqv75f258fbbv';
const ADDRESS = 'pvg/pod-a1';
const BOOT = '7-00112233445566aa';
const STARTED_AT_MS = Date.parse('2026-11-21T08:00:00.000Z');

export const POD_TARIFF: Tariff = tariffWith({
  steps: [perTime(60_000, 100n), perWay(100, 10n)],
  hold: holdOnce(9_000n),
  items: [
    { itemId: 'tea', amountMinor: 500n, name: { en: 'Tea' } },
    { itemId: 'noodles', amountMinor: 1_900n, name: { en: 'Noodles' } },
  ],
});

type Member = { readonly [name: string]: Json };

/** Everything that a story of one receipt may say differently; records are changed before they are signed. */
export type Story = {
  readonly tariff?: Tariff;
  readonly usage?: Usage;
  readonly rounding?: Rounding;
  /** What of the price hangs on the person and the hour. */
  readonly terms?: Partial<TermsFacts>;
  /** Of whom the bill is; a guest's is for the tickets alone. */
  readonly role?: 'host' | 'guest';
  /** What was held in the end; the tariff's most where it is left out. */
  readonly heldMinor?: bigint;
  readonly endReason?: EndReason;
  /** Each ticket is one order of these lines. */
  readonly tickets?: readonly (readonly OrderedLine[])[];
  readonly isStarted?: boolean;
  readonly hasCommand?: boolean;
  readonly hasEnd?: boolean;
  readonly command?: Member;
  readonly start?: Member;
  readonly ticket?: Member;
  readonly end?: Member;
  /** Signs the device's end with this role's key. */
  readonly endSigner?: Role;
};

export type Role = 'command' | 'device' | 'otherDevice';
type RoleKey = { readonly kid: string; readonly signer: Signer; readonly key: VerifyingKey; readonly x: string };

export type Notary = {
  readonly roles: { readonly [R in Role]: RoleKey };
  readonly tag: TagProof;
  /** The public keys, each with its purpose, as a venue publishes them. */
  readonly jwks: { readonly keys: readonly { readonly [member: string]: Json }[] };
  issue(story?: Story): Promise<ReceiptJson>;
  evidenceOf(receipt: ReceiptJson): Promise<ReceiptEvidence>;
};

async function createRole(kid: string): Promise<RoleKey> {
  const { privateJwk, publicJwk } = await generateKeyPair();
  return { kid, signer: await importSigner(kid, privateJwk), key: await importVerifyingKey(publicJwk), x: publicJwk.x };
}

/** New keys for tag, commands and two devices, and what can be signed and checked with them. */
export async function createNotary(): Promise<Notary> {
  const ring = expectOk(await parseKeyRing(formatKeyRing([await createTagKey({ kid: 7, issuer: 'https://q.example.com' })])));
  const [tagKey] = ring.signingKeys;
  if (!tagKey) throw new Error('the ring has one key');
  const verifier = createTagVerifier(ring.verifyKeys);
  const bytes = await signTag({ kid: 7, tagId: '0102030405060708', issuedDay: 690 }, tagKey);
  const scanned = expectOk(await verifier.verify(encodeDigits(bytes)));
  const tag: TagProof = {
    protectedHeader: Buffer.from(scanned.protectedHeader).toString('base64url'),
    payload: Buffer.from(scanned.payloadHex, 'hex').toString('base64url'),
    signature: scanned.signature,
  };
  const roles = {
    command: await createRole('gw-1'),
    device: await createRole('pod-a1'),
    otherDevice: await createRole('pod-b2'),
  };
  const publicKey = ({ kid, x }: RoleKey, purpose: string, more: Member = {}): Member => ({
    kty: 'OKP',
    crv: 'Ed25519',
    kid,
    x,
    'unlatch:purpose': purpose,
    ...more,
  });
  const jwks = {
    keys: [
      ...publicKeySet(ring.verifyKeys).keys.map((key) => ({ ...key, 'unlatch:purpose': 'tag' }) as unknown as Member),
      publicKey(roles.command, 'command'),
      publicKey(roles.device, 'device', { 'unlatch:address': ADDRESS }),
      publicKey(roles.otherDevice, 'device'),
    ],
  };
  const findFor =
    (...wanted: Role[]): FindKey =>
    (kid) =>
      wanted.map((role) => roles[role]).find((role) => role.kid === kid)?.key;

  async function evidenceOf({ proof }: ReceiptJson): Promise<ReceiptEvidence> {
    const verify = (jws: string, typ: MessageType, find: FindKey): Promise<Signed> => verifySigned(jws, typ, find);
    const ofDevice = (jws: string): Promise<Signed> => verify(jws, MESSAGE_TYPES.journal, findFor('device', 'otherDevice'));
    const printed = Buffer.concat([Buffer.from(proof.tag.payload, 'base64url'), Buffer.from(proof.tag.signature, 'base64url')]);
    return {
      tag: await verifier.verify(encodeDigits(printed)),
      startCommand:
        proof.startCommand === null ? null : await verify(proof.startCommand, MESSAGE_TYPES.command, findFor('command')),
      deviceStart: proof.deviceStart === null ? null : await ofDevice(proof.deviceStart),
      deviceEnd: proof.deviceEnd === null ? null : await ofDevice(proof.deviceEnd),
      deviceTickets: await Promise.all(proof.deviceTickets.map(ofDevice)),
      deviceAddresses: new Map([['pod-a1', ADDRESS]]),
    };
  }

  return { roles, tag, jwks, evidenceOf, issue: (story = {}) => issueReceipt(story, roles, tag) };
}

async function signRecords(story: Required<Pick<Story, 'usage' | 'tickets' | 'isStarted'>> & Story, roles: Notary['roles']) {
  const sign = (typ: MessageType, payload: Member, role: Role): Promise<string> =>
    signText(typ, JSON.stringify(payload), roles[role].signer);
  const cid = 'cmd_01m7yhx5xrej9ahtd79eng1w22';
  const commandJws = await sign(
    MESSAGE_TYPES.command,
    {
      v: 1,
      iss: 'unlatch',
      aud: ADDRESS,
      cid,
      ctr: 42,
      boot: BOOT,
      expUp: 18_000,
      iat: STARTED_AT_MS / 1000 - 1,
      act: 'start',
      ses: SESSION_ID,
      arg: { limits: { leaseUp: 98_000, maxS: 43_200 } },
      ...story.command,
    },
    'command',
  );
  const entry = (n: number, use: Usage, more: Member): Member => ({
    v: 1,
    sub: ADDRESS,
    boot: BOOT,
    seq: n + 3,
    upMs: 9_000 + use.useMs,
    ses: SESSION_ID,
    n,
    cid,
    cmdHash: hashOfMessage(commandJws),
    use: use as Member,
    evidence: [],
    ...more,
  });
  const none = { useMs: 0, distanceM: 0 };
  const lastN = story.tickets.length + 1;
  const start = await sign(MESSAGE_TYPES.journal, entry(0, none, { ev: 'started', ...story.start }), 'device');
  const end = await sign(
    MESSAGE_TYPES.journal,
    entry(lastN, story.usage, { ev: 'ended', trigger: 'stop_command', endUpMs: 9_000 + story.usage.useMs, ...story.end }),
    story.endSigner ?? 'device',
  );
  const tickets = await Promise.all(
    story.tickets.map((lines, index) => {
      const printed = {
        order: `ord_${index}`,
        lines: lines.map(({ itemId, quantity }) => ({ item: itemId, name: itemId, qty: quantity })),
      };
      const more: Member = { ev: 'updated', trigger: 'ticket_printed', ticket: printed, ...story.ticket };
      return sign(MESSAGE_TYPES.journal, entry(index + 1, none, more), 'device');
    }),
  );
  return { commandJws, start, end, tickets };
}

const NOTHING_DUE: Price = { lines: [], totalMinor: 0n, taxMinor: 0n };

/** Composes the receipt as the gateway would, from a session that went as the story says. */
async function issueReceipt(story: Story, roles: Notary['roles'], tag: TagProof): Promise<ReceiptJson> {
  const {
    tariff = POD_TARIFF,
    rounding = 'started',
    tickets = [],
    isStarted = true,
    hasCommand = true,
    hasEnd = isStarted,
  } = story;
  const usage = isStarted ? (story.usage ?? { useMs: 605_000, distanceM: 0 }) : { useMs: 0, distanceM: 0 };
  const signed = await signRecords({ ...story, usage, tickets, isStarted }, roles);
  const frozen = freezeTariff('tar_1', 3, tariff);
  const venue = {
    venueId: 'ven_1',
    tenantId: 'pvg',
    name: 'Pudong T2',
    zone: 'Asia/Shanghai',
    currency: tariff.currency,
    feePermille: 0,
    seller: null,
  };
  const place = { placeId: 'plc_1', venueId: 'ven_1', name: 'Gate D68' };
  const object = {
    objectId: 'obj_1',
    tenantId: 'pvg',
    venueId: 'ven_1',
    placeId: 'plc_1',
    kind: 'sleep-pod',
    name: 'Pod A1',
    deviceId: 'pod-a1',
    status: 'in_service',
    bindingVersion: 4,
  } as const;
  const offerHash = hashOffer({
    objectId: object.objectId,
    currency: tariff.currency,
    tariff: frozen,
    holdMinor: tariff.hold.atStartMinor,
    bindingVersion: object.bindingVersion,
  });
  const terms = composeTerms(tariff, {
    ...{ sold: frozen, zone: venue.zone, feePermille: 0, packageId: null, recentUses: [], longestSessionMs: 43_200_000 },
    nowMs: STARTED_AT_MS - 1_000,
    ...story.terms,
  });
  const heldMinor = story.heldMinor ?? tariff.hold.mostMinor;
  const pricing = pricingOf({ tariff: frozen, terms, createdAtMs: STARTED_AT_MS, startedAtMs: STARTED_AT_MS });
  const ordered = tickets.flat();
  const priced =
    story.role === 'guest' ? priceGuest(pricing, ordered, heldMinor) : priceUse(pricing, usage, ordered, rounding, heldMinor);
  const price = isStarted ? priced : NOTHING_DUE;
  const session: SessionRecord = {
    sessionId: SESSION_ID,
    tenantId: 'pvg',
    venueId: venue.venueId,
    placeId: place.placeId,
    objectId: object.objectId,
    deviceId: object.deviceId,
    kind: object.kind,
    payerId: 'per_1',
    state: 'closed',
    version: 9,
    tariff: frozen,
    terms,
    scan: { tagId: '0102030405060708', proof: tag },
    offerHash,
    holdId: 'hld_1',
    heldMinor,
    mostMinor: tariff.hold.mostMinor,
    createdAtMs: STARTED_AT_MS - 1_000,
    startedAtMs: isStarted ? STARTED_AT_MS : null,
    stopRequest: null,
    stopAdvice: null,
    usage,
    usageAtMs: null,
    costMinor: price.totalMinor,
    lease: null,
    journalUpTo: tickets.length + 1,
    settlement: null,
    review: null,
    end: {
      reason: story.endReason ?? (isStarted ? 'stopped' : 'start-unseen'),
      atMs: STARTED_AT_MS + usage.useMs + (usage.pausedMs ?? 0),
      finalMinor: price.totalMinor,
    },
    receiptId: 'rcp_1',
  };
  return composeReceipt({
    receiptId: 'rcp_1',
    session,
    payer: { payerId: 'per_1', role: story.role ?? 'host', heldMinor },
    venue,
    place,
    object,
    price,
    rounding,
    transferId: 'trf_1',
    startCommandJws: hasCommand ? signed.commandJws : null,
    deviceStartJws: isStarted ? signed.start : null,
    deviceEndJws: hasEnd ? signed.end : null,
    ticketJws: isStarted ? signed.tickets : [],
  });
}
