// Members: who is in a session besides its host, and what a guest may see and do in it.
import { ok, type Result, refused } from '#protocol';
import { type GuestFacts, mayInSession, participantOf } from '../domain/company/participant-decide.ts';
import type { GuestRight } from '../domain/kind-policy.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionDossier } from '../ports/store.ts';
import { policyOf, type StepContext } from './step-context.ts';

export function guestFactsOf(context: Pick<StepContext, 'policies'>, dossier: SessionDossier): GuestFacts {
  const { session, participants, holds } = dossier;
  return { session, participants, holds, policy: policyOf(context, session.kind).guests };
}

/**
 * Who started it, is in it or waits for the host's word, and for whom money was asked: their wallet's no is theirs to see.
 * Whoever was refused, or left with nothing to pay, is a stranger again: having asked once is no window into a room.
 */
export function isMember({ session, participants, holds }: SessionDossier, personId: string): boolean {
  const state = participantOf(participants, personId)?.state;
  if (session.payerId === personId || state === 'asked' || state === 'joining' || state === 'joined') return true;
  return state !== undefined && holds.some(({ payerId }) => payerId === personId);
}

/** A session that this person is a member of; a stranger's is as unknown as none, and who was refused is told that alone. */
export async function memberDossier(
  context: Pick<StepContext, 'store'>,
  sessionId: string,
  personId: string,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  if (dossier && isMember(dossier, personId)) return ok(dossier);
  const isRefused = dossier !== null && participantOf(dossier.participants, personId)?.state === 'refused';
  return refused({ code: isRefused ? 'join.refused' : 'session.unknown' });
}

/** ... in which they may do this: a guest who is not in yet, or without the right, finds nothing to do it to. */
export async function dossierWithRight(
  context: Pick<StepContext, 'store' | 'policies'>,
  sessionId: string,
  personId: string,
  right: GuestRight,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await memberDossier(context, sessionId, personId);
  if (!dossier.ok) return dossier;
  const isAllowed = mayInSession(guestFactsOf(context, dossier.value), personId, right);
  return isAllowed ? dossier : refused({ code: 'guest.not-allowed' });
}
