// Demo settings: what the demo's gateway and its wallets must agree on: files, sums, and the variables that name them.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoGatewayOptions } from './messages.ts';

/** Public keys of the demo's host app, in the data folder. */
export const ISSUER_KEYS_FILE = 'demo-issuer-public.json';
/** What everybody has who comes in. */
export const WALLET_MINOR = 30_000n;

/** A person, as the card provider calls them. */
export function customerOf(personId: string): string {
  return `cus_${personId}`;
}

/** Where people's money is, as a gateway for real use would be told (.env.example). */
export function walletVariables(options: DemoGatewayOptions): { readonly [name: string]: string } {
  const { wallet = 'ledger', elsewhere = [], dataFolder } = options;
  const variables: { [name: string]: string } = { UNLATCH_WALLET: wallet };
  const closing = elsewhere.map(({ name }) => name).filter((name) => name !== wallet);
  if (closing.length > 0) variables.UNLATCH_WALLET_CLOSING = closing.join(',');
  for (const access of elsewhere) {
    if (access.name === 'host') {
      variables.UNLATCH_WALLET_URL = access.url;
      variables.UNLATCH_WALLET_TOKEN_URL = access.tokenUrl;
      variables.UNLATCH_WALLET_KEY = access.gatewayKey;
      variables.UNLATCH_WALLET_KEYS = access.walletKeys;
    } else {
      variables.UNLATCH_CARD_URL = access.url;
      variables.UNLATCH_CARD_KEY = access.secretKey;
      variables.UNLATCH_CARD_WEBHOOK_KEY = access.webhookSecret;
      variables.UNLATCH_CARD_ACCOUNTS = accountsFile(dataFolder);
      variables.UNLATCH_CARD_INCREMENT = 'native';
    }
  }
  return variables;
}

/** Made empty when it is not there: a wallet wants its file from the start. */
function accountsFile(dataFolder: string): string {
  const path = join(dataFolder, 'card-accounts.json');
  if (!existsSync(path)) writeFileSync(path, '{}', { mode: 0o600 });
  return path;
}

/** A card on file for whoever came in, as a host app would write it; the gateway reads the file at each payment. */
export function addCard(dataFolder: string, personId: string): void {
  const path = accountsFile(dataFolder);
  const accounts = JSON.parse(readFileSync(path, 'utf8')) as { [personId: string]: object };
  if (Object.hasOwn(accounts, personId)) return;
  accounts[personId] = { customer: customerOf(personId), paymentMethod: 'pm_card_visa' };
  // Never half a file: it is read while we write.
  writeFileSync(`${path}.new`, JSON.stringify(accounts), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
