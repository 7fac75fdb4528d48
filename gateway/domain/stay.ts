// Stay: a guest's right to a room for a time; a pairing code that only the room shows binds the phone to it.

export type StayRecord = {
  readonly stayId: string;
  readonly objectId: string;
  readonly tenantId: string;
  /** Digits shown on the room's own screen. */
  readonly pairingCode: string;
  readonly pairedPersonId: string | null;
  readonly attemptsLeft: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly version: number;
};

/** Attempts per stay before a person at the desk must help. */
export const PAIRING_ATTEMPTS = 5;
