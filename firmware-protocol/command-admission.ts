// Command admission: the checks that a device makes before it acts, in the order that the contract fixes (FP-07).
import { decodeMessage } from './codec.ts';
import { type Command, command, commandParties } from './messages/command.ts';
import type { DeviceCode } from './refusals.ts';
import { type FindKey, hashOfMessage, MESSAGE_TYPES, type VerifiedText, verifySigned } from './signing.ts';
import { type DeviceAddress, formatAddress } from './topics.ts';
import { ok, type Result, refused } from './vocabulary/result.ts';

/** A command whose signature, type, issuer and audience held. */
export type VerifiedCommand = { readonly command: Command; readonly cmdHash: string; readonly proof: VerifiedText };

export type UnbelievedCommand = {
  readonly code: Extract<DeviceCode, 'UNKNOWN_KEY' | 'BAD_SIG' | 'WRONG_DEVICE' | 'BAD_PARAM' | 'UNSUPPORTED'>;
};

/** Checks 1 to 3: kid known, signature, then typ, issuer and audience. What fails here is never answered with `ran:true`. */
export async function readCommand(
  jws: string,
  findKey: FindKey,
  expected: { readonly issuer: string; readonly address: DeviceAddress },
): Promise<Result<VerifiedCommand, UnbelievedCommand>> {
  const signed = await verifySigned(jws, MESSAGE_TYPES.command, findKey);
  if (!signed.ok) {
    const unknownKey = signed.error.code === 'signature.unknown-key';
    return refused({ code: unknownKey ? 'UNKNOWN_KEY' : 'BAD_SIG' });
  }
  const parties = decodeMessage(commandParties, signed.value.payload);
  if (!parties.ok) return refused({ code: 'BAD_PARAM' });
  if (parties.value.iss !== expected.issuer) return refused({ code: 'BAD_SIG' });
  if (parties.value.aud !== formatAddress(expected.address)) return refused({ code: 'WRONG_DEVICE' });
  const decoded = decodeMessage(command, signed.value.payload);
  if (!decoded.ok) {
    const unknownAct = decoded.error.code === 'codec.invalid' && decoded.error.at === 'act';
    return refused({ code: unknownAct ? 'UNSUPPORTED' : 'BAD_PARAM' });
  }
  return ok({ command: decoded.value, cmdHash: hashOfMessage(jws), proof: signed.value });
}

/** What a device remembers that decides whether a believed command may run. */
export type CommandMemory = {
  readonly boot: string;
  readonly lastCtr: number;
  /** True while counter or journal are lost and no signed floor for this boot has come (FP-17). */
  readonly amnesia: boolean;
  /** True when the answer to this command is in the result cache or the journal (FP-13). */
  isAnswered(commandId: string): boolean;
};

/**
 * `act`: persist the counter, then act. `answer`: repeat the stored answer, do not act.
 * `reject`: say the code with `ran:false`; where there is a counter, persist it before, or the floor lets the same command run.
 */
export type Admission =
  | { readonly verdict: 'act'; readonly persistCtr: number }
  | { readonly verdict: 'answer' }
  | { readonly verdict: 'reject'; readonly code: Extract<DeviceCode, 'STALE_BOOT' | 'EXPIRED' | 'REPLAY'> }
  | { readonly verdict: 'reject'; readonly code: Extract<DeviceCode, 'BAD_STATE'>; readonly persistCtr: number };

/**
 * Checks 4 to 7. The cache comes before boot and expiry: otherwise a lost reply turns into a refusal of
 * what has already run, and that into a free ride.
 */
export function admitCommand(believed: Command, memory: CommandMemory, upMs: number): Admission {
  if (memory.isAnswered(believed.cid)) return { verdict: 'answer' };
  if (believed.boot !== memory.boot) return { verdict: 'reject', code: 'STALE_BOOT' };
  if (memory.amnesia) return { verdict: 'reject', code: 'BAD_STATE', persistCtr: Math.max(memory.lastCtr, believed.ctr) };
  if (upMs >= believed.expUp) return { verdict: 'reject', code: 'EXPIRED' };
  if (believed.ctr <= memory.lastCtr) return { verdict: 'reject', code: 'REPLAY' };
  return { verdict: 'act', persistCtr: believed.ctr };
}
