// Life messages: what a world and the gateway process that lives in it say to each other.
import type { Result } from '#protocol';
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { HttpSteps, OperatorSteps } from '../../../gateway/http/steps.ts';
import type { FailpointName } from '../../../gateway/ports/failpoint.ts';
import type { VenueSetup } from '../../../gateway/ports/store.ts';
import type { InvariantFacts } from '../../../gateway/upkeep/check-invariants.ts';
import type { HouseKeys } from '../../support/house-keys.ts';
import type { WalletAccess } from '../../support/wallet-elsewhere.ts';

/** Which database holds the data, and where it is. */
export type StoreTask =
  | { readonly store: 'sqlite'; readonly path: string }
  | { readonly store: 'postgres'; readonly url: string };

export type OpenTask = {
  readonly data: StoreTask;
  readonly wallet: WalletAccess;
  readonly walletInForce: WalletName;
  readonly keys: HouseKeys;
  /** Names of ids are drawn from it, so that a life that is played again has the same. */
  readonly seed: string;
  readonly nowMs: number;
};

/** The moment of a life's end: the `hit`-th time that this point is passed. */
export type KillAt = { readonly name: FailpointName; readonly hit: number };

/** What HTTP asks of the gateway, a person's step or one of staff. */
export type StepName = Exclude<keyof HttpSteps, 'operator'> | `operator.${keyof OperatorSteps}`;

export type Ask =
  | { readonly ask: 'open'; readonly task: OpenTask }
  | { readonly ask: 'set-up'; readonly venue: VenueSetup }
  | { readonly ask: 'arm'; readonly at: KillAt | null }
  | { readonly ask: 'step'; readonly step: StepName; readonly request: unknown }
  | { readonly ask: 'top-up'; readonly request: unknown }
  | { readonly ask: 'pump' }
  /** Resolves when nothing is under way. */
  | { readonly ask: 'settle' }
  | { readonly ask: 'books'; readonly sql: string; readonly parameters: readonly (string | number)[] }
  | { readonly ask: 'check'; readonly facts: InvariantFacts }
  | { readonly ask: 'close' };

/** Every message brings the world's time with it. */
export type ToGateway =
  | { readonly id: number; readonly nowMs: number; readonly asked: Ask }
  /** A device's message; nobody waits for what becomes of it. */
  | { readonly nowMs: number; readonly heard: { readonly topic: string; readonly bytes: Uint8Array } }
  | { readonly nowMs: number; readonly wire: { readonly deviceId: string; readonly isUp: boolean } };

export type FromGateway =
  | { readonly id: number; readonly answer: Result<unknown, { readonly code: string; readonly cause?: string }> }
  | { readonly down: { readonly deviceId: string; readonly topic: string; readonly payload: string } }
  /** What it warns of, for the story. */
  | { readonly warning: string }
  /** Something that the gateway calls an error: there is none that a crash explains. */
  | { readonly complaint: string };

/** What a settled gateway tells of itself: how far it got, and when time alone would wake it. */
export type Settled = { readonly commits: number; readonly nextDueMs: number | null };
