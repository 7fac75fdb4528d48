// World plan: what one world of lives is to be, and what it is played with.
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { FailpointName } from '../../../gateway/ports/failpoint.ts';
import type { HouseKeys } from '../../support/house-keys.ts';
import type { DataSide } from './data-side.ts';
import type { Gateways } from './gateway-handle.ts';

export type WorldPlan = {
  readonly seed: string;
  readonly store: 'sqlite' | 'postgres';
  readonly wallet: WalletName;
  /** Where each of its lives is to end. */
  readonly kills: readonly FailpointName[];
};

export type WorldDeps = {
  readonly gateways: Gateways;
  readonly keys: HouseKeys;
  readonly data: DataSide;
};
