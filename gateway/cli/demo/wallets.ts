// Demo wallets: wallets elsewhere as processes of their own beside the gateway, with their own databases in the demo's data folder.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { spawnUnlatch } from './children.ts';
import type { DemoWalletAccess, DemoWalletName } from './messages.ts';
import { customerOf, ISSUER_KEYS_FILE, WALLET_MINOR } from './settings.ts';

/** What one person has at the wallet; a card has no balance, so that what was taken counts down from 0. */
export type DemoPurse = { readonly availableMinor: number; readonly heldMinor: number };

export type DemoWallet = {
  readonly access: DemoWalletAccess;
  /** Where its database and keys are. */
  readonly folder: string;
  /** From now on its events go there. */
  tell(origin: string): Promise<void>;
  /** What goes wrong from now on; no words, nothing. */
  goWrong(words: string): Promise<void>;
  purse(personId: string): Promise<DemoPurse>;
  stop(): Promise<void>;
};

const NAMES: readonly DemoWalletName[] = ['host', 'card'];

/** A wallet elsewhere did not start; what it said is in the message. */
export class WalletNotStarted extends Error {
  override readonly name = 'WalletNotStarted';
}

type HostTruth = {
  readonly accounts: readonly { readonly payer: string; readonly available_minor: number }[];
  readonly holds: readonly { readonly payer: string; readonly held_minor: number }[];
};
type CardTruth = {
  readonly intents: readonly {
    readonly customer: string | null;
    readonly amount_capturable: number;
    readonly amount_received: number;
  }[];
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function purseOf(name: DemoWalletName, truth: unknown, personId: string): DemoPurse {
  if (name === 'host') {
    const { accounts, holds } = truth as HostTruth;
    return {
      availableMinor: accounts.find(({ payer }) => payer === personId)?.available_minor ?? Number(WALLET_MINOR),
      heldMinor: sum(holds.filter(({ payer }) => payer === personId).map(({ held_minor }) => held_minor)),
    };
  }
  const own = (truth as CardTruth).intents.filter(({ customer }) => customer === customerOf(personId));
  return {
    availableMinor: 0 - sum(own.map(({ amount_received }) => amount_received)),
    heldMinor: sum(own.map(({ amount_capturable }) => amount_capturable)),
  };
}

function flagsOf(name: DemoWalletName, dataFolder: string, faults: string | null): string[] {
  const common = ['--folder', folderOf(name, dataFolder), '--json', '--with-parent', ...(faults ? ['--faults', faults] : [])];
  // The host app that signs persons in is the demo's own: its wallet believes the same tokens.
  const trust = ['--wants-token', '--person-keys', join(dataFolder, ISSUER_KEYS_FILE), '--funds', String(WALLET_MINOR)];
  return name === 'host' ? [...common, ...trust] : common;
}

const folderOf = (name: DemoWalletName, dataFolder: string): string => join(dataFolder, `${name}-wallet`);

/** Resolves with what it says when it is ready. */
async function untilReady(name: DemoWalletName, child: ChildProcess, closed: Promise<unknown>): Promise<DemoWalletAccess> {
  const complaint = child.stderr ? text(child.stderr) : Promise.resolve('');
  const line = await new Promise<string>((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    void closed
      .then(() => complaint)
      .then((said) => reject(new WalletNotStarted(said.trim() || `the ${name} wallet's process ended before it was ready`)));
  });
  return { ...(JSON.parse(line) as object), name } as DemoWalletAccess;
}

async function startWallet(name: DemoWalletName, dataFolder: string, faults: string | null): Promise<DemoWallet> {
  const words = ['wallet', 'reference', name, ...flagsOf(name, dataFolder, faults)];
  const child = spawnUnlatch(words, 'pipe');
  const closed = once(child, 'close');
  const access = await untilReady(name, child, closed);
  async function steer(act: string, said: object): Promise<unknown> {
    const answer = await fetch(`${access.url}/control/${act}`, { method: 'POST', body: JSON.stringify(said) });
    if (!answer.ok) throw new Error(`the ${name} wallet: ${await answer.text()}`);
    return answer.json();
  }
  return {
    access,
    folder: folderOf(name, dataFolder),
    tell: async (origin) => void (await steer('webhooks', { url: `${origin}/webhooks/wallet/${name}` })),
    goWrong: async (said) => void (await steer('words', { words: said })),
    purse: async (personId) => purseOf(name, await steer('truth', {}), personId),
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/**
 * The chosen wallet, and any that an earlier demo in this folder used: it may still hold money.
 * @param faults what goes wrong at the chosen one.
 */
export async function startWallets(
  chosen: DemoWalletName | 'ledger',
  dataFolder: string,
  faults: string | null,
): Promise<readonly DemoWallet[]> {
  const started: DemoWallet[] = [];
  try {
    for (const name of NAMES) {
      const isChosen = name === chosen;
      if (!isChosen && !existsSync(folderOf(name, dataFolder))) continue;
      started.push(await startWallet(name, dataFolder, isChosen ? faults : null));
    }
  } catch (cause) {
    for (const wallet of started) await wallet.stop();
    throw cause;
  }
  return started;
}
