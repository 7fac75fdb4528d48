// Run: makes every check against a device, and keeps what came of it.
import { formatAddress } from '#protocol';
import type { Check } from './check.ts';
import { CHECKS } from './checks/catalogue.ts';
import { createFakeGateway, type GatewayKeys } from './fake-gateway.ts';
import { HandsTied } from './hands/hands-tied.ts';
import { CheckFailed } from './judge.ts';
import { greeted, type Kit, lastHello, rest } from './kit.ts';
import type { Finding, Outcome, Report } from './report/findings.ts';
import { type Bend, createSimulatedDevice, createWorkshop, type SimulatedDevice, type Workshop } from './simulated-wire.ts';

/** What a check is made with, and how it is left for the next one. */
export type Bench = { open(): Promise<Kit>; close(kit: Kit): Promise<void>; isOver?(): boolean };

export type Watch = (finding: Finding) => void;

/** Only what a check says of the device is a finding; a mistake of the kit itself ends the run. */
function cameOf(cause: unknown, when: string): Outcome {
  if (cause instanceof HandsTied) return { verdict: 'not-applicable', reason: cause.message };
  if (!(cause instanceof CheckFailed)) throw cause;
  const { came, exhibits, expected } = cause;
  return { verdict: 'fail', expected: `${when}${expected}`, came, exhibits };
}

async function makeCheck(check: Check, kit: Kit): Promise<Outcome> {
  const reason = check.unless?.(kit) ?? null;
  if (reason !== null) return { verdict: 'not-applicable', reason };
  try {
    await check.run(kit);
    return { verdict: 'pass' };
  } catch (cause) {
    return cameOf(cause, '');
  }
}

function deviceOf(kit: Kit): Report['device'] {
  const { fw, model, profile } = lastHello(kit);
  const { address } = kit.gateway;
  return { id: formatAddress(address), model: String(model ?? ''), fw: String(fw ?? ''), profile: String(profile ?? '') };
}

/** A device that cannot even be made ready for a check fails that check. */
async function openFor(bench: Bench): Promise<Kit | Outcome> {
  try {
    return await bench.open();
  } catch (cause) {
    return cameOf(cause, 'before the check: ');
  }
}

export async function runChecks(bench: Bench, checks: readonly Check[] = CHECKS, watch: Watch = () => {}): Promise<Report> {
  const findings: Finding[] = [];
  const beganAt = new Date().toISOString();
  let device: Report['device'] = { id: '', model: '', fw: '', profile: '' };
  for (const check of checks) {
    if (bench.isOver?.()) break;
    const beganMs = performance.now();
    const kit = await openFor(bench);
    const isReady = 'wire' in kit;
    const came = isReady ? await makeCheck(check, kit) : kit;
    if (isReady) {
      device = deviceOf(kit);
      await bench.close(kit);
    }
    const { id, rule, steps } = check;
    const finding: Finding = { id, rule, steps, tookMs: Math.round(performance.now() - beganMs), ...came };
    findings.push(finding);
    watch(finding);
  }
  return { device, beganAt, findings };
}

async function openKit(simulated: SimulatedDevice, keys: GatewayKeys): Promise<Kit> {
  const { address, deviceX, hands, issuer, wire } = simulated;
  const gateway = createFakeGateway(wire, { address, issuer }, keys);
  const kit: Kit = { wire, gateway, hands, deviceX, isFast: true, posture: { isUsing: false, isBlocking: false } };
  await greeted(kit, 0);
  return kit;
}

/** Each check has a new device, on a clock of its own. */
export async function simulatedBench(kind: string, bend?: Bend, workshop?: Workshop): Promise<Bench> {
  const shop = workshop ?? (await createWorkshop());
  return {
    async open() {
      return openKit(await createSimulatedDevice(kind, shop, bend), shop.gatewayKeys);
    },
    close: (kit) => kit.wire.close(),
  };
}

/** One device for all checks, which is brought to rest before each. */
export function lastingBench(kit: Kit, isOver: () => boolean = () => false): Bench {
  return {
    isOver,
    async open() {
      await rest(kit);
      return kit;
    },
    close: () => Promise.resolve(),
  };
}
