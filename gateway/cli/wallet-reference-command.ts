// The `wallet reference` commands: a host's wallet and a card provider that stand in for real ones, with their own books and any fault.
import { type Command, InvalidArgumentError } from 'commander';
import { ok, type Result } from '#protocol';
import { FAULT_WORDS_HELP, type FaultWords, parseFaultWords } from '../wallet/reference/fault-words.ts';

type LifeOptions = {
  readonly folder: string;
  readonly port: number;
  readonly faults?: string;
  readonly seed: string;
  readonly webhookUrl?: string;
  readonly json?: true;
  readonly withParent?: true;
};

type HostOptions = LifeOptions & {
  readonly wantsToken?: true;
  readonly personKeys?: string;
  readonly funds: number;
  readonly holdMs: number;
  readonly breach: readonly string[];
};

/** What the commands take from the process that runs them. */
type Edge = { out(text: string): void; err(text: string): void; exit(code: 0 | 1 | 2): void };

const WEEK_MS = 7 * 86_400_000;

function parseWhole(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value > most) throw new InvalidArgumentError(`a whole number up to ${most}.`);
    return value;
  };
}

function withLife(command: Command): Command {
  return command
    .requiredOption('--folder <folder>', 'where its database and keys are kept; made when it is not there')
    .option('--port <port>', 'where it listens on this machine; 0 takes any free one', parseWhole(65_535), 0)
    .option('--faults <words>', 'what goes wrong, such as "lose-reply=0.2,delay=500,events=twice"')
    .option('--seed <text>', 'the same one draws the same faults again', '0')
    .option('--webhook-url <url>', 'where its events are sent, such as http://127.0.0.1:8080/webhooks/wallet/host')
    .option('--json', 'say where it listens as one line of JSON')
    .option('--with-parent', 'end when the standard input does')
    .addHelpText('after', `\nFaults: ${FAULT_WORDS_HELP}`);
}

function readFaults({ faults, seed }: LifeOptions): Result<FaultWords | null, string> {
  return faults === undefined ? ok(null) : parseFaultWords(faults, seed);
}

function hints(url: string): string {
  return [
    `What it knows:      curl -X POST ${url}/control/truth`,
    `Make it go wrong:   curl -X POST ${url}/control/words -d '{"words":"lose-reply=0.2,delay=500"}'`,
    `Let it be well:     curl -X POST ${url}/control/words -d '{"words":""}'`,
    '',
  ].join('\n');
}

async function runHost(options: HostOptions, faults: FaultWords | null, edge: Edge): Promise<void> {
  // Only these commands need a database: the others start without loading one.
  const [{ startReferenceHost }, { runUntilEnded }] = await Promise.all([
    import('../wallet/reference/start-host.ts'),
    import('../wallet/reference/process-life.ts'),
  ]);
  const { folder, port, personKeys, wantsToken, funds, holdMs, breach } = options;
  const { wallet, ready } = await startReferenceHost({
    ...{ folder, port, personKeys, holdMs },
    wantsToken: wantsToken === true,
    fundsMinor: funds,
    breaches: breach,
  });
  const { url, gatewayKey, walletKeys, tokenUrl } = ready;
  const variables = `UNLATCH_WALLET=host UNLATCH_WALLET_URL=${url} UNLATCH_WALLET_KEY=${gatewayKey} UNLATCH_WALLET_KEYS=${walletKeys}`;
  const words = [
    `A stand-in of a super-app's wallet listens on ${url}; its books are in ${folder}. Ctrl-C ends it.`,
    '',
    `Check it as your own: unlatch wallet check --url ${url} --key ${gatewayKey} --wallet-keys ${walletKeys} --payer ada${wantsToken ? ` --token-url ${tokenUrl} --person-token <file>` : ''}`,
    `A gateway on it:    ${variables}${wantsToken ? ` UNLATCH_WALLET_TOKEN_URL=${tokenUrl}` : ''} unlatch serve`,
    ...(wantsToken
      ? [`A person's token:   curl -X POST ${url}/control/person-token -d '{"payer":"ada"}' (for --person-token)`]
      : []),
    hints(url),
  ];
  edge.out(options.json ? `${JSON.stringify(ready)}\n` : words.join('\n'));
  await runUntilEnded(wallet, lifeOf(options, faults));
}

async function runCard(options: LifeOptions, faults: FaultWords | null, edge: Edge): Promise<void> {
  const [{ startReferenceCard }, { runUntilEnded }] = await Promise.all([
    import('../wallet/reference/start-card.ts'),
    import('../wallet/reference/process-life.ts'),
  ]);
  const { provider, ready } = await startReferenceCard(options);
  const { url, secretKey, webhookSecret } = ready;
  const variables = `UNLATCH_WALLET=card UNLATCH_CARD_URL=${url} UNLATCH_CARD_KEY=${secretKey} UNLATCH_CARD_WEBHOOK_KEY=${webhookSecret}`;
  const words = [
    `A stand-in of Stripe listens on ${url}; its books are in ${options.folder}. Ctrl-C ends it.`,
    '',
    `A gateway on it:    ${variables} UNLATCH_CARD_ACCOUNTS=<file> unlatch serve`,
    hints(url),
  ];
  edge.out(options.json ? `${JSON.stringify(ready)}\n` : words.join('\n'));
  await runUntilEnded(provider, lifeOf(options, faults));
}

function lifeOf({ webhookUrl, withParent }: LifeOptions, faults: FaultWords | null) {
  return { faults, webhookUrl: webhookUrl ?? null, withParent: withParent === true };
}

/** Why it did not start; a taken port with what to do about it. */
function explain(cause: unknown, { port, folder }: LifeOptions): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EADDRINUSE')
    return `port.taken: port ${port} is in use. Next: choose another with --port (0 takes any free one).`;
  const problem = cause instanceof Error ? cause.message : String(cause);
  return `reference.not-started: ${problem}. Next: check --folder ${folder} and the other words.`;
}

/** Adds `reference` below `wallet`. */
export function registerReferenceCommands(wallet: Command, edge: Edge): void {
  const reference = wallet.command('reference').description('a stand-in for a wallet elsewhere, on this machine: no real money');
  const start = async <O extends LifeOptions>(
    options: O,
    run: (options: O, faults: FaultWords | null, edge: Edge) => Promise<void>,
  ): Promise<void> => {
    const faults = readFaults(options);
    const problem = faults.ok
      ? await run(options, faults.value, edge).then(
          () => null,
          (cause: unknown) => explain(cause, options),
        )
      : `usage.invalid: --faults: ${faults.error}`;
    if (problem !== null) edge.err(`${problem}\n`);
    edge.exit(problem === null ? 0 : 2);
  };
  withLife(reference.command('host').description("a super-app's own wallet: keeps every published rule"))
    .option('--wants-token', 'holds only with a token that was narrowed to them (RFC 8693)')
    .option('--person-keys <file>', 'whose person tokens it exchanges (JWKS)')
    .option('--funds <minor>', 'what a payer owns who is seen for the first time', parseWhole(9_000_000_000_000), 1_000_000)
    .option('--hold-ms <ms>', 'how long a hold lasts', parseWhole(365 * 86_400_000), WEEK_MS)
    .option('--breach <names...>', 'rules that it breaks, to see that `wallet check` finds out', [])
    .action((options: HostOptions) => start(options, runHost));
  withLife(reference.command('card').description('a card provider: the part of the Stripe API that a gateway calls')).action(
    (options: LifeOptions) => start(options, runCard),
  );
}
