// Writes of places: where one is, as its operator says.
import { assert } from '#protocol';
import type { Connection } from './connection.ts';
import type { Writers } from './writers.ts';

/** @param onChanged what is remembered of where objects stand is old. */
export function placeWriters(db: Connection, onChanged: () => void): Writers<'place-positioned'> {
  const position = db.prepare<[number | null, number | null, number | null, string]>(
    'UPDATE places SET latitude_e6 = ?, longitude_e6 = ?, radius_m = ? WHERE place_id = ?',
  );
  return {
    'place-positioned': ({ placeId, position: at }) => {
      const { changes } = position.run(at?.latitudeE6 ?? null, at?.longitudeE6 ?? null, at?.radiusM ?? null, placeId);
      assert(changes === 1, `place ${placeId} is known`);
      onChanged();
      return null;
    },
  };
}
