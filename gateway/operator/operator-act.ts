// Operator act: what staff do, keyed and audited, and only in sessions of their own tenant.
import { ok, type Result, refused } from '#protocol';
import type { AuditRow } from '../domain/audit/audit.ts';
import type { Change } from '../domain/changes.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { Operator } from '../ports/identity.ts';
import type { SessionDossier } from '../ports/store.ts';

export type OperatorRequest = KeyedRequest & { readonly operator: Operator };

/** A session of another tenant is as unknown as none. */
export async function tenantDossier(
  context: Pick<StepContext, 'store'>,
  sessionId: string,
  { tenantId }: Operator,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier?.session.tenantId === tenantId ? ok(dossier) : refused({ code: 'session.unknown' });
}

/** Who did what, in the commit that did it (A3). */
export function auditedAct(
  { operatorId, tenantId }: Operator,
  act: Pick<AuditRow, 'auditId' | 'what' | 'subjectId' | 'facts' | 'atMs'>,
): Change {
  return { change: 'audited', row: { ...act, tenantId, actor: { kind: 'operator', id: operatorId } } };
}
