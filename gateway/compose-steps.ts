// Compose steps: builds everything that HTTP may ask of the gateway, from one context.

import type { RandomBytes } from '#protocol';
import { createTagVerifier, type TagVerifyKey } from '#qr';
import { createAcceptWalletEvents } from './during/accept-wallet-events.ts';
import { createCallStaff } from './during/call-staff.ts';
import { createClaimRefund } from './during/claim-refund.ts';
import { createAddressReceipt, createReadExpenseReceipt } from './during/expense-receipt.ts';
import { createAnswerGuest, createAskToJoin, createEnterSession, createLeaveSession } from './during/join-session.ts';
import { createActLimit } from './during/limit-acts.ts';
import { createLimitedBlinks } from './during/limit-blinks.ts';
import { createLimitedPairing } from './during/limit-pairings.ts';
import { createLimitedReserve } from './during/limit-reservations.ts';
import { createListTakenOverHosts } from './during/list-taken-over-hosts.ts';
import { createPairStay } from './during/pair-stay.ts';
import { createPauseSession } from './during/pause-session.ts';
import { createPayOwed } from './during/pay-owed.ts';
import { createPlaceOrder } from './during/place-order.ts';
import { createReadCorrections } from './during/read-corrections.ts';
import { createReadPurse } from './during/read-purse.ts';
import { createAnswerBlinks, createCompareWhereabouts, createReserveObject } from './during/reserve-object.ts';
import { createSetControl } from './during/set-control.ts';
import { createReadTopUp, createRequestTopUp } from './during/top-up.ts';
import type { HttpSteps, LabelSteps, OperatorSteps } from './http/steps.ts';
import { createIsTagInForce, createReadTicket, createResolveScan } from './journey/1-resolve-scan.ts';
import { createAuthorizeSession } from './journey/2-authorize-session.ts';
import { createRequestStop } from './journey/6-stop-device.ts';
import { createReadReceipt, createReceiptKeys, type PublishedKey } from './journey/8-issue-receipt.ts';
import { createApplyAnswer } from './journey/apply-answer.ts';
import { createLimitedScan } from './journey/limit-scans.ts';
import { createReadCode } from './journey/read-code.ts';
import { createReadDisplayCode } from './journey/read-display-code.ts';
import { createListSessions, createReadSession, createWaitForSession } from './journey/read-session.ts';
import { createReadTakenOver } from './journey/read-taken-over.ts';
import type { StepContext } from './journey/step-context.ts';
import { createAnswerClaim } from './operator/answer-claim.ts';
import { createAttachDesk } from './operator/attach-desk.ts';
import { createInspectLabels } from './operator/inspect-labels.ts';
import { createLabelAlerts } from './operator/label-alerts.ts';
import { createListOpenMatters } from './operator/list-open-matters.ts';
import { createNameFindings } from './operator/name-findings.ts';
import type { NoteFirstScan } from './operator/note-first-scan.ts';
import { createPayOwedRefund } from './operator/pay-owed-refund.ts';
import { createPositionPlace } from './operator/position-place.ts';
import { createRefundSession } from './operator/refund-session.ts';
import { createResolveReview } from './operator/resolve-review.ts';
import { createSetDisplay } from './operator/set-display.ts';
import { createUnlockStay } from './operator/unlock-stay.ts';
import { createVouchForPerson } from './operator/vouch-for-person.ts';
import { createWaiveOwed } from './operator/waive-owed.ts';
import { readExpensePaper } from './paper/expense-paper.ts';
import type { Limits } from './ports/limits.ts';
import type { OwnedStore } from './ports/store.ts';
import { numberReceipt } from './upkeep/number-receipts.ts';

type StepParts = {
  readonly store: OwnedStore;
  readonly currency: string;
  readonly keys: { readonly tagKeys: readonly TagVerifyKey[]; readonly tagKeysNow?: () => readonly TagVerifyKey[] };
  readonly limits: Limits;
  readonly randomBytes: RandomBytes;
  readonly labels: LabelSteps & { readonly noteFirstScan: NoteFirstScan };
};

type ActLimit = ReturnType<typeof createActLimit>;

function composeWalletSteps(
  context: StepContext,
  { store, currency }: StepParts,
  limited: ActLimit,
): Pick<HttpSteps, 'readPurse' | 'requestTopUp' | 'readTopUp' | 'payOwed' | 'acceptWalletEvents'> {
  return {
    readPurse: createReadPurse(context, currency),
    requestTopUp: limited(createRequestTopUp(context)),
    readTopUp: createReadTopUp(context),
    payOwed: limited(createPayOwed(context)),
    acceptWalletEvents: createAcceptWalletEvents(context, createApplyAnswer(context), store.books),
  };
}

