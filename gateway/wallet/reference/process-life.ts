// Life of a reference process: faults from its words, webhooks repeated until accepted, late requests let through, an orderly end.
import type { Edge } from './edge.ts';
import type { FaultWords } from './fault-words.ts';
import type { WebhookSender } from './webhook-sender.ts';

const ROUND_MS = 1_000;

type Living = {
  readonly edge: Edge;
  readonly webhooks: Pick<WebhookSender, 'set' | 'deliver'>;
  close(): Promise<void>;
};

export type LifeFlags = {
  readonly faults: FaultWords | null;
  readonly webhookUrl: string | null;
  /** Ends when its standard input does, so that no killed parent leaves it behind. */
  readonly withParent: boolean;
};

/** Resolves when it was told to end and has. */
export async function runUntilEnded(living: Living, { faults, webhookUrl, withParent }: LifeFlags): Promise<void> {
  if (faults !== null) {
    living.edge.faults.rate(faults.rates);
    living.webhooks.set(faults.manner);
  }
  if (webhookUrl !== null) living.webhooks.set({ url: webhookUrl });
  const timer = setInterval(() => {
    // Drawn by chance, a parked request comes late and not never.
    if (faults?.rates.rates.park !== undefined) living.edge.release();
    void living.webhooks.deliver();
  }, ROUND_MS);
  await new Promise<void>((end) => {
    process.once('SIGTERM', () => end());
    process.once('SIGINT', () => end());
    if (withParent) process.stdin.once('end', end).once('close', end).resume();
  });
  clearInterval(timer);
  if (withParent) process.stdin.destroy();
  await living.close();
}
