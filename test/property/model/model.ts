// Model: `npm run model` - many runs of the journey's model on one kind of database, with the seed that plays a failure again.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { WALLET_NAMES, type WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import { journeyProperty } from './journey-property.ts';
import { type ModelStore, openModelHouses } from './model-house.ts';

const USAGE =
  'npm run model -- --runs N [--store sqlite|postgres] [--wallet ledger|host|card|mixed] [--seed S] [--path P] [--quick]';
/** SQLite is tried both ways: what lives in memory alone, and what is closed and opened again. */
const STORES: { readonly [name: string]: readonly ModelStore[] } = { sqlite: ['memory', 'file'], postgres: ['postgres'] };
/** Half of the runs with the embedded ledger, half with a wallet elsewhere. */
const MIXED: readonly WalletName[] = ['ledger', 'host', 'ledger', 'card'];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    store: { type: 'string', default: 'sqlite' },
    wallet: { type: 'string', default: 'mixed' },
    seed: { type: 'string' },
    path: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

function wrongUsage(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

async function main(): Promise<void> {
  const runs = Number(values.runs);
  const stores = STORES[values.store] ?? wrongUsage(`no store ${values.store}`);
  const named = WALLET_NAMES.filter((name) => name === values.wallet);
  const wallets = values.wallet === 'mixed' ? MIXED : named;
  if (wallets.length === 0) wrongUsage(`no wallet ${values.wallet}`);
  if (!Number.isSafeInteger(runs) || runs < 1) wrongUsage('runs is a count');
  const seed = values.seed === undefined ? Date.now() % 1_000_000_007 : Number(values.seed);
  const startedAtMs = Date.now();
  const parts = stores.flatMap((store) => wallets.map((wallet) => ({ store, wallet })));
  let played = 0;
  for (const [at, { store, wallet }] of parts.entries()) {
    const share = Math.floor((runs * (at + 1)) / parts.length) - Math.floor((runs * at) / parts.length);
    if (share === 0) continue;
    const houses = await openModelHouses(store, wallet);
    const path = values.path === undefined ? {} : { path: values.path };
    const details = await fc.check(journeyProperty(houses, wallet), {
      numRuns: share,
      seed,
      endOnFailure: values.quick,
      ...path,
    });
    await houses.close();
    played += details.numRuns;
    const took = Math.round((Date.now() - startedAtMs) / 1_000);
    console.log(`${store}, ${wallet}: ${details.numRuns} runs, seed ${seed}, ${took} s`);
    if (!details.failed) continue;
    console.error(fc.defaultReportMessage(details));
    console.error(details.errorInstance);
    const again = `--runs ${runs} --store ${values.store} --wallet ${wallet} --seed ${seed} --path ${details.counterexamplePath}`;
    console.error(`again: npm run model -- ${again}`);
    process.exitCode = 1;
    return;
  }
  console.log(`model: ${played} runs on ${values.store}, 0 failures`);
}

await main();
