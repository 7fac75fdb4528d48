// Read timeline: a session's evidence in its order, every signature checked again against the keys that are known now.
import {
  hashOfMessage,
  importVerifyingKey,
  MESSAGE_TYPES,
  type MessageType,
  ok,
  type Result,
  refused,
  type VerifyingKey,
  verifySigned,
} from '#protocol';
import { composeTimeline, type EntrySignature } from '../domain/console/timeline.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import type { Rejection } from '../domain/rejections.ts';
import { issuerHostOf } from '../domain/scan/tag-issuer.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { SessionTimeline } from '../ports/console-views.ts';
import type { Operator } from '../ports/identity.ts';
import type { BooksQuery, SessionDossier } from '../ports/store.ts';
import {
  readAuditOf,
  readSessionJournal,
  readSessionReceipts,
  readSessionTransfers,
} from '../storage/queries/console-evidence.ts';
import { searchSessions } from '../storage/queries/console-sessions.ts';
import { sessionView } from './console-desk.ts';
import { tenantDossier } from './operator-act.ts';

export type ReadTimeline = (request: {
  readonly operator: Operator;
  readonly sessionId: string;
}) => Promise<Result<SessionTimeline, Rejection>>;

const MOST_ENTRIES = 500;
const SHOWN_ENDS = 12;

/** Its first and last letters, and the hash that others cite it by. */
function shortOf(jws: string): string {
  return `${jws.slice(0, SHOWN_ENDS)}…${jws.slice(-SHOWN_ENDS)} (${hashOfMessage(jws).slice(0, SHOWN_ENDS)})`;
}

type Keys = { readonly gateway: ReadonlyMap<string, VerifyingKey>; readonly device: VerifyingKey | null };

async function readKeys(context: StepContext, { device }: SessionDossier): Promise<Keys> {
  const published = context.signingKeys.published();
  const jwk = (x: string) => ({ kty: 'OKP', crv: 'Ed25519', x }) as const;
  const gateway = await Promise.all(published.map(async ({ kid, x }) => [kid, await importVerifyingKey(jwk(x))] as const));
  return {
    gateway: new Map(gateway),
    device: device.isUnsigned || device.publicX === '' ? null : await importVerifyingKey(jwk(device.publicX)),
  };
}

async function check(
  jws: string,
  typ: MessageType,
  findKey: (kid: string) => VerifyingKey | undefined,
): Promise<Pick<EntrySignature, 'isVerified' | 'short'>> {
  const verified = await verifySigned(jws, typ, findKey);
  const isUnknown = !verified.ok && verified.error.code === 'signature.unknown-key';
  return { short: shortOf(jws), isVerified: isUnknown ? null : verified.ok };
}

async function signatureOfDevice(keys: Keys, deviceId: string, jws: string, typ: MessageType): Promise<EntrySignature | null> {
  if (keys.device === null || jws === '') return null;
  return { kid: deviceId, ctr: null, ...(await check(jws, typ, () => keys.device ?? undefined)) };
}

async function signaturesOf(context: StepContext, keys: Keys, command: CommandRecord) {
  const { composed, outcome, deviceId } = command;
  const isSigned = composed !== null && context.signingKeys.signer(composed.kid) !== undefined;
  const jws = isSigned ? await context.link.signedCommand(command) : null;
  const sent =
    composed === null || jws === null
      ? null
      : {
          ...{ kid: composed.kid, ctr: composed.ctr },
          ...(await check(jws, MESSAGE_TYPES.command, (kid) => keys.gateway.get(kid))),
        };
  const answered = outcome?.jws ? await signatureOfDevice(keys, deviceId, outcome.jws, MESSAGE_TYPES.result) : null;
  return { command, sent, answered };
}

export function createReadTimeline(context: StepContext, books: BooksQuery): ReadTimeline {
  return async ({ operator, sessionId }) => {
    const { tenantId } = operator;
    const dossier = await tenantDossier(context, sessionId, operator);
    if (!dossier.ok) return dossier;
    const found = await searchSessions(books, {
      ...{ tenantId, sessionId, venueId: null, objectId: null, states: null, fromMs: null, untilMs: null },
      ...{ receipt: null, before: null, limit: 1 },
    });
    const [session] = found;
    if (!session) return refused({ code: 'session.unknown' });
    const { store } = context;
    const { commands, holds, venue } = dossier.value;
    const keys = await readKeys(context, dossier.value);
    const refunds = await store.refundsOf(sessionId);
    const claims = await store.claimsOf(sessionId);
    const subjects = [sessionId, ...refunds.map((each) => each.refundId), ...claims.map((each) => each.claimId)];
    const audit = await readAuditOf(books, tenantId, [...subjects, ...holds.map(({ holdId }) => holdId)], MOST_ENTRIES);
    const journal = await readSessionJournal(books, sessionId, MOST_ENTRIES);
    const answered = new Set(audit.flatMap(({ what, subjectId }) => (what === 'claim-answered' ? [subjectId] : [])));
    return ok({
      session: sessionView(session),
      tariff: dossier.value.session.tariff.tariff,
      zone: venue.zone,
      holds: holds.map(({ holdId, payerId, role, state, heldMinor, capturedMinor, refundedMinor }) => ({
        ...{ holdId, payerId, role, state, heldMinor: Number(heldMinor), refundedMinor: Number(refundedMinor) },
        capturedMinor: capturedMinor === null ? null : Number(capturedMinor),
      })),
      claims: claims.map(({ claimId, personId, rule, verdict, because }) => ({
        ...{ claimId, personId, rule, verdict, because },
        isOpen: verdict === 'for-a-person' && !answered.has(claimId),
      })),
      timeline: composeTimeline({
        session: dossier.value.session,
        issuer: issuerHostOf(dossier.value.session.scan.proof),
        events: await store.sessionEvents(sessionId, 0),
        commands: await Promise.all(commands.map((command) => signaturesOf(context, keys, command))),
        journal: await Promise.all(
          journal.map(async (record) => ({
            record,
            signature: await signatureOfDevice(keys, record.deviceId, record.jws, MESSAGE_TYPES.journal),
          })),
        ),
        transfers: await readSessionTransfers(books, sessionId),
        receipts: await readSessionReceipts(books, sessionId),
        ...{ refunds, claims, audit },
      }),
    });
  };
}
