// The `wallet` commands: a host checks its own wallet against the published rules, and prints the document that states them.
import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { generateKeyPair } from '#protocol';
import { checkWallet, type WalletCheckRefusal, type WalletFinding } from '../wallet/host/check/check-wallet.ts';
import { composeOpenApi } from '../wallet/host/openapi.ts';
import { readHostWalletKeys } from '../wallet/host/read-keys.ts';
import { CliRefusal, readText, refusal, visible, writeText } from './cli-refusal.ts';
import { registerReferenceCommands } from './wallet-reference-command.ts';

/** What the commands take from the process that runs them. */
export type WalletCliEdge = {
  out(text: string): void;
  err(text: string): void;
  /** 0 every rule is kept, 1 one is broken, 2 wrong usage, unreadable files or nobody there; called at most once, as the last act. */
  exit(code: 0 | 1 | 2): void;
};

type CheckOptions = {
  readonly url: string;
  readonly key: string;
  readonly walletKeys: string;
  readonly payer: string;
  readonly currency: string;
  readonly amount: number;
  readonly tokenUrl?: string;
  readonly client: string;
  readonly audience: string;
  readonly personToken?: string;
  readonly json?: true;
};

type KeyOptions = { readonly out: string; readonly kid: string };

function nodeEdge(): WalletCliEdge {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (!/^\d{1,9}$/.test(text) || amount < 4) throw new InvalidArgumentError('whole minor units, at least 4.');
  return amount;
}

function parseCurrency(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('three capitals, such as EUR.');
  return text;
}

/** Adds `wallet` with its subcommands. The edge is for tests; without one the process itself is used. */
export function registerWalletCommands(program: Command, edge: WalletCliEdge = nodeEdge()): void {
  const wallet = program.command('wallet').description("a host app's own wallet behind the gateway");
  wallet.configureOutput({ writeOut: edge.out, writeErr: edge.err });
  wallet.exitOverride((error) => {
    edge.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  });
  wallet
    .command('check')
    .description('run every rule of the interface against a wallet; holds, captures and refunds small sums of one payer')
    .requiredOption('--url <url>', 'base address, https or of this machine')
    .requiredOption('--key <file>', "the gateway's private key: one Ed25519 JWK with a kid")
    .requiredOption('--wallet-keys <file>', "the wallet's public keys (JWKS)")
    .requiredOption('--payer <id>', 'a person with money, as the wallet calls them')
    .option('--currency <code>', 'currency of the sums', parseCurrency, 'EUR')
    .option('--amount <minor>', 'each hold, in whole minor units', parseAmount, 100)
    .option('--token-url <url>', 'where tokens are exchanged (RFC 8693)')
    .option('--client <id>', "the gateway's name there", 'unlatch')
    .option('--audience <name>', "the wallet's name there", 'wallet')
    .option('--person-token <file>', "the payer's own token, in a file")
    .option('--json', 'print the findings as JSON')
    .action((options: CheckOptions) =>
      endWithCode(edge, async () => {
        const findings = await check(options);
        edge.out(options.json ? `${JSON.stringify({ findings }, null, 2)}\n` : formatFindings(findings));
        return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
      }),
    );
  wallet
    .command('key')
    .description("make the gateway's private key, and print the public one for the wallet (JWKS)")
    .requiredOption('--out <file>', 'where the private key goes; must not be there yet')
    .option('--kid <id>', 'its name in signatures', 'gateway-1')
    .action((options: KeyOptions) =>
      endWithCode(edge, async () => {
        edge.out(`${JSON.stringify(await makeKey(options), null, 2)}\n`);
        return 0;
      }),
    );
  wallet
    .command('openapi')
    .description('print the OpenAPI 3.1 document of the interface')
    .action(() => edge.out(`${JSON.stringify(composeOpenApi(), null, 2)}\n`));
  registerReferenceCommands(wallet, edge);
}

async function endWithCode(edge: WalletCliEdge, act: () => Promise<0 | 1>): Promise<void> {
  try {
    edge.exit(await act());
  } catch (cause) {
    if (!(cause instanceof CliRefusal)) throw cause;
    edge.err(`${cause.message}\n`);
    edge.exit(2);
  }
}

/** @returns the public set; the private key is only in its file. */
async function makeKey({ out, kid }: KeyOptions): Promise<object> {
  const { privateJwk, publicJwk } = await generateKeyPair();
  await writeText(out, `${JSON.stringify({ kid, ...privateJwk })}\n`, 'new');
  return { keys: [{ kid, use: 'sig', alg: 'EdDSA', ...publicJwk }] };
}

async function check(options: CheckOptions): Promise<readonly WalletFinding[]> {
  const { url, payer, currency, amount: amountMinor, tokenUrl, client: clientId, audience, personToken } = options;
  if ((tokenUrl === undefined) !== (personToken === undefined)) {
    throw refusal('usage.incomplete', '--token-url and --person-token go together', 'Give both, or neither');
  }
  const keys = await readHostWalletKeys(await readText(options.key), await readText(options.walletKeys));
  if (!keys.ok) {
    const file = keys.error.file === 'own' ? options.key : options.walletKeys;
    throw refusal(keys.error.code, `${file} ${keys.error.problem}`, 'Write the key as a JWK, the set as {"keys": [...]}');
  }
  const token =
    tokenUrl === undefined || personToken === undefined
      ? null
      : { url: tokenUrl, clientId, audience, personToken: (await readText(personToken)).trim() };
  const checked = await checkWallet({
    ...keys.value,
    url,
    payer,
    currency,
    amountMinor,
    token,
    clock: { nowMs: () => Date.now() },
    randomBytes: (size) => randomBytes(size),
  });
  if (checked.ok) return checked.value;
  throw refusal(checked.error.code, `${url}: ${checked.error.problem}`, nextStepOf(checked.error.code, options));
}

function nextStepOf(code: WalletCheckRefusal['code'], { key, walletKeys }: CheckOptions): string {
  if (code === 'wallet.key-refused')
    return `Give the wallet the public key of ${key}, as 'wallet key' printed it, or name the key that it knows`;
  if (code === 'wallet.answer-key-unknown') return `Put the wallet's present public keys (JWKS) into ${walletKeys}`;
  return 'Check the address, and that the wallet is running';
}

function formatFindings(findings: readonly WalletFinding[]): string {
  const words = { pass: 'pass       ', fail: 'FAIL       ', 'not-checked': 'not checked' };
  const rows = findings.flatMap(({ rule, sentence, verdict, finding }) => [
    `${words[verdict]}  ${rule}  ${sentence}`,
    ...(finding === null ? [] : [`                   ${visible(finding)}`]),
  ]);
  const count = (verdict: WalletFinding['verdict']): number => findings.filter((each) => each.verdict === verdict).length;
  const broken = count('fail');
  const last = broken === 0 ? 'This wallet keeps every rule that was checked.' : `This wallet breaks ${broken} of its rules.`;
  return [...rows, '', `${count('pass')} passed, ${broken} failed, ${count('not-checked')} not checked. ${last}`, ''].join('\n');
}
