// Simulated link: one connection of a simulated device to the kit beside it, on the clock of both.
import type { RandomBytes } from '#protocol';
import { createComeback } from '../links/comeback.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from '../links/link.ts';
import type { Timers } from '../runtime/alarms.ts';
import type { Attempt, Shown } from './wire.ts';

/** A word of the device on its way. */
type Message = { readonly topic: string; readonly bytes: Uint8Array; readonly isRetained: boolean };

export type Air = { isUp: boolean; hear(message: Message): void; attempted(shown: Shown | null): Attempt };

async function shownBy(plan: ConnectPlan): Promise<Shown> {
  const { filter, prove, will } = plan;
  return {
    will: will ? { ...will, isRetained: true } : null,
    filters: [{ filter, qos: 1 }],
    password: prove ? await prove() : null,
    mqtt: null,
  };
}

export type SimulatedLink = {
  /** The device's end. */
  readonly device: DeviceLink;
  cut(): void;
  isConnected(): boolean;
  deliver(topic: string, bytes: Uint8Array): void;
  /** Resolves when what each attempt showed is known: a proof is signed beside the clock of the bench. */
  allShown(): Promise<unknown>;
};

/** The device's end: comes back as the real link does, on the same clock. */
export function createSimulatedLink(air: Air, timers: Timers, randomBytes: RandomBytes): SimulatedLink {
  let events: LinkEvents | null = null;
  let plan: ConnectPlan | null = null;
  let showing: Promise<unknown> = Promise.resolve();
  const comeback = createComeback({ timers, randomBytes, attempt });

  function attempt(): void {
    if (events === null || plan !== null) return;
    if (!air.isUp) {
      air.attempted(null);
      comeback.lost();
      return;
    }
    plan = events.plan();
    const mine = air.attempted({ will: null, filters: [], password: null, mqtt: null });
    const shown = shownBy(plan).then((each) => {
      mine.shown = each;
    });
    showing = Promise.all([showing, shown]);
    comeback.stands();
    events.onConnected(plan.conn);
  }
  const lose = (isTold: boolean): void => {
    if (plan === null) return;
    const { will } = plan;
    plan = null;
    if (will) air.hear({ ...will, isRetained: true });
    if (!isTold) return;
    events?.onDisconnected();
    comeback.lost();
  };
  const device: DeviceLink = {
    open(newEvents) {
      events = newEvents;
      attempt();
    },
    publish(topic, bytes, { retain }) {
      if (plan !== null) air.hear({ topic, bytes, isRetained: retain });
    },
    drop(awayMs) {
      if (awayMs !== null && plan !== null) comeback.forbid(awayMs);
      lose(true);
    },
    advise: comeback.advise,
    hurry: comeback.hurry,
    cut() {
      comeback.cancel();
      lose(false);
      events = null;
    },
    close() {
      comeback.cancel();
      events = null;
      plan = null;
      return Promise.resolve();
    },
  };
  return {
    allShown: () => showing,
    device,
    cut: () => lose(true),
    isConnected: () => plan !== null,
    deliver(topic: string, bytes: Uint8Array): void {
      if (plan !== null) events?.onMessage(topic, bytes);
    },
  };
}
