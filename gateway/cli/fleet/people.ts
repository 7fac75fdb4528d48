// Fleet people: a crowd with filled wallets and tokens that a gateway takes, as one file that is also the key set it trusts.
import type { Clock, RandomBytes } from '#protocol';
import type { Gateway } from '../../compose.ts';
import { createDemoIssuer, createIssuerKey, DEMO_AUDIENCE, DEMO_ISSUER } from '../demo/issuer.ts';

const CROWD = 500;
const WALLET_MINOR = 10_000_000n;

export type FleetPeople = {
  /** Public keys as RFC 7517 has them: UNLATCH_TOKEN_KEYS takes the file as it is. */
  readonly keys: readonly object[];
  readonly issuer: string;
  readonly audience: string;
  readonly tokens: readonly string[];
};

/** Each of them once has a good sum at the gateway's own ledger. */
export async function gatherPeople(
  { core }: Pick<Gateway, 'core'>,
  tenantId: string,
  means: { readonly clock: Clock; readonly randomBytes: RandomBytes },
): Promise<FleetPeople> {
  const { privateText, publicText } = await createIssuerKey();
  const { issue } = await createDemoIssuer({
    ...{ ...means, privateText, askTerminal: () => {} },
    fillWallet: async (personId) =>
      core.topUp({ topUpId: `fleet-${personId}`, tenantId, personId, currency: 'CNY', amountMinor: WALLET_MINOR }),
  });
  const tokens: string[] = [];
  for (let number = 1; number <= CROWD; number += 1) tokens.push(await issue(`visitor-${number}`));
  const { keys } = JSON.parse(publicText) as { readonly keys: readonly object[] };
  return { keys, issuer: DEMO_ISSUER, audience: DEMO_AUDIENCE, tokens };
}
