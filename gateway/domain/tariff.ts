// Tariff: what use and items cost; frozen at authorize, so that the price of a session cannot move.
import { canonicalJson, type Json, type MeteredQuantity, type Result, sha256 } from '#protocol';
import type { Currency, Minor } from './money.ts';

/** So much of a metered quantity, started, costs this. `per` is in the quantity's own unit (ms, m). */
export type TariffStep = { readonly quantity: MeteredQuantity; readonly per: number; readonly amountMinor: Minor };
/** Words per language tag; every text has `en`. */
export type LocalText = { readonly [language: string]: string };
export type TariffItem = { readonly itemId: string; readonly amountMinor: Minor; readonly name: LocalText };

export type Tariff = {
  readonly name: string;
  readonly currency: Currency;
  /** Due once as soon as the free window is over. */
  readonly baseMinor: Minor;
  /** Use up to here costs nothing and is not counted afterwards either. */
  readonly freeMs: number;
  readonly steps: readonly TariffStep[];
  /** Most that base and steps of one session may cost together; items come on top. null = no cap, then `holdMinor` is the most. */
  readonly capMinor: Minor | null;
  /** What is held at the start, and the most that the session may ever cost without a new tap. */
  readonly holdMinor: Minor;
  readonly items: readonly TariffItem[];
  /** Tax included in all amounts, in thousandths of the net amount (60 = 6 %). */
  readonly taxPermille: number;
};

/** A tariff as stored and shown: its canonical JSON is what the hash names. */
export type FrozenTariff = {
  readonly tariffId: string;
  readonly version: number;
  readonly json: string;
  readonly hash: string;
  readonly tariff: Tariff;
};

export type TariffRefusal = { readonly code: 'tariff.invalid'; readonly at: string; readonly problem: string };

export type ParseTariff = (json: Json) => Result<Tariff, TariffRefusal>;

/** The JSON of a tariff: plain whole numbers for amounts. */
export function tariffToJson(tariff: Tariff): Json {
  const amount = (minor: Minor): number => Number(minor);
  return {
    name: tariff.name,
    currency: tariff.currency,
    baseMinor: amount(tariff.baseMinor),
    freeMs: tariff.freeMs,
    steps: tariff.steps.map((step) => ({ quantity: step.quantity, per: step.per, amountMinor: amount(step.amountMinor) })),
    capMinor: tariff.capMinor === null ? null : amount(tariff.capMinor),
    holdMinor: amount(tariff.holdMinor),
    items: tariff.items.map((item) => ({ itemId: item.itemId, amountMinor: amount(item.amountMinor), name: item.name })),
    taxPermille: tariff.taxPermille,
  };
}

/** Freezes one version: offer, session and receipt carry this hash (M11). */
export function freezeTariff(tariffId: string, version: number, tariff: Tariff): FrozenTariff {
  const json = canonicalJson(tariffToJson(tariff));
  return { tariffId, version, json, hash: sha256(json), tariff };
}
