// Label print batch: which labels a command means - new ones, those of objects, or a batch again - and how they come, a chunk at a time.
import { randomBytes } from 'node:crypto';
import { createIds } from '#protocol';
import { LABEL_LIMITS } from '../../domain/label/label-order.ts';
import type { TagStatus } from '../../domain/scan/tag.ts';
import type { PrintableLabel } from '../../printing/print-order.ts';
import { askGateway } from '../ask-gateway.ts';
import { refusal } from '../cli-refusal.ts';
import { findVenue, type KnownVenue } from '../find-venue.ts';
import { readCount } from './print-flags.ts';
import type { BatchOrder } from './print-job.ts';

export type BatchFlags = {
  readonly data: string;
  readonly by: string;
  readonly tenant?: string;
  readonly venue?: string;
  readonly count?: string;
  readonly objects?: string;
  readonly second?: boolean;
  readonly batch?: string;
  readonly issuer?: string;
};
export type Issued = PrintableLabel & { readonly tagNo: number; readonly status: TagStatus };
type IssueAnswer = { readonly batch: { readonly size: number }; readonly labels: readonly Issued[] };

async function readObjects(
  flags: BatchFlags,
  { tenantId, venueId }: KnownVenue,
  which: 'all' | 'unlabelled',
): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const query = new URLSearchParams({ tenantId, venueId, which, after: found.at(-1) ?? '' });
    const path = `/label-objects?${query}`;
    const { objectIds } = await askGateway<{ objectIds: readonly string[] }>(flags, { method: 'GET', path });
    if (objectIds.length === 0) return found;
    found.push(...objectIds);
  }
}

async function chooseObjects(flags: BatchFlags, venue: KnownVenue): Promise<readonly string[]> {
  const { objects: given = '' } = flags;
  if (given !== 'all' && given !== 'unlabelled') {
    return [...new Set(given.split(',').map((id) => id.trim()))].filter((id) => id !== '');
  }
  const found = await readObjects(flags, venue, given);
  if (found.length > 0) return found;
  const isEmpty = given === 'all' || (await readObjects(flags, venue, 'all')).length === 0;
  throw refusal(
    'print.nothing',
    `nothing to print for ${venue.venueId}: ${isEmpty ? 'it has no objects' : 'each of its objects has a label'}`,
    "'--count 50' prints labels that are attached later",
  );
}

/** Which labels the flags mean, in the gateway's words. */
export async function orderBatch(flags: BatchFlags): Promise<BatchOrder> {
  const { count, objects, batch, issuer = null } = flags;
  if (count !== undefined && objects !== undefined) {
    throw refusal(
      'flag.conflict',
      '--count is of labels that hang on nothing yet, --objects of the others',
      'Give one of the two',
    );
  }
  if (count === undefined && objects === undefined && batch === undefined) {
    throw refusal(
      'flag.missing',
      'nothing says which labels',
      "Give '--count 200', '--objects all', '--objects unlabelled', '--objects <id>,<id>', or '--batch <name>' of one that was made before",
    );
  }
  const venue = await findVenue(flags, count === undefined && objects === undefined ? 'tenant' : 'venue');
  const ids = createIds({ clock: { nowMs: () => Date.now() }, randomBytes });
  return {
    ...{ batchId: batch ?? ids('batch'), tenantId: venue.tenantId, venueId: venue.venueId, issuer },
    count: count === undefined ? null : readCount('--count', count, LABEL_LIMITS.mostPerBatch),
    objectIds: objects === undefined ? null : await chooseObjects(flags, venue),
  };
}

/** Labels from number `from` to before `until`, a chunk at a time: however many there are, a chunk is all that is in memory. */
export async function* readLabels(
  flags: BatchFlags,
  batch: BatchOrder,
  from: number,
  until: number,
  onBatch: (size: number) => void = () => {},
): AsyncGenerator<Issued> {
  // Two labels on one object are somebody's choice; those without one were chosen for that.
  const second = flags.second === true || flags.objects === 'unlabelled';
  let after = from;
  while (after < until) {
    const limit = Math.min(LABEL_LIMITS.mostPerChunk, until - after);
    const body = { ...batch, second, operatorId: flags.by, afterTagNo: after, limit };
    const answer = await askGateway<IssueAnswer>(flags, { method: 'POST', path: '/label-batches', body });
    onBatch(answer.batch.size);
    for (const label of answer.labels) {
      yield label;
      after = label.tagNo;
    }
    if (answer.labels.length < limit) return;
  }
}
