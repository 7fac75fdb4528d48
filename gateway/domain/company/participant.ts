// Participant: a guest of somebody's session, let in by the host, spending from their own hold.

export type ParticipantRecord = {
  readonly sessionId: string;
  readonly personId: string;
  /** asked: waits for the host's yes. joining: let in, the wallet is asked. joined: may order. refused, left: over. */
  readonly state: 'asked' | 'joining' | 'joined' | 'refused' | 'left';
  /** Their hold, once there is one. */
  readonly holdId: string | null;
  /** Compare-and-set, from 1. */
  readonly version: number;
  readonly atMs: number;
};