function composeReceiptSteps(
  context: StepContext,
  store: OwnedStore,
): Pick<HttpSteps, 'readReceipt' | 'readExpenseReceipt' | 'addressReceipt'> {
  const readReceipt = createReadReceipt(context);
  const readExpenseReceipt = createReadExpenseReceipt(
    readReceipt,
    (receiptId) => readExpensePaper(store.books, receiptId),
    (receiptId) => numberReceipt(store, context.clock, receiptId),
  );
  return { readReceipt, readExpenseReceipt, addressReceipt: createAddressReceipt(context, readExpenseReceipt) };
}

/** Leaving is like stopping: nobody is kept in. */
function composeGuestSteps(
  context: StepContext,
  limited: ActLimit,
): Pick<HttpSteps, 'askToJoin' | 'answerGuest' | 'enterSession' | 'leaveSession'> {
  return {
    askToJoin: limited(createAskToJoin(context)),
    answerGuest: limited(createAnswerGuest(context)),
    enterSession: limited(createEnterSession(context)),
    leaveSession: createLeaveSession(context),
  };
}

function composeOperatorSteps(context: StepContext, { labels, randomBytes, store: { books } }: StepParts): OperatorSteps {
  return {
    ...labels,
    refundSession: createRefundSession(context, books),
    answerClaim: createAnswerClaim(context, books),
    payOwedRefund: createPayOwedRefund(context),
    waiveOwed: createWaiveOwed(context),
    resolveReview: createResolveReview(context),
    unlockStay: createUnlockStay(context),
    positionPlace: createPositionPlace(context),
    vouchForPerson: createVouchForPerson(context),
    setDisplay: createSetDisplay(context, randomBytes),
    listOpenMatters: createListOpenMatters(books, context.clock),
    attachDesk: createAttachDesk(books),
    nameFindings: createNameFindings(books),
    inspectLabels: createInspectLabels({ ...context, books, findLabel: labels.findLabel, noteFirstScan: labels.noteFirstScan }),
    labelAlerts: createLabelAlerts({ ...context, books }),
  };
}

/** All that HTTP may ask for, each step built once. */
export function composeHttpSteps(
  context: StepContext,
  parts: StepParts,
  publishedKeys: () => readonly PublishedKey[],
): HttpSteps {
  const limited = createActLimit(parts.limits, context.store);
  const tagKeys = (): readonly TagVerifyKey[] => parts.keys.tagKeysNow?.() ?? parts.keys.tagKeys;
  const takenOverHosts = createListTakenOverHosts(parts.store.books, context.clock);
  return {
    takenOverHosts,
    resolveScan: createLimitedScan({
      ...{ limits: parts.limits, metrics: context.metrics, takenOverHosts },
      resolveScan: createResolveScan(
        context,
        createReadCode(
          context.store,
          createTagVerifier(tagKeys),
          tagKeys,
          createReadDisplayCode(context, tagKeys),
          context.noteScan,
          createReadTakenOver(context.store),
        ),
      ),
    }),
    readTicket: createReadTicket(context),
    authorizeSession: limited(createAuthorizeSession(context, createIsTagInForce(tagKeys))),
    requestStop: createRequestStop(context),
    readSession: createReadSession(context),
    waitForSession: createWaitForSession(context),
    listSessions: createListSessions(context),
    ...composeWalletSteps(context, parts, limited),
    ...composeGuestSteps(context, limited),
    operator: composeOperatorSteps(context, parts),
    claimRefund: createClaimRefund(context),
    readCorrections: createReadCorrections(context, parts.store.books),
    setControl: limited(createSetControl(context)),
    placeOrder: limited(createPlaceOrder(context)),
    callStaff: limited(createCallStaff(context), 'call-account'),
    reserveObject: createLimitedReserve(createReserveObject(context, createIsTagInForce(tagKeys)), parts.limits),
    answerBlinks: createLimitedBlinks(createAnswerBlinks(context), parts.limits),
    compareWhereabouts: createCompareWhereabouts(context),
    pauseSession: limited(createPauseSession(context)),
    pairStay: limited(createLimitedPairing(createPairStay(context), parts.limits)),
    ...composeReceiptSteps(context, parts.store),
    receiptKeys: createReceiptKeys(context, publishedKeys),
  };
}
