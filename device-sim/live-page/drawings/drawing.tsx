// Drawing: the object as it stands now; a kind without a picture of its own gets a plain box.
import { Bike } from './bike.tsx';
import { HotelRoom } from './hotel-room.tsx';
import { RestaurantTable } from './restaurant-table.tsx';
import { type Drawn, Scene } from './scene.tsx';
import { SleepPod } from './sleep-pod.tsx';

function AnyObject({ label, picture }: Drawn) {
  return (
    <Scene kind="other" data={{ 'data-used': picture.session === null ? 'no' : 'yes' }} label={label}>
      <path class="d-ground" d="M8 176h304" />
      <rect class="d-body" x="100" y="36" width="120" height="140" rx="18" />
      <circle class="d-any-light" cx="160" cy="106" r="22" />
    </Scene>
  );
}

const DRAWINGS: { readonly [kind: string]: typeof SleepPod } = {
  'sleep-pod': SleepPod,
  bike: Bike,
  'hotel-room': HotelRoom,
  'restaurant-table': RestaurantTable,
};

export function Drawing(drawn: Drawn) {
  const Draw = DRAWINGS[drawn.picture.profile.kind] ?? AnyObject;
  return <Draw {...drawn} />;
}
