// Issue labels: draws, signs and stores the labels of a batch; asked again, it answers the same ones and goes on where it stopped.
import { type Clock, type Ids, ok, type RandomBytes, type Result, refused, sha256 } from '#protocol';
import { composeLink, createShortCode, encodeTagPayload, formatShortCode, issuedDayOf } from '#qr';
import type { LabelBatch, LabelledObject, LabelRecord, ListedLabel } from '../domain/label/label.ts';
import { auditOfLabel } from '../domain/label/label-audit.ts';
import { isLiveLabel } from '../domain/label/label-moves.ts';
import { hashOfOrder, type LabelOrder, readOrder, sizeOfOrder } from '../domain/label/label-order.ts';
import { firstHostOf, mayIssueFor, type TenantHosts } from '../domain/label/tenant-hosts.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { TagStatus } from '../domain/scan/tag.ts';
import type { Store } from '../ports/store.ts';
import type { TagSigner, TagSigners } from '../ports/tag-signer.ts';
import { Unavailable } from '../ports/unavailable.ts';

export type IssueRequest = {
  readonly operatorId: string;
  readonly tenantId: string;
  readonly venueId: string;
  /** Chosen by whoever asks: the same name is the same batch. 1 to 64 of a-z 0-9 _ - */
  readonly batchId: string;
  /** So many that hang on nothing yet; null: one for each of `objectIds`, or, where that is null too, what the batch has already. */
  readonly count: number | null;
  readonly objectIds: readonly string[] | null;
  /** Tag ids of labels that these shall take the place of, one each, on the same objects; instead of `count` and `objectIds`. */
  readonly replaces?: readonly string[] | null;
  /** false refuses a batch for objects of which one has a label already; nobody looks unless it is said. */
  readonly second?: boolean;
  /** Whose key signs: an origin; null: the tenant's first, or else the gateway's. */
  readonly issuer?: string | null;
  /** true: whoever asks hands out no links, or says so in the audit by themselves. */
  readonly isLook?: boolean;
  /** 0, or the number of the last label that is known already. */
  readonly afterTagNo: number;
  /** 500 at most. */
  readonly limit: number;
};

export type IssuedLabel = {
  readonly tagId: string;
  /** 1 and up: what the next call says as `afterTagNo`. */
  readonly tagNo: number;
  /** What the code says. */
  readonly link: string;
  /** Nine lower-case letters; print it with `formatShortCode`. */
  readonly shortCode: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly kind: string | null;
  readonly placeName: string | null;
  /** Of the link, as it is printed in text. */
  readonly host: string;
  /** What has ended by now is not printed again. */
  readonly status: TagStatus;
};

export type IssueLabels = (
  request: IssueRequest,
) => Promise<Result<{ readonly batch: LabelBatch; readonly labels: readonly IssuedLabel[] }, Rejection>>;

export type IssueDeps = {
  readonly store: Pick<
    Store,
    'commit' | 'label' | 'liveLabelsOf' | 'liveSuccessorOf' | 'labelVenue' | 'labelBatch' | 'labelsOfBatch' | 'labelledObjects'
  >;
  readonly signers: TagSigners;
  readonly tenantHosts: TenantHosts;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomBytes: RandomBytes;
  /** Where links of an issuer open: what is printed before the digits. */
  readonly linkOriginOf: (issuer: string) => string;
};

/** Somebody else issues the same batch, or a drawn code is taken: what is there by now is read again. */
const MOST_TRIES = 4;

/** A host of somebody else is as unknown as none. */
function signerFor({ signers, tenantHosts }: IssueDeps, tenantId: string, issuer: string | null): TagSigner | null {
  const signer = signers.current(issuer ?? firstHostOf(tenantHosts.labels, tenantId));
  return signer !== null && mayIssueFor(tenantHosts.labels, tenantId, signer.issuer) ? signer : null;
}

type Line = { readonly objectId: string | null; readonly replaces: string | null };
type BatchName = Pick<LabelBatch, 'tenantId' | 'venueId' | 'batchId'>;

