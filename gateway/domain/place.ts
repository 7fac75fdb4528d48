// Place: where an object stands: tenant, venue (with its time zone and currency), place.

export type Venue = {
  readonly venueId: string;
  readonly tenantId: string;
  readonly name: string;
  /** IANA time zone, such as Asia/Shanghai. */
  readonly zone: string;
  readonly currency: string;
};

export type Place = { readonly placeId: string; readonly venueId: string; readonly name: string };
