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

/** A session that this person started, asked to join or was a guest of; a stranger's is as unknown as none. */
export async function memberDossier(
  context: Pick<StepContext, 'store'>,
  sessionId: string,
  personId: string,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  const isMember = dossier && (dossier.session.payerId === personId || participantOf(dossier.participants, personId));
  return isMember ? ok(dossier) : refused({ code: 'session.unknown' });
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