/** As it is printed; a tag id where it has no short code. */
const nameOfLabel = ({ shortCode, tagId }: LabelRecord): string => (shortCode === null ? tagId : formatShortCode(shortCode));

/** What each of these lines hangs on; refused when one of them is nobody's or another venue's. */
async function readLines(
  store: IssueDeps['store'],
  order: LabelOrder,
  batch: BatchName,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<Result<readonly Line[], Rejection>> {
  if (order.for === 'nothing') return ok(Array.from({ length: count }, () => ({ objectId: null, replaces: null })));
  const ids = order.ids.slice(from, from + count);
  if (order.for === 'objects') {
    const isHere = ({ tenantId, venueId }: LabelledObject): boolean => tenantId === batch.tenantId && venueId === batch.venueId;
    const here = (await store.labelledObjects(ids)).filter(isHere);
    const known = new Set(here.map(({ objectId }) => objectId));
    const stranger = ids.find((id) => !known.has(id));
    if (stranger !== undefined) return refused({ code: 'object.unknown', objectId: stranger });
    if (here.some(({ isRetired }) => isRetired)) return refused({ code: 'object.retired' });
    return ok(ids.map((objectId) => ({ objectId, replaces: null })));
  }
  return readReplaced(store, ids, batch);
}

/** Where labels hang that are printed anew; each has one successor at most, whatever the batches are called. */
async function readReplaced(
  store: IssueDeps['store'],
  tagIds: readonly string[],
  { tenantId, venueId, batchId }: BatchName,
): Promise<Result<readonly Line[], Rejection>> {
  const old: LabelRecord[] = [];
  for (const tagId of tagIds) {
    const label = await store.label(tagId);
    if (label?.tenantId !== tenantId) return refused({ code: 'label.unknown' });
    const isOfNothing = label.objectId === null && !isLiveLabel(label);
    if (label.status === 'replaced' || isOfNothing) return refused({ code: 'label.ended', state: label.status });
    const successor = await store.liveSuccessorOf(tagId);
    // One of the same batch is an earlier answer to the same order.
    if (successor?.batchId && successor.batchId !== batchId) {
      const facts = { label: nameOfLabel(label), by: nameOfLabel(successor), batchId: successor.batchId };
      return refused({ code: 'label.reprinted', ...facts });
    }
    old.push(label);
  }
  const objects = await store.labelledObjects(old.flatMap(({ objectId }) => objectId ?? []));
  if (objects.some(({ isRetired }) => isRetired)) return refused({ code: 'object.retired' });
  const venueOf = new Map(objects.map((object) => [object.objectId, object.venueId]));
  const stranger = old.find(({ objectId }) => objectId !== null && venueOf.get(objectId) !== venueId);
  if (stranger !== undefined) {
    const facts = { label: nameOfLabel(stranger), venueId: venueOf.get(stranger.objectId ?? '') ?? '' };
    return refused({ code: 'label.other-venue', ...facts });
  }
  return ok(old.map(({ tagId, objectId }) => ({ objectId, replaces: tagId })));
}

/** @returns what is printed of a label; null where its signature or short code was never kept. */
function describeIssued({ label, object }: ListedLabel, originOf: (kid: number) => string | null): IssuedLabel | null {
  const origin = label.kid === null ? null : originOf(label.kid);
  if (label.signature === null || label.shortCode === null || origin === null) return null;
  const bytes = Buffer.concat([Buffer.from(label.payloadHex, 'hex'), Buffer.from(label.signature, 'base64url')]);
  return {
    tagId: label.tagId,
    tagNo: label.batchNo ?? 1,
    link: composeLink(origin, bytes),
    shortCode: label.shortCode,
    objectId: label.objectId,
    objectName: object?.name ?? null,
    kind: object?.kind ?? null,
    placeName: object?.placeName ?? null,
    host: new URL(origin).host,
    status: label.status,
  };
}

/** The first of the objects that has a label already; two are fine when somebody says so. */
async function findDouble(store: IssueDeps['store'], order: LabelOrder): Promise<Rejection | null> {
  for (const objectId of order.for === 'objects' ? order.ids : []) {
    const others = (await store.liveLabelsOf(objectId)).length;
    const [object] = others === 0 ? [] : await store.labelledObjects([objectId]);
    if (object) return { code: 'code.second-label', objectName: object.name, others };
  }
  return null;
}

/** The batch of this name, ordered now where there was none. */
async function openBatch(
  deps: IssueDeps,
  request: IssueRequest,
  order: LabelOrder | null,
): Promise<Result<LabelBatch, Rejection>> {
  const { store, clock, ids } = deps;
  const { operatorId, tenantId, venueId, batchId, issuer = null } = request;
  for (let tries = 1; ; tries += 1) {
    const batch = await store.labelBatch(tenantId, batchId);
    const differs =
      batch !== null &&
      ((issuer !== null && batch.issuer !== issuer) ||
        (order !== null && (batch.orderHash !== hashOfOrder(order) || batch.venueId !== venueId)));
    if (differs) return refused({ code: 'label.batch-differs', size: batch.size });
    if (batch) return ok(batch);
    if (order === null) return refused({ code: 'label.batch-unknown' });
    if (!(await store.labelVenue(tenantId, venueId))) return refused({ code: 'venue.unknown' });
    // Nothing is ordered that cannot be issued: its name would be taken by an empty batch.
    const lines = await readLines(store, order, request, { from: 0, count: order.for === 'nothing' ? 0 : sizeOfOrder(order) });
    if (!lines.ok) return lines;
    const double = request.second === false ? await findDouble(store, order) : null;
    if (double) return refused(double);
    const signer = signerFor(deps, tenantId, issuer);
    if (!signer) return refused({ code: 'label.key-missing' });
    const orderedAtMs = clock.nowMs();
    const size = sizeOfOrder(order);
    const ordered: LabelBatch = {
      ...{ batchId, tenantId, venueId, size, orderedAtMs },
      issuer: signer.issuer,
      orderHash: hashOfOrder(order),
    };
    const audited = auditOfLabel(
      { operatorId, tenantId, auditId: ids('aud'), atMs: orderedAtMs },
      { what: 'labels-ordered', subjectId: batchId, facts: { venueId, size, for: order.for, issuer: signer.issuer } },
    );
    const outcome = await store.commit([{ change: 'label-batch-ordered', batch: ordered }, audited]);
    if (!outcome.ok && tries >= MOST_TRIES) throw new Unavailable('store', new Error(`lost the race for ${outcome.constraint}`));
  }
}

async function sign(
  randomBytes: RandomBytes,
  signer: TagSigner,
  batch: LabelBatch,
  { line, batchNo, nowMs }: { readonly line: Line; readonly batchNo: number; readonly nowMs: number },
): Promise<LabelRecord> {
  const tagId = Buffer.from(randomBytes(8)).toString('hex');
  const payload = encodeTagPayload({ kid: signer.kid, tagId, issuedDay: issuedDayOf(nowMs) });
  const bytes = await signer.sign(payload);
  return {
    tagId,
    tenantId: batch.tenantId,
    payloadHex: Buffer.from(payload).toString('hex'),
    status: 'printed',
    objectId: line.objectId,
    kid: signer.kid,
    signature: Buffer.from(bytes.subarray(payload.length)).toString('base64url'),
    shortCode: createShortCode(randomBytes),
    batchId: batch.batchId,
    batchNo,
    issuedAtMs: nowMs,
    attachedAtMs: line.objectId === null ? null : nowMs,
    firstScannedAtMs: null,
    endedAtMs: null,
    replaces: line.replaces,
    version: 1,
  };
}

/** The next labels of a batch, in one commit with their line in the issue log. */
async function issueNext(
  deps: IssueDeps,
  operatorId: string,
  batch: LabelBatch,
  order: LabelOrder,
  piece: { readonly from: number; readonly count: number },
): Promise<Result<boolean, Rejection>> {
  const { store, clock, ids } = deps;
  const lines = await readLines(store, order, batch, piece);
  if (!lines.ok) return lines;
  const signer = signerFor(deps, batch.tenantId, batch.issuer);
  if (!signer) return refused({ code: 'label.key-missing' });
  const nowMs = clock.nowMs();
  const labels = await Promise.all(
    lines.value.map((line, at) => sign(deps.randomBytes, signer, batch, { line, batchNo: piece.from + at + 1, nowMs })),
  );
  const { tenantId, batchId } = batch;
  // Which payloads were signed, when and for whom: a tag that is not in here was never ours.
  const facts = {
    fromNo: piece.from + 1,
    toNo: piece.from + labels.length,
    kid: signer.kid,
    payloadsHash: sha256(labels.map(({ payloadHex }) => payloadHex).join(' ')),
  };
  const audited = auditOfLabel(
    { operatorId, tenantId, auditId: ids('aud'), atMs: nowMs },
    { what: 'labels-issued', subjectId: batchId, facts },
  );
  const outcome = await store.commit([...labels.map((label) => ({ change: 'label-issued', label }) as const), audited]);
  return ok(outcome.ok);
}

/** Links that were signed before leave the house again: who took them is asked when one turns up where it should not be. */
async function noteExport(
  { store, clock, ids }: IssueDeps,
  { operatorId, tenantId, batchId }: IssueRequest,
  labels: readonly IssuedLabel[],
): Promise<void> {
  const [first, last] = [labels.at(0), labels.at(-1)];
  if (!first || !last) return;
  await store.commit([
    auditOfLabel(
      { operatorId, tenantId, auditId: ids('aud'), atMs: clock.nowMs() },
      { what: 'labels-exported', subjectId: batchId, facts: { fromNo: first.tagNo, toNo: last.tagNo, labels: labels.length } },
    ),
  ]);
}

export function createIssueLabels(deps: IssueDeps): IssueLabels {
  const { store } = deps;
  return async (request) => {
    const order = readOrder(request);
    if (!order.ok) return order;
    const batch = await openBatch(deps, request, order.value);
    if (!batch.ok) return batch;
    const { tenantId, batchId, size, issuer } = batch.value;
    const { afterTagNo } = request;
    const wanted = Math.min(request.limit, Math.max(0, size - afterTagNo));
    const origin = deps.linkOriginOf(issuer);
    /** How many of them were signed before; unknown until the last look. */
    let before: number | null = null;
    for (let tries = 1; ; tries += 1) {
      const there = await store.labelsOfBatch(tenantId, batchId, afterTagNo, wanted);
      const known: number = before ?? there.length;
      if (there.length === wanted || order.value === null) {
        const labels = there.flatMap((listed) => describeIssued(listed, () => origin) ?? []);
        if (!request.isLook)
          await noteExport(
            deps,
            request,
            labels.filter(({ tagNo }) => tagNo <= afterTagNo + known),
          );
        return ok({ batch: batch.value, labels });
      }
      // Numbers have no gap: whoever asks beyond the last label asks for those before it first.
      const earlier = afterTagNo === 0 ? 1 : (await store.labelsOfBatch(tenantId, batchId, afterTagNo - 1, 1)).length;
      if (earlier === 0) {
        return refused({ code: 'request.malformed', at: 'body.afterTagNo', problem: 'the labels before it are not issued yet' });
      }
      const from = afterTagNo + there.length;
      const issued = await issueNext(deps, request.operatorId, batch.value, order.value, { from, count: wanted - there.length });
      if (!issued.ok) return issued;
      before = issued.value ? known : null;
      if (!issued.value && tries >= MOST_TRIES) throw new Unavailable('store', new Error(`lost the race for batch ${batchId}`));
    }
  };
}
