// Contract of the store: every suite that whatever database stands behind the port must pass.
import { describeConstraints } from './describe-constraints.ts';
import { describeMoney } from './describe-money.ts';
import { describePaper } from './describe-paper.ts';
import { describePeople } from './describe-people.ts';
import { describeRaces } from './describe-races.ts';
import { describeSessions } from './describe-sessions.ts';
import { describeVenues } from './describe-venues.ts';
import { describeWords } from './describe-words.ts';
import type { OpenStore } from './opened-store.ts';

export function describeStore(name: string, open: OpenStore): void {
  describeConstraints(name, open);
  describeSessions(name, open);
  describeVenues(name, open);
  describeMoney(name, open);
  describePeople(name, open);
  describePaper(name, open);
  describeWords(name, open);
  describeRaces(name, open);
}
