// Step 1, resolve scan: a verified code becomes an offer and a sealed ticket; nothing is written.
import { ok, type Result, refused } from '#protocol';
import { parseTagPayload, type TagVerifier, type TagVerifyKey, type VerifiedTag } from '#qr';
import { participantOf } from '../domain/company/participant-decide.ts';
import type { ObjectScene } from '../domain/object.ts';
import type { Rejection } from '../domain/rejections.ts';
import { composeOffer, type Offer, TICKET_LIFETIME_MS, type Ticket } from '../domain/scan/scan.ts';
import type { TagRecord } from '../domain/scan/tag.ts';
import { openTicket, sealTicket } from '../domain/scan/ticket.ts';
import type { SessionRecord, TagProof } from '../domain/session/session.ts';
import { asLastHeard, policyOf, type StepContext } from './step-context.ts';

export type ScanRequest = {
  /** A link, or the digits of one. */
  readonly code: string;
  readonly personId: string | null;
  /** What the ticket will be bound to: `c:` and the hash of the scan cookie, or `p:` and the person. */
  readonly binding: string;
};
export type ScanAnswer = { readonly offer: Offer; readonly ticket: string; readonly expiresAtMs: number };
export type ResolveScan = (request: ScanRequest) => Promise<Result<ScanAnswer, Rejection>>;

export type TicketRequest = { readonly ticket: string; readonly personId: string | null; readonly binding: string };
export type TicketAnswer = { readonly offer: Offer; readonly ticketExpiresAtMs: number; readonly tag: TagProof };
export type ReadTicket = (request: TicketRequest) => Promise<Result<TicketAnswer, Rejection>>;

/** No tag has this id: reading it costs a refused code the same look-up as an unknown one. */
const DECOY_TAG_ID = '0000000000000000';

/** The tag as a flattened JWS (RFC 7515 §7.2.2), as the receipt carries it. */
function proofOf(tag: VerifiedTag): TagProof {
  return {
    protectedHeader: Buffer.from(tag.protectedHeader).toString('base64url'),
    payload: Buffer.from(tag.payloadHex, 'hex').toString('base64url'),
    signature: tag.signature,
  };
}

/** Tag row active and equal to what was issued: a stolen key alone mints nothing (codes rule 4). */
async function sceneOfTag(context: StepContext, tag: VerifiedTag): Promise<Result<ObjectScene, Rejection>> {
  const row = await context.store.tag(tag.tagId);
  if (!row || row.payloadHex !== tag.payloadHex) return refused({ code: 'code.not-ours' });
  if (row.status !== 'active') return refused({ code: 'code.replaced' });
  const scene = await context.store.scene(row.objectId);
  return scene ? ok(scene) : refused({ code: 'object.unknown' });
}

export type IsTagInForce = (tag: TagRecord, proof: TagProof) => boolean;

/** What a ticket was scanned from must still count at its Start: the same label, under a key that was not revoked since (row 30). */
export function createIsTagInForce(tagKeys: readonly TagVerifyKey[]): IsTagInForce {
  const kids = new Set(tagKeys.filter(({ status }) => status !== 'revoked').map(({ kid }) => kid));
  return (tag, proof) => {
    const bytes = Buffer.from(proof.payload, 'base64url');
    const payload = parseTagPayload(bytes);
    return tag.status === 'active' && tag.payloadHex === bytes.toString('hex') && payload.ok && kids.has(payload.value.kid);
  };
}

/** The offer as this person sees it now. */
export function offerOf(
  context: StepContext,
  scene: ObjectScene,
  personId: string | null,
  nowMs: number,
): Result<Offer, Rejection> {
  const { pairing, guests } = policyOf(context, scene.object.kind);
  const device = asLastHeard(context, scene.device);
  return composeOffer({ ...scene, device }, { personId, pairing, guests, nowMs });
}

/** Whoever asked to join, or has joined, finds their session again by scanning, like its host. */
async function asMember(context: StepContext, offer: Offer, live: SessionRecord | null, personId: string | null): Promise<Offer> {
  const mayBeIn = offer.availability === 'joinable' || offer.availability === 'not-paired';
  if (!mayBeIn || live === null || personId === null) return offer;
  const dossier = await context.store.dossier(live.sessionId);
  const state = dossier && participantOf(dossier.participants, personId)?.state;
  const isIn = state === 'asked' || state === 'joining' || state === 'joined';
  return isIn ? { ...offer, availability: 'yours', liveSessionId: live.sessionId, joinMinor: null } : offer;
}

export function createResolveScan(context: StepContext, tagVerifier: TagVerifier): ResolveScan {
  return async (request) => {
    const nowMs = context.clock.nowMs();
    const tag = await tagVerifier.verify(request.code);
    if (!tag.ok) {
      await context.store.tag(DECOY_TAG_ID);
      return refused({ code: 'code.not-ours' });
    }
    const scene = await sceneOfTag(context, tag.value);
    if (!scene.ok) return scene;
    const offer = offerOf(context, scene.value, request.personId, nowMs);
    if (!offer.ok) return offer;
    const ticket: Ticket = {
      tagId: tag.value.tagId,
      objectId: offer.value.objectId,
      bindingVersion: offer.value.bindingVersion,
      offerHash: offer.value.offerHash,
      nonce: context.ids('tkt'),
      binding: request.binding,
      expiresAtMs: nowMs + TICKET_LIFETIME_MS,
      tag: proofOf(tag.value),
    };
    const shown = await asMember(context, offer.value, scene.value.live, request.personId);
    return ok({ offer: shown, ticket: sealTicket(ticket, context.mac), expiresAtMs: ticket.expiresAtMs });
  };
}

/** Opens a ticket and reads its object anew; the offer shown is always the present one. */
export async function openScene(
  context: StepContext,
  request: TicketRequest,
): Promise<Result<{ ticket: Ticket; scene: ObjectScene }, Rejection>> {
  const owners = request.personId === null ? [request.binding] : [request.binding, `p:${request.personId}`];
  const ticket = openTicket(request.ticket, context.mac, owners, context.clock.nowMs());
  if (!ticket.ok) return ticket;
  const scene = await context.store.scene(ticket.value.objectId);
  if (!scene) return refused({ code: 'object.unknown' });
  return ok({ ticket: ticket.value, scene });
}

export function createReadTicket(context: StepContext): ReadTicket {
  return async (request) => {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const offer = offerOf(context, opened.value.scene, request.personId, context.clock.nowMs());
    if (!offer.ok) return offer;
    const { expiresAtMs, tag } = opened.value.ticket;
    const shown = await asMember(context, offer.value, opened.value.scene.live, request.personId);
    return ok({ offer: shown, ticketExpiresAtMs: expiresAtMs, tag });
  };
}
