// Devices process of the bench: the simulator's fleet at pace 0, as `unlatch sim` runs it, that can also be asked for its times.
import { randomBytes } from 'node:crypto';
import { assert, KIND_CATALOGUE } from '#protocol';
import {
  createFleet,
  createMqttLink,
  createRealAlarms,
  createSteadyClock,
  createVolatileMemory,
  KIND_MODELS,
  loadVenueFile,
  PERSONAS,
} from '#sim';
import type { DevicesReady, DevicesTask, DeviceTimes } from './bench-messages.ts';
import { answerBench, type Duties } from './child-side.ts';

async function start(): Promise<Duties<DevicesReady, DeviceTimes>> {
  const task = JSON.parse(process.argv[2] ?? '{}') as DevicesTask;
  const venue = loadVenueFile(task.venueFile);
  assert(venue.ok, 'the venue file of the bench is valid');
  const clock = createSteadyClock();
  const timers = createRealAlarms(clock);
  const greeted = new Set<string>();
  let onAllGreeted = (): void => {};
  const allGreeted = new Promise<void>((resolve) => {
    onAllGreeted = resolve;
  });
  const fleet = await createFleet({
    venue: venue.value,
    kinds: KIND_CATALOGUE,
    models: KIND_MODELS,
    personas: PERSONAS,
    pace: 0,
    faults: [],
    clock,
    timers,
    randomBytes: (size) => randomBytes(size),
    stopwatch: () => performance.now(),
    linkOf: ({ device, password }) =>
      createMqttLink({
        url: `mqtt://127.0.0.1:${task.mqttPort}`,
        device,
        password,
        timers,
        randomBytes: (size) => randomBytes(size),
        onTrouble: (why) => process.stderr.write(`${device}: ${why}\n`),
      }),
    memoryOf: () => createVolatileMemory(),
    observe(entry, { ev }) {
      if (ev === 'greeted') greeted.add(entry.device);
      if (greeted.size === venue.value.devices.length) onAllGreeted();
    },
  });
  assert(fleet.ok, 'the kinds of the bench are known');
  const { stats, stop } = fleet.value;
  fleet.value.start(task.perS);
  await allGreeted;
  return {
    ready: { greeted: greeted.size },
    async count() {
      const { commands, totalMs } = stats();
      return { commands, totalMs };
    },
    stop,
  };
}

await answerBench(start);
