// Contract of the store: every suite that whatever database stands behind the port must pass.
import { describeConstraints } from './describe-constraints.ts';
import { describeCredentials } from './describe-credentials.ts';
import { describeDeviceKeys } from './describe-device-keys.ts';
import { describeLabelDesk } from './describe-label-desk.ts';
import { describeLabelWatch } from './describe-label-watch.ts';
import { describeLabels } from './describe-labels.ts';
import { describeMoney } from './describe-money.ts';
import { describePaper } from './describe-paper.ts';
import { describePeople } from './describe-people.ts';
import { describePresence } from './describe-presence.ts';
import { describeRaces } from './describe-races.ts';
import { describeReservations } from './describe-reservations.ts';
import { describeSessions } from './describe-sessions.ts';
import { describeVenueObjects } from './describe-venue-objects.ts';
import { describeVenues } from './describe-venues.ts';
import { describeWords } from './describe-words.ts';
import type { OpenStore } from './opened-store.ts';

export function describeStore(name: string, open: OpenStore): void {
  describeConstraints(name, open);
  describeSessions(name, open);
  describeVenues(name, open);
  describeVenueObjects(name, open);
  describeCredentials(name, open);
  describeDeviceKeys(name, open);
  describeLabels(name, open);
  describeLabelDesk(name, open);
  describeLabelWatch(name, open);
  describeMoney(name, open);
  describePeople(name, open);
  describePaper(name, open);
  describeReservations(name, open);
  describePresence(name, open);
  describeWords(name, open);
  describeRaces(name, open);
}
