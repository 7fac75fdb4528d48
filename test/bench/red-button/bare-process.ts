// Bare process of the red button: plain MQTT connections that say back whatever they hear.
import mqtt from 'mqtt';
import { deviceFilters } from '#protocol';
import { answerBench, type Duties } from '../child-side.ts';
import { bareAddress, bareAnswer } from './bare-publish.ts';
import type { BareTask } from './messages.ts';

/** So many connect at a time. */
const AT_ONCE = 50;

async function connect(port: number, device: string): Promise<mqtt.MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    clientId: device,
    username: device,
    password: 'echo',
    reconnectPeriod: 0,
  });
  client.on('message', (_topic, payload) => client.publish(bareAnswer(device), payload, { qos: 1 }));
  await client.subscribeAsync(deviceFilters(bareAddress(device)).subscribe, { qos: 1 });
  return client;
}

async function start(): Promise<Duties<{ readonly connected: number }, null>> {
  const { port, devices } = JSON.parse(process.argv[2] ?? '{}') as BareTask;
  const clients: mqtt.MqttClient[] = [];
  for (let at = 0; at < devices.length; at += AT_ONCE) {
    const some = devices.slice(at, at + AT_ONCE);
    clients.push(...(await Promise.all(some.map((device) => connect(port, device)))));
  }
  return {
    ready: { connected: clients.length },
    count: async () => null,
    async stop() {
      await Promise.all(clients.map((client) => client.endAsync(true)));
    },
  };
}

await answerBench(start);
