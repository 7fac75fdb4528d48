// In-memory labels: what the HTTP tests have in place of the steps about labels; one label, one object, one batch.

import { ok, refused } from '#protocol';
import { formatShortCode } from '#qr';
import type { LabelBatch, LabelledObject, LabelRecord } from '../../gateway/domain/label/label.ts';
import type { LabelSteps } from '../../gateway/http/steps.ts';
import type { IssuedLabel } from '../../gateway/operator/issue-labels.ts';
import type { RecordStep } from './record-step.ts';

export const LABEL: LabelRecord = {
  tagId: '0102030405060708',
  tenantId: 'ten_1',
  payloadHex: '11070102030405060708012c',
  status: 'active',
  objectId: 'obj_1',
  kid: 7,
  signature: 'A'.repeat(86),
  shortCode: '7k3mq9tx8',
  batchId: 'june',
  batchNo: 1,
  issuedAtMs: 1_000,
  attachedAtMs: 2_000,
  firstScannedAtMs: null,
  endedAtMs: null,
  replaces: null,
  version: 2,
};
export const LABELLED: LabelledObject = {
  objectId: 'obj_1',
  tenantId: 'ten_1',
  venueId: 'ven_1',
  kind: 'sleep-pod',
  name: 'Pod 1',
  placeName: 'Hall A',
};
const BATCH: LabelBatch = {
  batchId: 'june',
  tenantId: 'ten_1',
  venueId: 'ven_1',
  issuer: 'https://q.example.com',
  size: 1,
  orderHash: 'hash',
  orderedAtMs: 1_000,
};
const ISSUED: IssuedLabel = {
  tagId: LABEL.tagId,
  tagNo: 1,
  link: `https://q.example.com/${'1'.repeat(185)}`,
  shortCode: '7k3mq9tx8',
  objectId: 'obj_1',
  objectName: 'Pod 1',
  kind: 'sleep-pod',
  placeName: 'Hall A',
  host: 'q.example.com',
  status: 'printed',
};

export function inMemoryLabels(step: RecordStep): LabelSteps {
  const known = [LABEL.tagId, '7k3mq9tx8', formatShortCode('7k3mq9tx8'), ISSUED.link];
  return {
    findLabel: step('findLabel', async (tenantId: string, code: string) =>
      tenantId === 'ten_1' && known.includes(code) ? ok({ label: LABEL, object: LABELLED }) : refused({ code: 'label.unknown' }),
    ),
    issueLabels: step('issueLabels', async ({ afterTagNo }) => ok({ batch: BATCH, labels: afterTagNo === 0 ? [ISSUED] : [] })),
    reprintLabels: step('reprintLabels', async () => ok({ batch: { ...BATCH, batchId: 'reprint' }, labels: [ISSUED] })),
    attachLabel: step('attachLabel', async () => ok({ label: LABEL, object: LABELLED, ended: [], labels: 1 })),
    endLabel: step('endLabel', async ({ as }) => ok({ ...LABEL, status: as, endedAtMs: 3_000 })),
    takeOverLabels: step('takeOverLabels', async () => ok({ added: 2, changed: 0, same: 0 })),
    notePrint: step('notePrint', async () => {}),
    listLabels: step('listLabels', async ({ afterTagId }) => ok(afterTagId === null ? [{ label: LABEL, object: LABELLED }] : [])),
    listTakenOver: step('listTakenOver', async () => []),
  };
}
