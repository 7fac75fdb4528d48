// Open wallet: the configured wallet elsewhere, from the files that its keys and secrets lie in.
import { readFile } from 'node:fs/promises';
import { type Clock, ok, type RandomBytes, type Result, refused } from '#protocol';
import type { Wallet } from '../ports/wallet.ts';
import { createCardWallet } from './card/create-card-wallet.ts';
import type { CardAccount } from './card/plan-payment.ts';
import { createHostWallet, isWalletUrl } from './host/create-host-wallet.ts';
import { readHostWalletKeys } from './host/read-keys.ts';

export type WalletSource =
  | {
      readonly name: 'host';
      readonly url: string;
      readonly keyFile: string;
      readonly walletKeysFile: string;
      readonly token: { readonly url: string; readonly clientId: string; readonly audience: string } | null;
    }
  | {
      readonly name: 'card';
      readonly secretKeyFile: string;
      readonly webhookSecretFile: string;
      readonly accountsFile: string;
      readonly increment: 'native' | 'none';
      /** A stand-in's address; null: the provider's own. */
      readonly apiUrl: string | null;
    };

export type WalletSurroundings = {
  /** Path, with query, of the address that a host's webhooks are sent to. */
  readonly webhookPath: string;
  /** Where a payer is led back to by their bank; null for a top-up. */
  readonly returnUrlOf: (sessionId: string | null) => string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

export type WalletRefused = { readonly code: 'wallet.misconfigured'; readonly problem: string };

function misconfigured(problem: string): Result<never, WalletRefused> {
  return refused({ code: 'wallet.misconfigured', problem });
}

async function readText(file: string): Promise<Result<string, WalletRefused>> {
  try {
    return ok((await readFile(file, 'utf8')).trim());
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    return misconfigured(`${file}: ${reason}`);
  }
}

function parseAccounts(text: string): { readonly [payerId: string]: CardAccount } | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const isAccount = (each: unknown): each is CardAccount =>
    typeof each === 'object' &&
    each !== null &&
    'customer' in each &&
    typeof each.customer === 'string' &&
    'paymentMethod' in each &&
    typeof each.paymentMethod === 'string';
  return Object.values(json).every(isAccount) ? (json as { [payerId: string]: CardAccount }) : null;
}

async function openHost(
  source: Extract<WalletSource, { readonly name: 'host' }>,
  around: WalletSurroundings,
): Promise<Result<Wallet, WalletRefused>> {
  if (!isWalletUrl(source.url)) return misconfigured(`${source.url}: neither https nor of this machine`);
  const [own, theirs] = [await readText(source.keyFile), await readText(source.walletKeysFile)];
  if (!own.ok) return own;
  if (!theirs.ok) return theirs;
  const keys = await readHostWalletKeys(own.value, theirs.value);
  if (!keys.ok) {
    const file = keys.error.file === 'own' ? source.keyFile : source.walletKeysFile;
    return misconfigured(`${file}: ${keys.error.problem}`);
  }
  return ok(createHostWallet({ ...around, ...keys.value, baseUrl: source.url, token: source.token }));
}

async function openCard(
  source: Extract<WalletSource, { readonly name: 'card' }>,
  around: WalletSurroundings,
): Promise<Result<Wallet, WalletRefused>> {
  const { accountsFile, increment, apiUrl } = source;
  const [secretKey, webhookSecret] = [await readText(source.secretKeyFile), await readText(source.webhookSecretFile)];
  if (!secretKey.ok) return secretKey;
  if (!webhookSecret.ok) return webhookSecret;
  const accounts = await readText(accountsFile);
  if (!accounts.ok) return accounts;
  if (parseAccounts(accounts.value) === null) {
    return misconfigured(`${accountsFile}: not {"<payer>": {"customer": "cus_...", "paymentMethod": "pm_..."}}`);
  }
  return ok(
    createCardWallet({
      ...around,
      secretKey: secretKey.value,
      webhookSecret: webhookSecret.value,
      apiUrl,
      increment,
      // Read anew each time: the host app may add a card while we run.
      async accountOf(payerId) {
        const now = await readText(accountsFile);
        const known = now.ok ? parseAccounts(now.value) : null;
        return known && Object.hasOwn(known, payerId) ? (known[payerId] ?? null) : null;
      },
    }),
  );
}

export async function openWallet(source: WalletSource, around: WalletSurroundings): Promise<Result<Wallet, WalletRefused>> {
  return source.name === 'host' ? openHost(source, around) : openCard(source, around);
}
