// Money: whole minor units of one currency; arithmetic only between equal currencies.
import { assert } from '#protocol';

/** ISO 4217 code, three capitals. */
export type Currency = string;
/** Minor units (cents, fen); bigint, so that no sum ever rounds. */
export type Minor = bigint;

/** Decimals of a currency's minor unit where they are not 2 (ISO 4217). */
const DECIMALS: { readonly [currency: string]: number } = { JPY: 0, KRW: 0, VND: 0, BHD: 3, KWD: 3, TND: 3, OMR: 3, JOD: 3 };

/** How many digits of the minor unit stand behind the point. */
export function decimalsOf(currency: Currency): number {
  return DECIMALS[currency] ?? 2;
}

/** Plain decimal text such as `35.00`, for terminals and files; pages use Intl. */
export function formatMinor(amountMinor: Minor, currency: Currency): string {
  const decimals = decimalsOf(currency);
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(decimals + 1, '0');
  const sign = amountMinor < 0n ? '-' : '';
  if (decimals === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
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
