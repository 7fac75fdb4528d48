// Gateway life: a process that is the gateway's core on a real database until a named point kills it, or its world lets it end.
import { ok, type Result, refused } from '#protocol';
import { KINDS_IN_FRONT } from '../../../gateway/cli/demo/kinds-in-front.ts';
import { type Core, composeCore } from '../../../gateway/compose-core.ts';
import type { Failpoint } from '../../../gateway/ports/failpoint.ts';
import type { Log } from '../../../gateway/ports/log.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { checkInvariants } from '../../../gateway/upkeep/check-invariants.ts';
import { readInstallation } from '../../../gateway/upkeep/installation.ts';
import { importGatewayKeys } from '../../support/house-keys.ts';
import { openWalletAdapter } from '../../support/wallet-elsewhere.ts';
import { createChance } from './chance.ts';
import type { Ask, FromGateway, KillAt, OpenTask, Settled, StepName, ToGateway } from './life-messages.ts';
import { openStore } from './open-store.ts';

type Open = { readonly store: OwnedStore; readonly core: Core };

type AnyStep = (request: unknown) => Promise<Result<unknown, { readonly code: string }>>;

function stepOf({ steps }: Core, name: StepName): AnyStep {
  const named: { readonly [name: string]: unknown } = name.startsWith('operator.') ? steps.operator : steps;
  return named[name.slice(name.indexOf('.') + 1)] as AnyStep;
}

function say(message: FromGateway): void {
  process.send?.(message);
}

const log: Log = {
  info: () => {},
  warn: (what, facts) => say({ warning: `${what} ${JSON.stringify(facts)}` }),
  error: (what, facts) => say({ complaint: `${what} ${JSON.stringify(facts)}` }),
};

function createLife() {
  const connected = new Set<string>();
  let nowMs = 0;
  let open: Open | null = null;
  let killAt: KillAt | null = null;
  let hits = 0;

  /** The end comes from within and at once: not a line of ours runs after it. */
  const failpoint: Failpoint = (name) => {
    if (killAt?.name !== name) return;
    hits += 1;
    if (hits === killAt.hit) process.kill(process.pid, 'SIGKILL');
  };

  async function openCore(task: OpenTask): Promise<Open> {
    const clock = { nowMs: () => nowMs };
    const store = await openStore(task.data, { clock, failpoint });
    const chance = createChance(task.seed);
    const randomBytes = (size: number): Uint8Array => chance.bytes(size);
    const wallet = await openWalletAdapter(task.wallet, { clock, randomBytes });
    const core = composeCore({
      store,
      clock,
      log,
      failpoint,
      metrics: { count: () => {}, snapshot: () => ({}) },
      keys: await importGatewayKeys(task.keys),
      kinds: KINDS_IN_FRONT,
      issuer: 'unlatch',
      gatewayId: 'gw-life',
      installation: await readInstallation(store, randomBytes),
      currency: 'CNY',
      randomBytes,
      walletInForce: task.walletInForce,
      payIn: task.walletInForce === 'ledger' ? wallet.name : null,
      wallets: [wallet],
      outlet: {
        sendTo({ device }, topic, payload) {
          if (!connected.has(device)) return false;
          say({ down: { deviceId: device, topic, payload } });
          return true;
        },
      },
    });
    await core.forgetPresence();
    return { store, core };
  }

  async function settle({ store, core }: Open): Promise<Settled> {
    await core.settled();
    const [next] = await store.books<{ due: number | string | null }>('SELECT min(due_at_ms) AS due FROM deadlines');
    return { commits: store.statistics().commits, nextDueMs: next?.due == null ? null : Number(next.due) };
  }

  async function perform(asked: Ask): Promise<Result<unknown, { readonly code: string }>> {
    if (asked.ask === 'arm') {
      killAt = asked.at;
      hits = 0;
      return ok(null);
    }
    if (asked.ask === 'open') {
      open = await openCore(asked.task);
      return ok(null);
    }
    if (!open) throw new Error('the gateway is not open');
    const { store, core } = open;
    switch (asked.ask) {
      case 'set-up':
        await store.setUpVenue(asked.venue);
        return ok(null);
      case 'step':
        return stepOf(core, asked.step)(asked.request);
      case 'top-up':
        await core.topUp(asked.request as Parameters<Core['topUp']>[0]);
        return ok(null);
      case 'pump':
        return ok(await core.pump.run());
      case 'settle':
        return ok(await settle(open));
      case 'books':
        return ok(await store.books(asked.sql, asked.parameters));
      case 'check':
        return ok(await checkInvariants(store.books, asked.facts));
      case 'close':
        await core.settled();
        await store.close();
        return ok(null);
    }
  }

  async function answer(id: number, asked: Ask): Promise<void> {
    try {
      say({ id, answer: await perform(asked) });
    } catch (cause) {
      // What a phone sees as a 5xx: nothing may be concluded from it.
      say({
        id,
        answer: refused({ code: 'thrown', cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
      });
    }
    if (asked.ask === 'close') process.disconnect();
  }

  return (message: ToGateway): void => {
    nowMs = message.nowMs;
    if ('heard' in message) open?.core.relay.receive(message.heard.topic, message.heard.bytes);
    else if ('asked' in message) void answer(message.id, message.asked);
    else if (message.wire.isUp) connected.add(message.wire.deviceId);
    else connected.delete(message.wire.deviceId);
  };
}

process.on('message', createLife());
// Its world is gone: nobody would ever end it.
process.on('disconnect', () => process.exit(0));
