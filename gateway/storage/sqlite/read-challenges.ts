// Reads of passkeys' challenges: whether a device's answer has been used.
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

export function challengeQueries(db: Connection): Queries<'isPasskeyChallengeSpent'> {
  const spent = db.prepare<[string]>('SELECT 1 FROM spent_challenges WHERE challenge_id = ?');
  return { isPasskeyChallengeSpent: (challengeId) => spent.get(challengeId) !== undefined };
}
