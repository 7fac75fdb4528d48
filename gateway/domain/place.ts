// Place: where an object stands: tenant, venue (with its time zone and currency), place.

export type Venue = {
  readonly venueId: string;
  readonly tenantId: string;
  readonly name: string;
  /** IANA time zone, such as Asia/Shanghai. */
  readonly zone: string;
  readonly currency: string;
  /** The platform's share of what is captured here, in thousandths. */
  readonly feePermille: number;
  /** Whose receipts are good for expenses; null while the operator has not said. */
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string } | null;
};

export type Place = {
  readonly placeId: string;
  readonly venueId: string;
  readonly name: string;
  /** Left out where the operator has not said; advice only, whatever it says. */
  readonly position?: PlacePosition;
};

/** In millionths of a degree (WGS 84), and how far around it its objects stand. */
export type PlacePosition = { readonly latitudeE6: number; readonly longitudeE6: number; readonly radiusM: number };
