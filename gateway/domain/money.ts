// Money: whole minor units of one currency; arithmetic only between equal currencies.
import { assert } from '#protocol';

/** ISO 4217 code, three capitals. */
export type Currency = string;
/** Minor units (cents, fen); bigint, so that no sum ever rounds. */
export type Minor = bigint;

/** Currencies of ISO 4217 by the decimals of their minor unit, where these are not 2. */
const CURRENCIES_BY_DECIMALS: readonly (readonly [number, string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** True for a currency that money is counted in today or was; anything else is a slip of the pen. */
export function isCurrency(currency: string): currency is Currency {
  return /^[A-Z]{3}$/.test(currency) && Intl.supportedValuesOf('currency').includes(currency);
}

/** How many digits of the minor unit stand behind the point. */
export function decimalsOf(currency: Currency): number {
  return CURRENCIES_BY_DECIMALS.find(([, currencies]) => currencies.split(' ').includes(currency))?.[0] ?? 2;
}

/** Plain decimal text such as `35.00`, for terminals and files; pages use Intl. */
export function formatMinor(amountMinor: Minor, currency: Currency): string {
  const decimals = decimalsOf(currency);
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(decimals + 1, '0');
  const sign = amountMinor < 0n ? '-' : '';
  if (decimals === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** What somebody types as an amount, such as `50` or `50.5`; null for anything that is no whole number of minor units. */
export function parseMinor(text: string, currency: Currency): Minor | null {
  const found = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const decimals = decimalsOf(currency);
  const [, whole = '', fraction = ''] = found ?? [];
  if (!found || fraction.length > decimals) return null;
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** Minor units as a JSON number; amounts beyond 2^53 are our own mistake. */
export function toSafeNumber(amountMinor: Minor): number {
  const value = Number(amountMinor);
  assert(Number.isSafeInteger(value), `amount ${amountMinor} is beyond safe integers`);
  return value;
}

/** Divides once, rounding down: in the payer's favour. */
export function divideDown(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n && numerator >= 0n, 'divideDown takes non-negative amounts');
  return numerator / denominator;
}

/** Divides once, rounding up: a started unit counts. */
export function divideUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n && numerator >= 0n, 'divideUp takes non-negative amounts');
  return (numerator + denominator - 1n) / denominator;
}

export function lesserOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
