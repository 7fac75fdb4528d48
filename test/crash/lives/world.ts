// World: one gateway after the other on the same data, with devices, a wallet and persons who outlive each of them.
import { KIND_CATALOGUE } from '#protocol';
import { planVenue } from '../../../gateway/cli/demo/venue.ts';
import type { BrokenInvariant } from '../../../gateway/domain/audit/invariants.ts';
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { VenueSetup } from '../../../gateway/ports/store.ts';
import type { FaultRates } from '../../../gateway/wallet/reference/faults.ts';
import type { HouseKeys } from '../../support/house-keys.ts';
import { openWalletElsewhere, type Webhook, type WebhookManner } from '../../support/wallet-elsewhere.ts';
import type { Chance } from './chance.ts';
import type { DataSide } from './data-side.ts';
import { createDeviceSide, NO_WIRE_FAULTS, type WireFaults } from './device-side.ts';
import type { GatewayHandle, Gateways, Reply } from './gateway-handle.ts';
import type { Ask, KillAt, Settled } from './life-messages.ts';
import { createPhones } from './phone.ts';

const BEGAN_MS = Date.UTC(2026, 10, 21, 4, 0, 0);
/** A jump never takes more than this at once. */
const LONGEST_STEP_MS = 600_000;
/** What is due and stays due is not looked at again before this, and then less and less often: a defect is found, not waited for. */
const OVERDUE_STEP_MS = 250;
const LONGEST_OVERDUE_STEP_MS = 16_000;
const WALLET_FAULTS: FaultRates['rates'] = {
  ...{ 'lose-request': 0.06, 'lose-reply': 0.1, park: 0.05, error: 0.04, 'error-after': 0.05, pend: 0.05 },
};
const WEBHOOK_MANNERS: readonly WebhookManner[] = ['after', 'before', 'twice', 'never'];
const FAULTY_WIRE: WireFaults = { lost: 0.04, twice: 0.04, late: 0.04 };

export type Violation = BrokenInvariant | { readonly id: string; readonly says: string; readonly row: BrokenInvariant['row'] };

