// Real run: one device on sockets and in real time, from its first connection to the last check.
import type { BenchFile } from './bench/bench-file.ts';
import type { Check } from './check.ts';
import { createFakeGateway, createGatewayKeys } from './fake-gateway.ts';
import type { Kit } from './kit.ts';
import type { Report } from './report/findings.ts';
import { lastingBench, runChecks, type Watch } from './run.ts';
import type { Hands, Wire } from './wire.ts';

export type RealRunOptions = {
  readonly bench: BenchFile;
  readonly wire: Wire;
  readonly hands: Hands;
  readonly checks: readonly Check[];
  /** How long the device may take to come for the first time. */
  readonly patienceMs: number;
  readonly watch: Watch;
  /** The kit listens: a device that is a program here may start. */
  readonly onReady: () => void;
  /** Nothing will come from it any more: the checks that are left are not made. */
  readonly isDeviceGone: () => boolean;
};

/** Why there was nothing to ask: the device never came, or came and did not greet as FP-04 says. */
export type RealRunRefusal = {
  readonly code: 'conformance.no-connection' | 'conformance.no-subscription' | 'conformance.no-hello';
};

function whyNot({ gateway, wire }: Kit): RealRunRefusal | null {
  if (gateway.greetings > 0) return null;
  if (wire.attempts.length === 0) return { code: 'conformance.no-connection' };
  return { code: wire.isConnected() ? 'conformance.no-hello' : 'conformance.no-subscription' };
}

export async function runReal(options: RealRunOptions): Promise<Report | RealRunRefusal> {
  const { checks, hands, isDeviceGone, patienceMs, wire } = options;
  const { device, deviceX, issuer, tenant } = options.bench;
  const gateway = createFakeGateway(wire, { address: { tenant, device }, issuer }, await createGatewayKeys());
  const kit: Kit = { wire, gateway, hands, deviceX, isFast: false, posture: { isUsing: false, isBlocking: false } };
  options.onReady();
  await wire.wait(patienceMs, () => gateway.greetings > 0 || isDeviceGone());
  const refusal = whyNot(kit);
  if (refusal) return refusal;
  return runChecks(lastingBench(kit, isDeviceGone), checks, options.watch);
}
