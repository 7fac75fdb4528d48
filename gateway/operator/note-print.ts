// Note print: who had a batch drawn as a file, before its first byte is sent.
import { auditOfLabel } from '../domain/label/label-audit.ts';
import type { LabelActContext } from './label-act.ts';

export type NotePrint = (printed: {
  readonly operatorId: string;
  readonly tenantId: string;
  readonly batchId: string;
  readonly format: string;
  /** Of the batch; those of it that have ended are not drawn. */
  readonly size: number;
}) => Promise<void>;

export function createNotePrint({ store, ids, clock }: LabelActContext): NotePrint {
  return async ({ operatorId, tenantId, batchId, format, size }) => {
    const by = { operatorId, tenantId, auditId: ids('aud'), atMs: clock.nowMs() };
    await store.commit([auditOfLabel(by, { what: 'labels-printed', subjectId: batchId, facts: { format, size } })]);
  };
}
