// Catalogue of scenarios by name; a further one is one entry here.
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'ordinary-day',
    about: 'nothing breaks; people differ, and some leave without a Stop',
    people: 'all-tempers',
    faults: [],
  },
  {
    name: 'bad-network',
    about: 'messages are lost, doubled, late and out of order',
    people: 'all-tempers',
    faults: ['drop=0.1', 'duplicate=0.1', 'delay=2s', 'reorder=0.1'],
  },
  {
    name: 'tunnel',
    about: 'each object loses its network as soon as its use has begun',
    people: 'usual',
    faults: ['offline@active:45s'],
  },
  {
    name: 'outage',
    about: 'a minute after they came up, all lose their network for half a minute',
    people: 'usual',
    faults: ['offline@60s:30s'],
  },
  {
    name: 'blackout',
    about: 'a minute after they came up, the power of all is cut for 20 s',
    people: 'usual',
    faults: ['reboot@60s:20s'],
  },
  {
    name: 'power-cuts',
    about: 'each object loses its power for 5 s while it is used',
    people: 'usual',
    faults: ['reboot@active:5s'],
  },
  {
    name: 'lost-answers',
    about: 'objects start and stop, but the first answer to each never leaves them',
    people: 'usual',
    faults: ['lost-result@start', 'lost-result@stop'],
  },
  {
    name: 'worn-hardware',
    about: 'some locks are stuck: known to the object, unknown to it, or only at the end',
    people: 'usual',
    faults: ['10%/stuck', '5%/stuck:blind', '5%/stuck@stop'],
  },
  {
    name: 'crooked-meters',
    about: 'some meters count threefold or not at all, and some clocks run 5 % fast',
    people: 'usual',
    faults: ['10%/lying-meter=3', '10%/lying-meter=0', '10%/drift=50000'],
  },
  {
    name: 'mute',
    about: 'some objects fall silent while they are used, and some think long',
    people: 'usual',
    faults: ['15%/silent@active:90s', '15%/slow=4s'],
  },
  { name: 'nobody-comes', about: 'objects are started, and nobody ever touches them', people: 'absent', faults: [] },
  { name: 'walk-away', about: 'everybody leaves without a Stop', people: 'wander-off', faults: [] },
  {
    name: 'rough-day',
    about: 'some of everything at once',
    people: 'all-tempers',
    faults: [
      ...['drop=0.02', 'duplicate=0.02', 'delay=500ms', 'reorder=0.02', '10%/offline@active:30s', '5%/reboot@active:3s'],
      ...['5%/drift=5000', '2%/stuck', '2%/lying-meter=2', '2%/silent@active:60s', '5%/slow=2s', '5%/lost-result@start'],
    ],
  },
];

/** Finds a scenario by its name on the command line. */
export function findScenario(scenarios: readonly Scenario[], name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
