// Compose steps: builds everything that HTTP may ask of the gateway, from one context.

import type { RandomBytes } from '#protocol';
import { createTagVerifier, type TagVerifyKey } from '#qr';
import { composeConsole } from './compose-console.ts';
import type { ComposedLabels } from './compose-labels.ts';
import type { TermsEdition } from './domain/account/terms.ts';
import { createAcceptTerms, createTermsGate } from './during/accept-terms.ts';
import { createAcceptWalletEvents } from './during/accept-wallet-events.ts';
import { createCallStaff } from './during/call-staff.ts';
import { createClaimRefund } from './during/claim-refund.ts';
import { createAddressReceipt, createReadExpenseReceipt } from './during/expense-receipt.ts';
import { createFindOthers } from './during/find-others.ts';
import { createAnswerGuest, createAskToJoin, createEnterSession, createLeaveSession } from './during/join-session.ts';
import { createAddPasskey, createEndAccount, createReadAccount, createRemovePasskey } from './during/keep-account.ts';
import { createActLimit } from './during/limit-acts.ts';
import { createLimitedBlinks } from './during/limit-blinks.ts';
import { createLimitedPairing } from './during/limit-pairings.ts';
import { createLimitedReserve } from './during/limit-reservations.ts';
import { createPairStay } from './during/pair-stay.ts';
import { createPauseSession } from './during/pause-session.ts';
import { createPayOwed } from './during/pay-owed.ts';
import { createPlaceOrder } from './during/place-order.ts';
import { createReadCorrections } from './during/read-corrections.ts';
import { createReadPurse } from './during/read-purse.ts';
import { createAnswerBlinks, createCompareWhereabouts, createReserveObject } from './during/reserve-object.ts';
import { createContactSteps } from './during/set-contact.ts';
import { createSetControl } from './during/set-control.ts';
import {
  type AccountContext,
  createDrawPerson,
  createFindPasskey,
  createOpenAccount,
  createSignIn,
  createSignOut,
  createTouch,
} from './during/sign-in.ts';
import { createReadTopUp, createRequestTopUp } from './during/top-up.ts';
import type { AccountSteps, HttpSteps, OperatorSteps, SetUpSteps } from './http/steps.ts';
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
import { createChangeObject } from './operator/change-object.ts';
import { createChangePlace } from './operator/change-place.ts';
import { createChangeVenue } from './operator/change-venue.ts';
import { createCreateObjects } from './operator/create-objects.ts';
import { createImportObjects } from './operator/import-objects.ts';
import { createInspectLabels } from './operator/inspect-labels.ts';
import { createLabelAlerts } from './operator/label-alerts.ts';
import { createListOccupied } from './operator/list-occupied.ts';
import { createListOpenMatters } from './operator/list-open-matters.ts';
import { createListSetUp } from './operator/list-set-up.ts';
import { createNameFindings } from './operator/name-findings.ts';
import { createCloseFree, createOpenFree } from './operator/open-free.ts';
import { createPayOwedRefund } from './operator/pay-owed-refund.ts';
import { createPositionPlace } from './operator/position-place.ts';
import { createEndEmergency, createRaiseEmergency } from './operator/raise-emergency.ts';
import { createReadDoors } from './operator/read-doors.ts';
import { createReadSetUp } from './operator/read-set-up.ts';
import { createRefundSession } from './operator/refund-session.ts';
import { createResolveReview } from './operator/resolve-review.ts';
import { createCleanObject, createRetireObject, createServeObject } from './operator/serve-object.ts';
import { createSetDisplay } from './operator/set-display.ts';
import { createStaffDesk } from './operator/staff-desk.ts';
import { createTariffDesk } from './operator/tariff-desk.ts';
import { createUnlockStay } from './operator/unlock-stay.ts';
import { createVouchForPerson } from './operator/vouch-for-person.ts';
import { createWaiveOwed } from './operator/waive-owed.ts';
import { readExpensePaper } from './paper/expense-paper.ts';
import type { CommitBell } from './ports/commit-bell.ts';
import type { Limits } from './ports/limits.ts';
import type { Mailer } from './ports/mailer.ts';
import type { BooksQuery, OwnedStore } from './ports/store.ts';
import { numberReceipt } from './upkeep/number-receipts.ts';

