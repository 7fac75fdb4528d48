// Writes of places: where one is, as its operator says.
import { sql } from './statement.ts';
import type { Writers } from './writers.ts';

type Positioned = { place_id: string; latitude: number | null; longitude: number | null; radius_m: number | null };

const position = sql<Positioned>(`WITH applied AS (
    UPDATE places SET latitude_e6 = @latitude::bigint, longitude_e6 = @longitude::bigint, radius_m = @radius_m::bigint
    WHERE place_id = @place_id RETURNING 1
  )
  SELECT assert_that(EXISTS (SELECT FROM applied), 'place ' || @place_id::text || ' is known')`);

export const placeWriters: Writers<'place-positioned'> = {
  'place-positioned': ({ placeId, position: at }) => [
    position({
      place_id: placeId,
      latitude: at?.latitudeE6 ?? null,
      longitude: at?.longitudeE6 ?? null,
      radius_m: at?.radiusM ?? null,
    }),
  ],
};
