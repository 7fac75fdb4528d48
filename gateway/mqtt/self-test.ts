// Self-test: runs the delivery probe against the broker that is about to open, on a port of its own.
import { randomBytes } from 'node:crypto';
import { type DeviceAddress, deviceFilters, downTopic } from '#protocol';
import type { Probe } from './admission.ts';
import type { BrokerLimits } from './broker-limits.ts';
import { type DeliveryReport, type ProbedBroker, probeDelivery } from './delivery-probe.ts';
import { BrokerStartError, closeServer, createPromptServer, listen } from './listen.ts';
import { cameFrom, type Incoming } from './listeners/incoming.ts';

/**
 * The very library, handlers and sockets that devices will meet.
 * @throws BrokerStartError `broker.self-test-failed` when a message was lost or the probe did not get in.
 */
export async function testDelivery(deps: {
  readonly publish: ProbedBroker['publish'];
  readonly accept: (incoming: Incoming, probe: Probe) => void;
  readonly limits: BrokerLimits;
}): Promise<void> {
  const address: DeviceAddress = { tenant: 'self-test', device: `self-test-${randomBytes(8).toString('hex')}` };
  const probe: Probe = { address, password: randomBytes(32).toString('hex') };
  const server = createPromptServer((socket) => deps.accept({ stream: socket, ...cameFrom(socket), certificate: null }, probe));
  const port = await listen(server, '127.0.0.1', 0);
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(new Error('the self-test took too long')), deps.limits.selfTestMs);
  let report: DeliveryReport;
  try {
    report = await probeDelivery(
      {
        host: '127.0.0.1',
        port,
        deviceId: address.device,
        password: probe.password,
        filter: deviceFilters(address).subscribe,
        topic: downTopic(address, { leaf: 'system' }),
        publish: deps.publish,
      },
      overdue.signal,
    );
  } catch (error) {
    throw new BrokerStartError({ code: 'broker.self-test-failed', sent: 0, received: 0 }, error);
  } finally {
    clearTimeout(timer);
    await closeServer(server);
  }
  if (report.received !== report.sent) throw new BrokerStartError({ code: 'broker.self-test-failed', ...report });
}
