// The demo with a wallet elsewhere: real processes, a wallet on a bad day, and a change of wallet in the middle of a session.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { DemoGatewayOptions, DemoReady } from '../../../gateway/cli/demo/messages.ts';
import { createDemoPhone, type DemoPhone } from '../../../gateway/cli/demo/phone.ts';
import { type DemoWallet, startWallets } from '../../../gateway/cli/demo/wallets.ts';
import {
  endAllProcesses,
  type GatewayProcess,
  startCommand,
  startGatewayProcess,
  startSimulatorProcess,
} from '../../support/processes.ts';

const LONG_MS = 400_000;
const PATIENCE_MS = 60_000;
const FUNDS_MINOR = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'unlatch-demo-wallet-'));
const running: DemoWallet[] = [];
afterEach(async () => {
  for (const wallet of running.splice(0)) await wallet.stop();
  await endAllProcesses();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['host', 'lose-reply=0.2,lose-request=0.1,delay=50,events=reversed'],
  ['card', 'lose-reply=0.1,cache-error=0.1,repeat=0.2,delay=50,events=twice'],
])(
  'a story with the %s wallet that suffers %s ends with a receipt that is what was taken',
  async (wallet, faults) => {
    const words = ['demo', '--once', '--wallet', wallet, '--wallet-faults', faults];
    const { code, stdout, stderr } = await startCommand(...words).ended;
    expect(code, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toMatch(/^ok {2}wallet sets it aside .* held 59\.00$/m);
    expect(stdout).toMatch(/^ok {2}wallet balances .* nothing held, 55\.00 released$/m);
  },
  LONG_MS,
);

/** Where everything was when it was killed, so that devices and phones find it again. */
type Place = Pick<DemoReady, 'httpPort' | 'mqttPort'>;

async function useWallets(chosen: 'host' | 'card'): Promise<ReadonlyMap<string, DemoWallet>> {
  for (const wallet of running.splice(0)) await wallet.stop();
  running.push(...(await startWallets(chosen, folder, null)));
  return new Map(running.map((wallet) => [wallet.access.name, wallet]));
}

async function startOn(
  { httpPort, mqttPort }: Place,
  wallet: NonNullable<DemoGatewayOptions['wallet']>,
  elsewhere: readonly (DemoWallet | undefined)[],
): Promise<GatewayProcess> {
  const access = elsewhere.flatMap((each) => (each ? [each.access] : []));
  const ports = { dataFolder: folder, httpHost: '127.0.0.1', httpPort, mqttPort, publicOrigin: null };
  const gateway = await startGatewayProcess({ ...ports, wallet, elsewhere: access });
  for (const each of elsewhere) await each?.tell(gateway.ready.origin);
  return gateway;
}

async function phoneOf(gateway: GatewayProcess, personId: string): Promise<DemoPhone> {
  return createDemoPhone(gateway.ready.origin, await gateway.token(personId), PATIENCE_MS);
}

async function begin(gateway: GatewayProcess, phone: DemoPhone, objectId: string): Promise<string> {
  const link = gateway.ready.objects.find((each) => each.objectId === objectId)?.link ?? '';
  await phone.untilOffered(link, 'free');
  const { sessionId } = await phone.start(link);
  await phone.until(sessionId, 'it is in use', ({ state }) => state === 'active');
  return sessionId;
}

async function end(phone: DemoPhone, sessionId: string): Promise<number> {
  await phone.stop(sessionId);
  const closed = await phone.until(sessionId, 'it is closed', ({ state }) => state === 'closed');
  return closed.end?.finalMinor ?? Number.NaN;
}

test(
  'a hold of the former wallet is captured there after the change; without that wallet nothing starts until it is over',
  async () => {
    const before = await useWallets('host');
    const first = await startOn({ httpPort: 0, mqttPort: 0 }, 'host', [before.get('host')]);
    const { venueFile, mqttPort } = first.ready;
    startSimulatorProcess({ venueFile, mqttPort, memoryFolder: join(folder, 'devices'), persons: true });
    const ada = await phoneOf(first, 'ada');
    const sessionId = await begin(first, ada, 'pod-1');
    expect(await before.get('host')?.purse('ada')).toMatchObject({ heldMinor: 5_900 });
    await first.kill9();

    const now = await useWallets('card');
    const [host, card] = [now.get('host'), now.get('card')];
    await expect(startOn(first.ready, 'card', [card])).rejects.toThrow(
      'wallet.forgotten: wallet host, which is not configured, has 1 open hold and 0 unanswered operations.' +
        ' Set UNLATCH_WALLET_CLOSING=host with its own variables until they are over',
    );

    const second = await startOn(first.ready, 'card', [card, host]);
    const total = await end(ada, sessionId);
    expect(total).toBeGreaterThan(0);
    expect(await host?.purse('ada')).toEqual({ availableMinor: FUNDS_MINOR - total, heldMinor: 0 });
    const bo = await phoneOf(second, 'bo');
    const next = await begin(second, bo, 'pod-2');
    expect(await card?.purse('bo')).toEqual({ availableMinor: 0, heldMinor: 5_900 });
    expect(await card?.purse('ada')).toEqual({ availableMinor: 0, heldMinor: 0 });
    const taken = await end(bo, next);
    expect(await card?.purse('bo')).toEqual({ availableMinor: 0 - taken, heldMinor: 0 });
    await second.stop();

    const third = await startOn(first.ready, 'card', [card]);
    expect(third.complaints()).toEqual([]);
    await third.stop();
  },
  LONG_MS,
);
