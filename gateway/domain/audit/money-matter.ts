// Money matters: what a wallet did that no step can put right, as audit rows that staff find in their list.

/** What such rows are called. */
export const MONEY_MATTERS = {
  /** Taken back, or asked back, in another currency than was paid. */
  otherCurrency: 'money-in-another-currency',
  /** A top-up came in with another amount: nothing was credited. */
  topUpDiffers: 'top-up-amount-differs',
  /** After a restore: a hold, or a top-up, of which nobody knows whose it is. */
  ownerUnknown: 'owner-unknown',
} as const;