export type WorldParts = {
  readonly seed: string;
  readonly chance: Chance;
  readonly objects: readonly string[];
  readonly keys: HouseKeys;
  readonly gateways: Gateways;
  readonly data: DataSide;
  readonly wallet: WalletName;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(parts: WorldParts) {
  const { chance, data, keys } = parts;
  const violations: Violation[] = [];
  const story: string[] = [];
  const tell = (line: string): void => void story.push(`${new Date(nowMs).toISOString()} ${line}`);
  const offline = new Set<string>();
  let nowMs = BEGAN_MS;
  let gateway: GatewayHandle | null = null;
  let lives = 0;
  let seen: Settled = { commits: 0, nextDueMs: null };
  const clock = { nowMs: () => nowMs };
  /** With the embedded ledger it is where money is paid in from. */
  const wallet = await openWalletElsewhere(parts.wallet === 'ledger' ? 'host' : parts.wallet, {
    folder: null,
    clock,
    onWebhook: hearWebhook,
  });

  /** Row 25: what the wallet tells by itself, if anybody is there to hear it. */
  async function hearWebhook(wallet: string, webhook: Webhook): Promise<boolean> {
    const reply = await ask<object>({ ask: 'step', step: 'acceptWalletEvents', request: { wallet, ...webhook } });
    return reply.is === 'answer' && reply.answer.ok;
  }

  const broken = (id: string, says: string, row: Violation['row']): void => {
    violations.push({ id, says, row: { life: lives, ...row } });
  };
  const side = await createDeviceSide({
    keys,
    objects: parts.objects,
    clock,
    chance: chance.stream('devices'),
    hear: (topic, bytes) => gateway?.hear(nowMs, topic, bytes),
  });

  async function ask<T>(asked: Ask): Promise<Reply<T>> {
    const asking = gateway;
    if (!asking) return { is: 'gone' };
    const reply = await asking.ask<T>(nowMs, asked);
    if (gateway === asking && asking.isGone()) lose();
    return reply;
  }

  /** Its answer, where anything but an answer would be our own mistake; null when it was killed. */
  async function must<T>(asked: Ask): Promise<T | null> {
    const reply = await ask<T>(asked);
    if (reply.is === 'gone') return null;
    if (reply.answer.ok) return reply.answer.value;
    if (data.mayFail()) return null;
    broken('A1', 'the gateway answers', { asked: asked.ask, ...reply.answer.error });
    return null;
  }

  const phones = createPhones({ ask, broken, mayFail: data.mayFail });

  /** The broker died with the gateway: every device notices. */
  function lose(): void {
    gateway = null;
    for (const deviceId of side.ids) side.device(deviceId).wire.disconnect();
  }

  function setWire(deviceId: string, isUp: boolean): void {
    const { wire } = side.device(deviceId);
    if (isUp) offline.delete(deviceId);
    else offline.add(deviceId);
    if (!gateway) return;
    gateway.tellWire(nowMs, deviceId, isUp);
    if (isUp) wire.reconnect();
    else wire.disconnect();
  }

  async function settle(): Promise<void> {
    for (let quietRounds = 0; quietRounds < 2; ) {
      const before = `${side.messages()} ${seen.commits}`;
      await side.idle();
      if (gateway) seen = (await must<Settled>({ ask: 'settle' })) ?? seen;
      await wallet.idle();
      await side.idle();
      quietRounds = before === `${side.messages()} ${seen.commits}` ? quietRounds + 1 : 0;
    }
  }

  async function pump(): Promise<void> {
    const met = await must<number>({ ask: 'pump' });
    if (met === null || met > 0) await settle();
  }

  /** Of devices and gateway, whoever is first. */
  function nextDueMs(): number {
    return Math.min(side.nextDueMs() ?? Infinity, (gateway && seen.nextDueMs) ?? Infinity, nowMs + LONGEST_STEP_MS);
  }

  /** Lets time go by as long as there is a gateway; devices go on by themselves anyhow. */
  async function pass(totalMs: number): Promise<void> {
    const untilMs = nowMs + totalMs;
    let overdueStepMs = OVERDUE_STEP_MS;
    while (nowMs < untilMs) {
      const soonestMs = nextDueMs();
      const isOverdue = soonestMs <= nowMs;
      nowMs = Math.min(untilMs, isOverdue ? nowMs + overdueStepMs : soonestMs);
      overdueStepMs = isOverdue ? Math.min(LONGEST_OVERDUE_STEP_MS, overdueStepMs * 2) : OVERDUE_STEP_MS;
      side.runDue();
      await settle();
      if (gateway) await pump();
    }
  }

  async function open(): Promise<void> {
    lives += 1;
    gateway = parts.gateways.next({
      onDown: ({ deviceId, topic, payload }) => side.deliver(deviceId, topic, payload),
      onWarning: (warning) => tell(`the gateway warns: ${warning}`),
      onComplaint: (complaint) => {
        if (!data.mayFail()) broken('L2', 'the gateway has nothing to complain of', { complaint });
      },
    });
    const task = {
      data: data.task,
      wallet: wallet.access,
      walletInForce: parts.wallet,
      keys,
      seed: `${parts.seed} life ${lives}`,
      nowMs,
    };
    const opened = await ask<null>({ ask: 'open', task });
    if (opened.is === 'gone' || !opened.answer.ok) {
      const error = opened.is === 'answer' && !opened.answer.ok ? opened.answer.error : { code: 'gone' };
      throw new Error(`the gateway does not open: ${JSON.stringify(error)}`);
    }
  }

  function connect(): void {
    for (const deviceId of side.ids) if (!offline.has(deviceId)) setWire(deviceId, true);
  }

  return {
    parts,
    side,
    phones,
    clock,
    wallet,
    violations,
    story,
    tell,
    broken,
    ask,
    must,
    settle,
    pass,
    pump,
    open,
    connect,
    setWire,
    /** How long it is until something is due by itself. */
    untilNextMs: (): number => Math.max(1_000, nextDueMs() - nowMs),
    isAlive: () => gateway !== null,
    lives: () => lives,
    arm: (at: KillAt | null) => must<null>({ ask: 'arm', at }),
    setFaults(areOn: boolean): void {
      side.setFaults(areOn ? FAULTY_WIRE : NO_WIRE_FAULTS);
      wallet.tell(areOn ? chance.pick(WEBHOOK_MANNERS) : 'after');
      wallet.rate(areOn ? { seed: parts.seed, rates: WALLET_FAULTS } : null);
      if (areOn) return;
      for (const deviceId of [...offline]) setWire(deviceId, true);
      wallet.release();
      wallet.complete();
    },
    /** The demo's venue, changed for what is to be shown. */
    async writeVenue(change: (setup: VenueSetup) => VenueSetup): Promise<void> {
      const hashPassword = async (): Promise<string> => 'scrypt$unused';
      const planned = await planVenue(keys.secrets, { kinds: KIND_CATALOGUE, hashPassword, nowMs: BEGAN_MS });
      await must({ ask: 'set-up', venue: change(planned) });
    },
    powerUp(): void {
      for (const deviceId of side.ids) {
        side.device(deviceId).wire.disconnect();
        side.device(deviceId).runtime.start();
      }
    },
    /** Ends it from outside, where no point was reached. */
    async kill(): Promise<void> {
      const ending = gateway;
      if (ending) await ending.kill();
      lose();
    },
    async close(): Promise<void> {
      await must({ ask: 'close' });
      await gateway?.gone;
      lose();
      await side.close();
      await wallet.close();
    },
  };
}
