// Step 1, resolve scan: a verified code becomes an offer and a sealed ticket; nothing is written.
import { ok, type Result, refused } from '#protocol';
import { parseTagPayload, type TagVerifyKey } from '#qr';
import { participantOf } from '../domain/company/participant-decide.ts';
import { isLiveLabel } from '../domain/label/label-moves.ts';
import type { ObjectScene } from '../domain/object.ts';
import { isCodeUsed, type PresenceOutlook, presenceOutlook } from '../domain/presence/presence-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import { composeOffer, DISPLAY_TICKET_LIFETIME_MS, type Offer, TICKET_LIFETIME_MS, type Ticket } from '../domain/scan/scan.ts';
import type { TagRecord } from '../domain/scan/tag.ts';
import { openTicket, sealTicket } from '../domain/scan/ticket.ts';
import type { SessionRecord, TagProof } from '../domain/session/session.ts';
import { asPassed, keepingFor, loadPresence } from './presence-facts.ts';
import type { ReadCode } from './read-code.ts';
import { asLastHeard, policyOf, profileOf, type StepContext } from './step-context.ts';

export type ScanRequest = {
  /** A link, the digits of one, or a short code. */
  readonly code: string;
  readonly personId: string | null;
  /** What the ticket will be bound to: `c:` and the hash of the scan cookie, or `p:` and the person. */
  readonly binding: string;
  /** At the other end of the line, as `remoteAddress` gives it; null for who asks from inside, whom no limit holds. */
  readonly address: string | null;
};
export type ScanAnswer = {
  readonly offer: Offer;
  readonly presence: PresenceOutlook;
  readonly ticket: string;
  readonly expiresAtMs: number;
};
export type ResolveScan = (request: ScanRequest) => Promise<Result<ScanAnswer, Rejection>>;

export type TicketRequest = { readonly ticket: string; readonly personId: string | null; readonly binding: string };
export type TicketAnswer = {
  readonly offer: Offer;
  readonly presence: PresenceOutlook;
  readonly ticketExpiresAtMs: number;
  readonly tag: TagProof;
};
export type ReadTicket = (request: TicketRequest) => Promise<Result<TicketAnswer, Rejection>>;

export type IsTagInForce = (tag: TagRecord, proof: TagProof) => boolean;

/** What a ticket was scanned from must still count at its Start: the same label, under a key that was not revoked since (row 30). */
export function createIsTagInForce(tagKeys: () => readonly TagVerifyKey[]): IsTagInForce {
  const isInForce = (kid: number): boolean => tagKeys().some((key) => key.kid === kid && key.status !== 'revoked');
  return (tag, proof) => {
    const bytes = Buffer.from(proof.payload, 'base64url');
    const payload = parseTagPayload(bytes);
    return isLiveLabel(tag) && tag.payloadHex === bytes.toString('hex') && payload.ok && isInForce(payload.value.kid);
  };
}

/** What a ticket was made from must still count when it is used (row 30); null: it does not. */
export async function objectNamedBy(
  { store }: Pick<StepContext, 'store'>,
  isTagInForce: IsTagInForce,
  ticket: Ticket,
): Promise<string | null> {
  if (ticket.trust === 'display') return (await store.display(ticket.tagId))?.objectId ?? null;
  if (ticket.trust === 'taken-over') return (await store.takenOverLabel(ticket.tagId))?.objectId ?? null;
  const row = await store.tag(ticket.tagId);
  return row && isTagInForce(row, ticket.tag) ? row.objectId : null;
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
  const { front } = profileOf(context, scene.object.kind);
  return composeOffer({ ...scene, device }, { personId, pairing, guests, front, nowMs });
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

export function createResolveScan(context: StepContext, readCode: ReadCode): ResolveScan {
  return async (request) => {
    const nowMs = context.clock.nowMs();
    const label = await readCode(request.code, request);
    if (!label.ok) return label;
    const scene = await context.store.scene(label.value.objectId);
    if (!scene) return refused({ code: 'object.unknown' });
    if (scene.object.status === 'retired') return refused({ code: 'object.retired' });
    const offer = offerOf(context, scene, request.personId, nowMs);
    if (!offer.ok) return offer;
    const presence = await loadPresence(context, scene, label.value, request.personId);
    const { shown: value, isExclusive } = presence;
    // Whoever started with it finds their session again.
    const isOwn = offer.value.availability === 'yours';
    if (value !== null && !isOwn && isCodeUsed(value, request.personId, isExclusive)) {
      return refused({ code: 'code.display-used' });
    }
    const { counter } = label.value;
    const ticket: Ticket = {
      tagId: label.value.tagId,
      objectId: offer.value.objectId,
      bindingVersion: offer.value.bindingVersion,
      offerHash: offer.value.offerHash,
      nonce: context.ids('tkt'),
      binding: request.binding,
      expiresAtMs: nowMs + (counter === undefined ? TICKET_LIFETIME_MS : DISPLAY_TICKET_LIFETIME_MS),
      tag: label.value.proof,
      trust: label.value.trust,
      ...(counter !== undefined && { counter }),
    };
    const shown = await asMember(context, asPassed(offer.value, presence, nowMs), scene.live, request.personId);
    return ok({
      offer: shown,
      presence: { ...presenceOutlook(presence, request.personId, nowMs), ...keepingFor(context, scene, request.personId) },
      ticket: sealTicket(ticket, context.mac),
      expiresAtMs: ticket.expiresAtMs,
    });
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
  if (scene.object.status === 'retired') return refused({ code: 'object.retired' });
  return ok({ ticket: ticket.value, scene });
}

export function createReadTicket(context: StepContext): ReadTicket {
  return async (request) => {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const { ticket, scene } = opened.value;
    const nowMs = context.clock.nowMs();
    const offer = offerOf(context, scene, request.personId, nowMs);
    if (!offer.ok) return offer;
    const presence = await loadPresence(context, scene, ticket, request.personId);
    const shown = await asMember(context, asPassed(offer.value, presence, nowMs), scene.live, request.personId);
    return ok({
      offer: shown,
      presence: { ...presenceOutlook(presence, request.personId, nowMs), ...keepingFor(context, scene, request.personId) },
      ticketExpiresAtMs: ticket.expiresAtMs,
      tag: ticket.tag,
    });
  };
}
