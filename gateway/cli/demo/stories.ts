// Demo stories: what a person does between Start and Stop, one story per kind.
import type { SessionView } from '../../domain/session/session-view.ts';
import type { DemoPhone } from './phone.ts';

type StoryScene = {
  readonly phone: DemoPhone;
  readonly sessionId: string;
  readonly step: <T>(name: string, act: () => Promise<T>, describe: (value: T) => string) => Promise<T>;
  /** Acts at the object itself, as a hand would. */
  readonly act: (words: string) => void;
};

export type Story = {
  /** True when the phone must first be bound to a stay by what the object shows. */
  readonly pairs: boolean;
  /** True when its label alone starts nothing: what its display shows is scanned instead. */
  readonly hasDisplay?: true;
  use(scene: StoryScene): Promise<void>;
};

function reported(view: SessionView, control: string): unknown {
  return view.controls.find((each) => each.name === control)?.reported;
}

/** Sets a control and waits until the device reports it: the page never shows a wish. */
async function setAndSee({ phone, sessionId, step }: StoryScene, control: string, value: boolean | number): Promise<void> {
  await step(
    `set ${control} to ${value}`,
    async () => {
      await phone.set(sessionId, control, value);
      return phone.until(sessionId, `${control} is ${value}`, (view) => reported(view, control) === value);
    },
    (view) => `device reports ${control} ${String(reported(view, control))}`,
  );
}

const sleeper: Story = {
  pairs: false,
  async use(scene) {
    const { phone, sessionId, step } = scene;
    // Who has not gone in yet has used nothing: the pod locks behind a guest, for the outside only.
    await step(
      'go in',
      () => phone.until(sessionId, 'the pod locks behind its guest', (view) => view.reported.bolt === 'locked'),
      () => 'the pod locks behind its guest',
    );
    await setAndSee(scene, 'light', 20);
    await setAndSee(scene, 'fan', 2);
    await scene.step(
      'call staff',
      () => scene.phone.call(scene.sessionId),
      () => 'the bell rings',
    );
  },
};

const rider: Story = {
  pairs: false,
  async use({ phone, sessionId, step }) {
    await step(
      'ride',
      () => phone.until(sessionId, 'the bike moves', (view) => view.reported.moving === true),
      () => 'the bike moves',
    );
    await step(
      'press Pause',
      async () => {
        await phone.pause(sessionId);
        return phone.until(sessionId, 'the pin is pushed', (view) => view.state === 'suspended');
      },
      (view) => `the pin is pushed: ${view.state}`,
    );
    await step(
      'press Resume',
      async () => {
        await phone.resume(sessionId);
        return phone.until(sessionId, 'the bike moves again', (view) => view.state === 'active' && view.reported.moving === true);
      },
      (view) => `paused ${view.pausedMs} ms, and the bike moves`,
    );
    await step(
      'press Stop while riding',
      async () => {
        await phone.stop(sessionId);
        return phone.until(
          sessionId,
          'the bike refuses to lock',
          (view) => view.stopRequest?.advice != null || view.state === 'closed',
        );
      },
      (view) => `refused: ${view.stopRequest?.advice ?? view.state}`,
    );
  },
};

const guest: Story = {
  pairs: true,
  async use(scene) {
    const { phone, sessionId, step, act } = scene;
    await setAndSee(scene, 'light', true);
    await setAndSee(scene, 'dimmer', 40);
    await setAndSee(scene, 'setpoint', 215);
    await step(
      'wall switch wins',
      async () => {
        act('flipWallSwitch');
        return phone.until(sessionId, 'the wall switch shows', (view) => reported(view, 'light') === false);
      },
      () => 'device reports light false',
    );
  },
};

const diner: Story = {
  pairs: false,
  hasDisplay: true,
  async use({ phone, sessionId, step }) {
    const lines = [
      { itemId: 'beef-noodles', quantity: 1 },
      { itemId: 'plum-juice', quantity: 2 },
    ];
    await step(
      'order',
      () => phone.order(sessionId, lines),
      () => '1 beef noodles, 2 plum juice',
    );
    await step(
      'kitchen prints the ticket',
      () => phone.until(sessionId, 'the ticket is printed', (view) => view.orders.some((order) => order.state === 'printed')),
      (view) => `on the bill: ${view.costMinor / 100}`,
    );
    await step(
      'call the waiter',
      () => phone.call(sessionId),
      () => 'the bell rings',
    );
  },
};

const STORIES: { readonly [kind: string]: Story } = {
  'sleep-pod': sleeper,
  bike: rider,
  'hotel-room': guest,
  'restaurant-table': diner,
};

export function storyOf(kind: string): Story {
  return STORIES[kind] ?? { pairs: false, use: async () => {} };
}
