// Rejections: every refusal that a person, an operator or a host app may meet; codes are stable, facts are data.
import type { DeviceCode, Json } from '#protocol';
import type { Minor } from './money.ts';
import type { PresenceWay } from './presence/presence-evidence.ts';
import type { OperatorAct, Role } from './staff/permissions.ts';
import type { ListProblem } from './venue/object-list.ts';
import type { WalletRefusal } from './wallet/wallet-operation.ts';

/** An offer in whole minor units, as JSON tells it. */
export type OfferFacts = {
  readonly objectId: string;
  readonly kind: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly currency: string;
  readonly tariffHash: string;
  readonly tariff: Json;
  readonly holdMinor: number;
  readonly mostMinor: number;
  readonly availability: string;
  readonly offerHash: string;
};

/** A place of a tariff, and what is wrong with it; the field and what to do in the reader's words, once these are known. */
export type TariffProblem = {
  readonly at: string;
  readonly problem: string;
  readonly field?: string;
  readonly words?: string;
};

export type Rejection =
  | { readonly code: 'code.not-ours' }
  | { readonly code: 'code.replaced' }
  /** A genuine label that hangs on nothing yet. */
  | { readonly code: 'code.not-attached' }
  /** The object has other labels already: two are fine when somebody says so. */
  | { readonly code: 'code.second-label'; readonly objectName: string; readonly others: number }
  | { readonly code: 'label.unknown' }
  /** It looks like a short code and can be none: `length` is not nine letters, `letter` is never in one, `check` is a typing mistake. */
  | { readonly code: 'label.mistyped'; readonly mistake: 'length' | 'letter' | 'check' }
  | { readonly code: 'label.ended'; readonly state: string }
  /** It hangs in another venue than the batch is for. */
  | { readonly code: 'label.other-venue'; readonly label: string; readonly venueId: string }
  /** What is to take its place is printed already, or hangs, and came in another batch. */
  | { readonly code: 'label.reprinted'; readonly label: string; readonly by: string; readonly batchId: string }
  | { readonly code: 'label.attached-elsewhere'; readonly objectId: string; readonly objectName: string }
  | { readonly code: 'label.batch-unknown' }
  /** No font of ours has them; `names` are some of those that hold them. */
  | { readonly code: 'label.letters-missing'; readonly letters: string; readonly names: readonly string[] }
  | { readonly code: 'label.too-small'; readonly moduleMm: number; readonly smallestMm: number }
  /** With the largest of that shape. */
  | { readonly code: 'label.too-large'; readonly widthMm: number; readonly heightMm: number }
  /** Others print at this moment, and as many wait as may. */
  | { readonly code: 'label.print-busy'; readonly retryAfterS: number }
  /** The batch of this name was ordered otherwise. */
  | { readonly code: 'label.batch-differs'; readonly size: number }
  | { readonly code: 'label.batch-too-large'; readonly most: number }
  /** No key of this gateway may sign labels of this host now. */
  | { readonly code: 'label.key-missing' }
  /** Nothing was taken over: each line that is wrong, with why. */
  | { readonly code: 'take-over.refused'; readonly lines: readonly { readonly line: number; readonly problem: string }[] }
  /** A display's own code, of another moment than now. */
  | { readonly code: 'code.display-stale' }
  /** This value of a display's code has been used for a Start (QR-11). */
  | { readonly code: 'code.display-used' }
  /** Tried too often from here; `helps` says whether an account of one's own is let in at once. */
  | { readonly code: 'limit.reached'; readonly retryAfterS: number; readonly helps: 'waiting' | 'signing-in' }
  /** This account has acted more often than anybody does. */
  | { readonly code: 'act.too-often'; readonly retryAfterS: number }
  | { readonly code: 'label-alert.unknown' | 'label-round.unknown' | 'label-round.ended' }
  | { readonly code: 'ticket.invalid' | 'ticket.expired' | 'ticket.used' }
  /** With what is offered now, and a ticket of the same scan that takes it (row 30). */
  | { readonly code: 'offer.changed'; readonly offer: OfferFacts; readonly ticket: string }
  /** Nothing shows that the person is there: `ways` would at this object. */
  | {
      readonly code: 'presence.required';
      readonly ways: readonly PresenceWay[];
      readonly because: 'always' | 'label-unsigned' | 'code-typed' | 'start-unused' | 'starts-counted' | 'starts-here-counted';
    }
  /** Staff named nobody, and nobody keeps the object at this moment. */
  | { readonly code: 'presence.nobody' }
  /** What staff say makes no difference at this kind. */
  | { readonly code: 'presence.not-counted' }
  /** Its device has no display, or signs nothing. */
  | { readonly code: 'display.not-offered' }
  /** Staff are told which, of those that they named. */
  | { readonly code: 'object.unknown'; readonly objectId?: string }
  | { readonly code: 'object.out-of-service' }
  /** It was used, and nobody has said since that it is clean. */
  | { readonly code: 'object.needs-cleaning' }
  /** For good. */
  | { readonly code: 'object.retired' }
  /** Not while a session goes on there. */
  | { readonly code: 'object.in-use'; readonly sessionId: string }
  /** Opened without a price only while nobody else may use it. */
  | { readonly code: 'object.still-in-service' }
  /** Staff opened it without a price, and it is not closed yet. */
  | { readonly code: 'object.open-free'; readonly sessionId: string }
  /** Its device says, or cannot rule out, that somebody is in it. */
  | { readonly code: 'object.interlocked' }
  /** Another at the same place has it. */
  | { readonly code: 'object.name-taken'; readonly name: string }
  /** Nothing was created: every problem, with the line and the column where it is. */
  | { readonly code: 'objects.list-refused'; readonly lines: readonly ListProblem[] }
  | { readonly code: 'objects.too-many'; readonly most: number }
  /** Prices of objects there are in it. */
  | { readonly code: 'venue.currency-in-use'; readonly currency: string }
  | { readonly code: 'place.unknown' }
  /** Somebody else changed it since its editor looked: `now` is what is there, and its version. */
  | { readonly code: 'edit.conflict'; readonly version: number; readonly now: Json }
  | { readonly code: 'object.busy' }
  /** Kept for somebody else who looks at its offer. */
  | { readonly code: 'object.reserved'; readonly retryAfterS: number }
  /** What this person kept before came to nothing too often. */
  | { readonly code: 'reservation.cool-down'; readonly retryAfterS: number }
  /** It is kept for them no more, or never was. */
  | { readonly code: 'reservation.over' }
  /** It has not blinked since the last answer. */
  | { readonly code: 'blink.not-asked' }
  | { readonly code: 'blink.wrong' }
  | { readonly code: 'blink.too-often-wrong' }
  | { readonly code: 'tariff.missing' }
  | { readonly code: 'tariff.unknown' }
  /** Somebody published since its writer looked: what is in force now. */
  | {
      readonly code: 'tariff.conflict';
      readonly tariffId: string;
      readonly version: number;
      readonly publishedBy: string | null;
      readonly publishedAt: string | null;
      readonly tariff: Json;
    }
  /** Every place that is wrong; `words` where the reader's language is known. */
  | { readonly code: 'tariff.invalid'; readonly problems: readonly TariffProblem[] }
  /** The object cannot measure, sell or pay what the tariff asks. */
  | {
      readonly code: 'tariff.misfit';
      readonly objectId: string;
      readonly objectName: string;
      readonly problems: readonly TariffProblem[];
    }
  | { readonly code: 'device.unknown' }
  /** A device of another kind or tenant has its id. */
  | { readonly code: 'device.taken' }
  | { readonly code: 'device.keyless' }
  | { readonly code: 'device-claim.unknown' }
  | { readonly code: 'device-claim.open'; readonly untilMs: number }
  | { readonly code: 'device-claim.not-pending'; readonly state: string }
  | { readonly code: 'credential.unknown' }
  /** Its device signs nothing, and so can prove no use that costs (FP-32). */
  | { readonly code: 'object.unsigned-not-free' }
  | { readonly code: 'device.offline'; readonly lastSeenAtMs: number | null }
  | { readonly code: 'device.refused'; readonly deviceCode: DeviceCode }
  | { readonly code: 'device.queue-full' }
  | { readonly code: 'wallet.funds-insufficient'; readonly shortfallMinor: Minor; readonly currency: string }
  | { readonly code: 'wallet.currency-mismatch'; readonly currency: string }
  /** The wallet said no before anything was reserved. */
  | { readonly code: 'wallet.declined'; readonly refusal: WalletRefusal }
  /** Something used before is not paid (R19). */
  | { readonly code: 'wallet.owed'; readonly owedMinor: Minor; readonly currency: string }
  | { readonly code: 'person.too-many-sessions'; readonly most: number }
  | { readonly code: 'person.starts-unused' }
  | { readonly code: 'object.starts-unused' }
  | { readonly code: 'session.unknown' }
  | { readonly code: 'session.not-running'; readonly state: string }
  | { readonly code: 'receipt.not-yet'; readonly state: string }
  | { readonly code: 'control.unknown'; readonly control: string }
  | { readonly code: 'control.value-refused'; readonly control: string }
  | { readonly code: 'order.item-unknown'; readonly itemId: string }
  | { readonly code: 'order.exceeds-hold'; readonly leftMinor: Minor; readonly currency: string }
  | { readonly code: 'order.not-offered' }
  /** Its command would not fit into one message to the printer (FP-24). */
  | { readonly code: 'order.too-large'; readonly limitBytes: number }
  | { readonly code: 'call.not-offered' }
  | { readonly code: 'pause.not-offered' }
  | { readonly code: 'receipt.not-for-expenses' }
  | { readonly code: 'receipt.made-out-already' }
  | { readonly code: 'payout.nothing-due' }
  /** There is none of that id, or it is another tenant's. */
  | { readonly code: 'venue.unknown' }
  /** The red button of the venue was pressed: nothing starts, and everybody is asked to leave. */
  | { readonly code: 'venue.emergency'; readonly sinceMs: number }
  | { readonly code: 'emergency.not-open' | 'emergency.same-person' }
  | { readonly code: 'stay.not-paired' }
  | { readonly code: 'stay.unknown' }
  | { readonly code: 'stay.code-wrong'; readonly attemptsLeft: number }
  | { readonly code: 'stay.locked' }
  | { readonly code: 'stay.taken' }
  | { readonly code: 'join.not-offered' | 'join.refused' | 'join.too-often' | 'join.price-changed' }
  | { readonly code: 'join.full'; readonly most: number }
  /** Nobody of that name asks to join, or they left. */
  | { readonly code: 'guest.unknown' }
  /** It is the host's to do, or their guest has not been let in yet. */
  | { readonly code: 'guest.not-allowed' }
  /** The guest's own wallet would not reserve what joining takes; the host's is untouched. */
  | { readonly code: 'guest.cannot-pay' }
  | { readonly code: 'claim.not-yet'; readonly state: string }
  | { readonly code: 'claim.too-late'; readonly untilMs: number }
  | { readonly code: 'claim.made' }
  | { readonly code: 'claim.unknown' }
  | { readonly code: 'refund.not-captured'; readonly state: string }
  | { readonly code: 'refund.exceeds-captured'; readonly capturedMinor: Minor; readonly currency: string }
  /** At least so much was given back already: the target is absolute (R16). */
  | { readonly code: 'refund.already-given'; readonly refundedMinor: Minor; readonly currency: string }
  /** An earlier one waits for the wallet's word: it is asked one refund of a hold after the other. */
  | { readonly code: 'refund.under-way' }
  /** The payer asked their bank for it: it is not paid twice. */
  | { readonly code: 'refund.disputed'; readonly disputedMinor: Minor; readonly currency: string }
  | { readonly code: 'refund.unknown' }
  | { readonly code: 'review.not-open'; readonly state: string }
  | { readonly code: 'top-up.not-offered' }
  | { readonly code: 'top-up.amount-refused'; readonly leastMinor: Minor; readonly mostMinor: Minor; readonly currency: string }
  | { readonly code: 'top-up.unknown' }
  | { readonly code: 'owed.nothing' }
  /** The wallet is being asked for it at this moment. */
  | { readonly code: 'owed.under-way' }
  /** Ended so long ago that only the platform can give it back. */
  | { readonly code: 'refund.too-old'; readonly untilMs: number }
  /** More than the venue has coming: it would be paid out of other venues' money. */
  | { readonly code: 'refund.payable-short'; readonly payableMinor: Minor; readonly currency: string }
  | { readonly code: 'identity.missing' | 'identity.expired' | 'identity.invalid' }
  /** An account keeps one: nobody could sign in to it again. */
  | { readonly code: 'passkey.last' }
  | { readonly code: 'passkey.too-many'; readonly most: number }
  /** What could lock the owner out is done only soon after a touch. */
  | { readonly code: 'passkey.touch-needed' }
  /** There is another text than this person has accepted; asked before the next Start, never before a Stop. */
  | { readonly code: 'terms.not-accepted' }
  /** Another text is in force than the page showed. */
  | { readonly code: 'terms.changed' }
  /** An account ends once nothing of its person's runs, */
  | { readonly code: 'account.in-use' }
  /** nothing is owed, */
  | { readonly code: 'account.owes'; readonly owedMinor: Minor; readonly currency: string }
  /** nothing is held or on its way, */
  | { readonly code: 'account.money-held' }
  /** and what is in the wallet is what the page said. */
  | { readonly code: 'account.balance-differs' }
  /** The link of the first start has been used. */
  | { readonly code: 'set-up.done' }
  | { readonly code: 'set-up.link-wrong' }
  /** There is none of that id, they have left, or work for another tenant. */
  | { readonly code: 'staff.unknown' }
  /** A tenant keeps an owner: nobody else could invite one. */
  | { readonly code: 'staff.last-owner' }
  | { readonly code: 'invitation.unknown' | 'invitation.used' | 'invitation.expired' | 'invitation.revoked' }
  | { readonly code: 'invitation.too-many'; readonly most: number }
  /** Of the link for whoever lost every device. */
  | { readonly code: 'staff-link.unknown' | 'staff-link.used' | 'staff-link.expired' }
  /** The device's answer does not prove what it was asked for. */
  | { readonly code: 'passkey.refused' }
  /** The device answered, and did not look whether its holder is its owner. */
  | { readonly code: 'passkey.person-unchecked' }
  /** Nobody here has this passkey, or its owner has left. */
  | { readonly code: 'passkey.unknown' }
  /** Answered too late, or a second time. */
  | { readonly code: 'passkey.challenge-expired' }
  /** The token is genuine, and says nothing of such a right at this tenant. */
  | { readonly code: 'operator.not-allowed' }
  /** Signed in, and the role may not do this (domain/staff/permissions.ts). */
  | { readonly code: 'operator.role-refused'; readonly role: Role; readonly act: OperatorAct }
  | { readonly code: 'idempotency.key-missing' }
  | { readonly code: 'idempotency.key-reused' }
  | { readonly code: 'request.malformed'; readonly at: string; readonly problem: string }
  | { readonly code: 'request.too-large'; readonly limitBytes: number }
  | { readonly code: 'request.unsupported-type' }
  | { readonly code: 'request.not-found' }
  | { readonly code: 'request.method-refused' }
  | { readonly code: 'origin.refused' }
  /** Forged, stale or of an unknown shape; nothing was applied. */
  | { readonly code: 'webhook.invalid' }
  /** This gateway sends no mail. */
  | { readonly code: 'contact.not-offered' }
  /** No address that we are ready to write to. */
  | { readonly code: 'contact.address-refused' }
  | { readonly code: 'contact.code-wrong'; readonly attemptsLeft: number }
  /** Its time is over, it was mistyped too often, or none was asked for. */
  | { readonly code: 'contact.code-over' }
  /** Nothing can be sent before an address is confirmed. */
  | { readonly code: 'contact.missing' }
  | { readonly code: 'contact.too-often'; readonly retryAfterS: number }
  | { readonly code: 'system.unavailable'; readonly retryAfterS: number }
  /** A restored database is being compared with the world: nothing starts, all else goes on (row 27). */
  | { readonly code: 'system.recovering'; readonly retryAfterS: number }
  | { readonly code: 'system.failed' };

export type RejectionCode = Rejection['code'];
