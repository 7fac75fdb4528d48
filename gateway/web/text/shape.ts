// Shape of the words that are looked up by a code or a kind, so that no language can leave one out.
import type { RejectionCode } from '../../domain/rejections.ts';

/** What a kind of object is called and what happens with it; unknown fields of its state are not shown. */
export type KindWords = {
  readonly label: string;
  readonly hint: string;
  readonly baseLabel: string;
  readonly base: (amount: string) => string;
  readonly starting: string;
  /** The second and third step while they are waited for, and once they are done. */
  readonly sending: string;
  readonly proving: string;
  readonly sent: string;
  readonly proven: string;
  readonly waitFor: string;
  readonly running: string;
  readonly stopHow: string;
  readonly stopping: string;
  readonly stoppingDetail: string;
  /** What is said instead once the hand has done its part, by the field and the value that report it. */
  readonly stopSeen?: {
    readonly [field: string]: { readonly [value: string]: { readonly title: string; readonly detail: string } };
  };
  /** What a hand does to begin a pause and to end it. */
  readonly pause?: { readonly close: string; readonly open: string };
  /** By the device's word on why it will not stop yet. */
  readonly advice: { readonly [word: string]: string };
  readonly controls: { readonly [control: string]: string };
  readonly reported: {
    readonly [field: string]: { readonly label: string; readonly values: { readonly [value: string]: string } };
  };
};

/** Rejections whose sentence or next step carries one formatted fact. */
type DetailWithFact =
  | 'presence.required'
  | 'object.reserved'
  | 'reservation.cool-down'
  | 'code.second-label'
  | 'object.unknown'
  | 'label.mistyped'
  | 'label.attached-elsewhere'
  | 'label.other-venue'
  | 'label.reprinted'
  | 'label.letters-missing'
  | 'label.too-large'
  | 'label.print-busy'
  | 'label.batch-differs'
  | 'label.batch-too-large'
  | 'take-over.refused'
  | 'object.name-taken'
  | 'objects.list-refused'
  | 'objects.too-many'
  | 'venue.currency-in-use'
  | 'device.refused'
  | 'tariff.conflict'
  | 'tariff.invalid'
  | 'tariff.misfit'
  | 'device-claim.open'
  | 'wallet.funds-insufficient'
  | 'wallet.currency-mismatch'
  | 'wallet.declined'
  | 'wallet.owed'
  | 'limit.reached'
  | 'act.too-often'
  | 'person.too-many-sessions'
  | 'session.not-running'
  | 'receipt.not-yet'
  | 'order.exceeds-hold'
  | 'stay.code-wrong'
  | 'contact.code-wrong'
  | 'contact.too-often'
  | 'join.full'
  | 'passkey.too-many'
  | 'account.owes'
  | 'claim.not-yet'
  | 'claim.too-late'
  | 'refund.not-captured'
  | 'refund.exceeds-captured'
  | 'refund.already-given'
  | 'refund.disputed'
  | 'refund.too-old'
  | 'refund.payable-short'
  | 'review.not-open'
  | 'top-up.amount-refused'
  | 'request.malformed'
  | 'request.too-large';
type StepWithFact = 'wallet.funds-insufficient' | 'wallet.owed' | 'system.unavailable' | 'system.recovering';

type WithFact = (fact: string) => string;

/** Title, one sentence, one next step: for every rejection there is. */
export type RejectionTexts = {
  readonly [C in RejectionCode]: {
    readonly title: string;
    readonly detail: C extends DetailWithFact ? WithFact : string;
    readonly step: C extends StepWithFact ? WithFact : string;
  };
};
