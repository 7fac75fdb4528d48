// Reads of passkeys' challenges: whether a device's answer has been used.
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';

const spent = sql<{ challenge_id: string }>('SELECT 1 AS found FROM spent_challenges WHERE challenge_id = @challenge_id');

export function challengeReads(reader: Reader): Reads<'isPasskeyChallengeSpent'> {
  return {
    isPasskeyChallengeSpent: async (challengeId) => (await reader.rows(spent({ challenge_id: challengeId }))).length > 0,
  };
}
