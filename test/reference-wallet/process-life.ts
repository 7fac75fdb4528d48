// Life of a reference process: faults from its flags, one line when it is ready, webhooks repeated until accepted, an orderly end.
import type { Edge } from './edge.ts';
import type { FaultRates } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';

const REPEAT_WEBHOOKS_MS = 1_000;

type Living = {
  readonly edge: Edge;
  readonly webhooks: Pick<WebhookSender, 'set' | 'deliver'>;
  close(): Promise<void>;
};

/** `--rates '{"lose-reply":0.1}' --seed 7`: by chance that the seed fixes. */
export function startFaults(
  living: Living,
  flags: {
    readonly seed?: string | undefined;
    readonly rates?: string | undefined;
    readonly 'wait-ms': string;
    readonly 'webhook-url'?: string | undefined;
  },
): void {
  if (flags.rates !== undefined) {
    const rates = JSON.parse(flags.rates) as FaultRates['rates'];
    living.edge.faults.rate({ seed: flags.seed ?? '0', rates, waitMs: Number(flags['wait-ms']) });
  }
  if (flags['webhook-url'] !== undefined) living.webhooks.set({ url: flags['webhook-url'] });
}

/** @param isWithParent ends when its standard input does, so that no killed test leaves it behind. */
export function runUntilEnded(living: Living, isWithParent: boolean, ready: object): void {
  const timer = setInterval(() => void living.webhooks.deliver(), REPEAT_WEBHOOKS_MS);
  const end = (): void => {
    clearInterval(timer);
    void living.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (isWithParent) process.stdin.once('end', end).once('close', end).resume();
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}
