// Account shape: the refusals that each language has words for around accounts, passkeys and terms.
import type { RejectionTexts } from './shape.ts';

export type AccountRejections = Pick<
  RejectionTexts,
  | ('passkey.last' | 'passkey.too-many' | 'passkey.touch-needed' | 'terms.not-accepted' | 'terms.changed')
  | ('account.in-use' | 'account.owes' | 'account.money-held' | 'account.balance-differs')
>;
