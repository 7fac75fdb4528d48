// The reference card provider of a folder: its database, and the two secrets that a gateway needs to reach it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createReferenceCardProvider, type ReferenceCardProvider } from './card-provider.ts';

/** Nothing is behind them: a stand-in has no money, and its secrets are public. */
const SECRET_KEY = 'sk_test_reference';
const WEBHOOK_SECRET = 'whsec_reference';

export type StartedCard = {
  readonly provider: ReferenceCardProvider;
  readonly ready: { readonly url: string; readonly secretKey: string; readonly webhookSecret: string };
};

/** @throws Error on a taken port, or a folder that it may not write. */
export async function startReferenceCard(flags: { readonly folder: string; readonly port: number }): Promise<StartedCard> {
  const folder = resolve(flags.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = { secretKey: join(folder, 'stripe-key'), webhookSecret: join(folder, 'stripe-webhook-secret') };
  writeFileSync(files.secretKey, SECRET_KEY, { mode: 0o600 });
  writeFileSync(files.webhookSecret, WEBHOOK_SECRET, { mode: 0o600 });
  const provider = await createReferenceCardProvider({
    path: join(folder, 'card.sqlite'),
    port: flags.port,
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
  });
  return { provider, ready: { url: provider.url, ...files } };
}