type StepParts = {
  readonly store: OwnedStore;
  readonly currency: string;
  readonly keys: { readonly tagKeys: readonly TagVerifyKey[]; readonly tagKeysNow?: () => readonly TagVerifyKey[] };
  readonly limits: Limits;
  /** What persons accept who sign in at this gateway itself; left out where a host app knows them. */
  readonly terms?: TermsEdition;
  readonly randomBytes: RandomBytes;
  readonly labels: ComposedLabels;
  /** Sends mail; nobody is asked for an address without it. */
  readonly mailer?: Mailer;
  readonly bell: CommitBell;
};

type ActLimit = ReturnType<typeof createActLimit>;

function composeAccountSteps(context: AccountContext, { limits, randomBytes }: StepParts): AccountSteps {
  return {
    drawPerson: createDrawPerson(randomBytes),
    findPasskey: createFindPasskey(context),
    openAccount: createOpenAccount(context, limits),
    signIn: createSignIn(context),
    acceptTerms: createAcceptTerms(context),
    readAccount: createReadAccount(context),
    addPasskey: createAddPasskey(context),
    removePasskey: createRemovePasskey(context),
    endAccount: createEndAccount(context),
    touch: createTouch(context),
    signOut: createSignOut(context),
  };
}

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
  gated: ReturnType<typeof createTermsGate>,
): Pick<HttpSteps, 'askToJoin' | 'answerGuest' | 'enterSession' | 'leaveSession'> {
  return {
    askToJoin: gated(limited(createAskToJoin(context))),
    answerGuest: limited(createAnswerGuest(context)),
    enterSession: limited(createEnterSession(context)),
    leaveSession: createLeaveSession(context),
  };
}

function composeSetUpSteps(context: StepContext, books: BooksQuery): SetUpSteps {
  const list = createListSetUp(context, books);
  return {
    list,
    readDoors: createReadDoors(context, books, list),
    changeVenue: createChangeVenue(context, books),
    changePlace: createChangePlace(context, books),
    createObjects: createCreateObjects(context, books),
    importObjects: createImportObjects(context, books),
    changeObject: createChangeObject(context, books),
    serveObject: createServeObject(context, books),
    retireObject: createRetireObject(context, books),
    cleanObject: createCleanObject(context, books),
    openFree: createOpenFree(context),
    closeFree: createCloseFree(context, createRequestStop(context)),
    guide: createReadSetUp(books),
  };
}

function composeOperatorSteps(context: StepContext, { labels, randomBytes, bell, store: { books } }: StepParts): OperatorSteps {
  const listOpenMatters = createListOpenMatters(books, context.clock);
  return {
    ...labels,
    setUp: composeSetUpSteps(context, books),
    refundSession: createRefundSession(context, books),
    answerClaim: createAnswerClaim(context, books),
    payOwedRefund: createPayOwedRefund(context),
    waiveOwed: createWaiveOwed(context),
    resolveReview: createResolveReview(context),
    unlockStay: createUnlockStay(context),
    positionPlace: createPositionPlace(context),
    vouchForPerson: createVouchForPerson(context),
    setDisplay: createSetDisplay(context, randomBytes),
    listOpenMatters,
    attachDesk: createAttachDesk(books),
    tariffDesk: createTariffDesk(context, books),
    nameFindings: createNameFindings(books),
    inspectLabels: createInspectLabels({ ...context, books, findLabel: labels.findLabel, noteFirstScan: labels.noteFirstScan }),
    labelAlerts: createLabelAlerts({ ...context, books }),
    raiseEmergency: createRaiseEmergency(context),
    endEmergency: createEndEmergency(context),
    listOccupied: createListOccupied(context),
    staff: createStaffDesk({ ...context, books, randomBytes }),
    console: composeConsole(context, { books, bell, listOpenMatters }),
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
  const accounts = parts.terms === undefined ? null : { ...context, store: parts.store, terms: parts.terms };
  /** Money is reserved only for whoever has accepted the terms in force. */
  const gated: ReturnType<typeof createTermsGate> = accounts ? createTermsGate(accounts) : (act) => act;
  const takenOverHosts = parts.labels.takenOverHosts.list;
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
    findOthers: createFindOthers(context, parts.store.books),
    authorizeSession: gated(limited(createAuthorizeSession(context, createIsTagInForce(tagKeys)))),
    requestStop: createRequestStop(context),
    readSession: createReadSession(context),
    waitForSession: createWaitForSession(context),
    listSessions: createListSessions(context),
    ...composeWalletSteps(context, parts, limited),
    ...composeGuestSteps(context, limited, gated),
    ...(accounts && { account: composeAccountSteps(accounts, parts) }),
    contact: createContactSteps({ context, limits: parts.limits, isOffered: parts.mailer !== undefined }),
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
