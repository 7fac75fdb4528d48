// Receipt findings: what each check of a receipt can say, as codes and numbers that a page or a terminal words.

export type ReceiptCheck =
  | 'tag'
  | 'start-command'
  | 'device-start'
  | 'device-end'
  | 'device-tickets'
  | 'same-session'
  | 'same-device'
  | 'same-command'
  | 'order-of-records'
  | 'tariff'
  | 'terms'
  | 'price-terms'
  | 'offer'
  | 'nothing-due'
  | 'usage'
  | 'items'
  | 'lines'
  | 'total'
  | 'tax'
  | 'released';

export type ReceiptFault =
  /** The tag's signature does not hold under the keys given. */
  | 'receipt.tag-unproven'
  /** A signed part does not verify; `reason` is the signature's own refusal. */
  | 'receipt.signature-unproven'
  /** Its signature holds, but it is not the record that it should be. */
  | 'receipt.record-malformed'
  /** A receipt with something due, or a device's end that it names, lacks its record. */
  | 'receipt.record-missing'
  | 'receipt.session-differs'
  | 'receipt.device-differs'
  /** A device record cites another start command than the one shown. */
  | 'receipt.command-differs'
  | 'receipt.records-disordered'
  | 'receipt.tariff-hash-differs'
  | 'receipt.tariff-unreadable'
  | 'receipt.terms-differ'
  /** What the price hung on besides the tariff cannot be read, or is not what tariff, zone and hour make it. */
  | 'receipt.price-terms-unreadable'
  | 'receipt.price-terms-differ'
  | 'receipt.offer-differs'
  | 'receipt.due-without-start'
  | 'receipt.usage-above-record'
  | 'receipt.usage-above-time'
  | 'receipt.items-differ'
  | 'receipt.lines-differ'
  | 'receipt.total-differs'
  | 'receipt.tax-differs'
  | 'receipt.released-differs';

/** Names end with their unit, as everywhere. */
export type FindingFacts = { readonly [name: string]: string | number | boolean | null };

export type ReceiptFinding =
  | { readonly check: ReceiptCheck; readonly ok: true; readonly facts: FindingFacts }
  | { readonly check: ReceiptCheck; readonly ok: false; readonly code: ReceiptFault; readonly facts: FindingFacts };

export function passed(check: ReceiptCheck, facts: FindingFacts): ReceiptFinding {
  return { check, ok: true, facts };
}

export function failed(check: ReceiptCheck, code: ReceiptFault, facts: FindingFacts): ReceiptFinding {
  return { check, ok: false, code, facts };
}

/** Passed or failed by one condition, with the same numbers either way. */
export function judged(check: ReceiptCheck, isRight: boolean, code: ReceiptFault, facts: FindingFacts): ReceiptFinding {
  return isRight ? passed(check, facts) : failed(check, code, facts);
}
