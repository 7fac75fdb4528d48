// Compose steps: builds everything that HTTP may ask of the gateway, from one context.

import { createTagVerifier, type TagVerifyKey } from '#qr';
import { createAcceptWalletEvents } from './during/accept-wallet-events.ts';
import { createCallStaff } from './during/call-staff.ts';
import { createClaimRefund } from './during/claim-refund.ts';
import { createAddressReceipt, createReadExpenseReceipt } from './during/expense-receipt.ts';
import { createAnswerGuest, createAskToJoin, createEnterSession, createLeaveSession } from './during/join-session.ts';
import { createPairStay } from './during/pair-stay.ts';
import { createPauseSession } from './during/pause-session.ts';
import { createPayOwed } from './during/pay-owed.ts';
import { createPlaceOrder } from './during/place-order.ts';
import { createReadCorrections } from './during/read-corrections.ts';
import { createReadPurse } from './during/read-purse.ts';
import { createSetControl } from './during/set-control.ts';
import { createReadTopUp, createRequestTopUp } from './during/top-up.ts';
import type { HttpSteps, OperatorSteps } from './http/steps.ts';
import { createIsTagInForce, createReadTicket, createResolveScan } from './journey/1-resolve-scan.ts';
import { createAuthorizeSession } from './journey/2-authorize-session.ts';
import { createRequestStop } from './journey/6-stop-device.ts';
import { createReadReceipt, createReceiptKeys, type PublishedKey } from './journey/8-issue-receipt.ts';
import { createApplyAnswer } from './journey/apply-answer.ts';
import { createListSessions, createReadSession, createWaitForSession } from './journey/read-session.ts';
import type { StepContext } from './journey/step-context.ts';
import { createAnswerClaim } from './operator/answer-claim.ts';
import { createListOpenMatters } from './operator/list-open-matters.ts';
import { createPayOwedRefund } from './operator/pay-owed-refund.ts';
import { createRefundSession } from './operator/refund-session.ts';
import { createResolveReview } from './operator/resolve-review.ts';
import { createUnlockStay } from './operator/unlock-stay.ts';
import { createWaiveOwed } from './operator/waive-owed.ts';
import { readExpensePaper } from './paper/expense-paper.ts';
import type { OwnedStore } from './ports/store.ts';

type StepParts = {
  readonly store: OwnedStore;
  readonly currency: string;
  readonly keys: { readonly tagKeys: readonly TagVerifyKey[] };
};

function composeWalletSteps(
  context: StepContext,
  { store, currency }: StepParts,
): Pick<HttpSteps, 'readPurse' | 'requestTopUp' | 'readTopUp' | 'payOwed' | 'acceptWalletEvents'> {
  return {
    readPurse: createReadPurse(context, currency),
    requestTopUp: createRequestTopUp(context),
    readTopUp: createReadTopUp(context),
    payOwed: createPayOwed(context),
    acceptWalletEvents: createAcceptWalletEvents(context, createApplyAnswer(context), store.books),
  };
}

function composeReceiptSteps(
  context: StepContext,
  books: OwnedStore['books'],
): Pick<HttpSteps, 'readReceipt' | 'readExpenseReceipt' | 'addressReceipt'> {
  const readReceipt = createReadReceipt(context);
  const readExpenseReceipt = createReadExpenseReceipt(readReceipt, (receiptId) => readExpensePaper(books, receiptId));
  return { readReceipt, readExpenseReceipt, addressReceipt: createAddressReceipt(context, readExpenseReceipt) };
}

function composeGuestSteps(context: StepContext): Pick<HttpSteps, 'askToJoin' | 'answerGuest' | 'enterSession' | 'leaveSession'> {
  return {
    askToJoin: createAskToJoin(context),
    answerGuest: createAnswerGuest(context),
    enterSession: createEnterSession(context),
    leaveSession: createLeaveSession(context),
  };
}

function composeOperatorSteps(context: StepContext, books: OwnedStore['books']): OperatorSteps {
  return {
    refundSession: createRefundSession(context, books),
    answerClaim: createAnswerClaim(context, books),
    payOwedRefund: createPayOwedRefund(context),
    waiveOwed: createWaiveOwed(context),
    resolveReview: createResolveReview(context),
    unlockStay: createUnlockStay(context),
    listOpenMatters: createListOpenMatters(books, context.clock),
  };
}

/** All that HTTP may ask for, each step built once. */
export function composeHttpSteps(
  context: StepContext,
  parts: StepParts,
  publishedKeys: () => readonly PublishedKey[],
): HttpSteps {
  return {
    resolveScan: createResolveScan(context, createTagVerifier(parts.keys.tagKeys)),
    readTicket: createReadTicket(context),
    authorizeSession: createAuthorizeSession(context, createIsTagInForce(parts.keys.tagKeys)),
    requestStop: createRequestStop(context),
    readSession: createReadSession(context),
    waitForSession: createWaitForSession(context),
    listSessions: createListSessions(context),
    ...composeWalletSteps(context, parts),
    ...composeGuestSteps(context),
    operator: composeOperatorSteps(context, parts.store.books),
    claimRefund: createClaimRefund(context),
    readCorrections: createReadCorrections(context, parts.store.books),
    setControl: createSetControl(context),
    placeOrder: createPlaceOrder(context),
    callStaff: createCallStaff(context),
    pauseSession: createPauseSession(context),
    pairStay: createPairStay(context),
    ...composeReceiptSteps(context, parts.store.books),
    receiptKeys: createReceiptKeys(context, publishedKeys),
  };
}
