// Step 8, issue receipt: it was composed and committed with the capture; here its payer reads it and its keys.
import { formatAddress, ok, type Result, refused } from '#protocol';
import type { ReceiptRecord } from '../domain/receipt/receipt.ts';
import type { Rejection } from '../domain/rejections.ts';
import { memberDossier } from './members.ts';
import type { StepContext } from './step-context.ts';

export type ReadReceipt = (request: {
  readonly sessionId: string;
  readonly personId: string;
}) => Promise<Result<ReceiptRecord, Rejection>>;
export type ReceiptKeys = (request: {
  readonly sessionId: string;
  readonly personId: string;
}) => Promise<Result<string, Rejection>>;

export function createReadReceipt(context: StepContext): ReadReceipt {
  return async ({ sessionId, personId }) => {
    const dossier = await memberDossier(context, sessionId, personId);
    if (!dossier.ok) return dossier;
    const receipt = await context.store.receiptOf(sessionId, personId);
    return receipt ? ok(receipt) : refused({ code: 'receipt.not-yet', state: dossier.value.session.state });
  };
}

/** A public key of the gateway, with the one purpose that it may verify. */
export type PublishedKey = { readonly kid: string; readonly x: string } & { readonly [member: string]: unknown };

/** All that a stranger needs to check this receipt: tag and command keys, and the key of the one device. */
export function createReceiptKeys(context: StepContext, publishedKeys: () => readonly PublishedKey[]): ReceiptKeys {
  return async ({ sessionId, personId }) => {
    const dossier = await memberDossier(context, sessionId, personId);
    if (!dossier.ok) return dossier;
    const { device } = dossier.value;
    const deviceKey = {
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'Ed25519',
      kid: device.deviceId,
      x: device.publicX,
      'unlatch:purpose': 'device',
      'unlatch:address': formatAddress({ tenant: device.tenantId, device: device.deviceId }),
    };
    // What signs nothing has none, and what it moved is free (FP-32).
    const keys = device.isUnsigned ? publishedKeys() : [...publishedKeys(), deviceKey];
    return ok(JSON.stringify({ keys }, null, 2));
  };
}
