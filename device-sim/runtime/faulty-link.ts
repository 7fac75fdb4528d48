// Faulty link: a link between a device and its gateway on which faults lose, repeat, delay and reorder messages.
import type { Fate, Fault, Passing } from '../faults/fault.ts';
import type { DeviceLink, LinkEvents } from '../links/link.ts';
import type { Timers } from './alarms.ts';

/** A message that waits for the next one goes by itself after this: there may be none. */
const LONGEST_HELD_MS = 2_000;

type Copy = { readonly lateMs: number; readonly isHeld: boolean };

/** `o2o/1/{tenant}/{device}/up/ses`: the direction and the word after it. */
function passingOf(topic: string): Passing {
  const [, , , , direction, leaf = ''] = topic.split('/');
  return { direction: direction === 'up' ? 'up' : 'dn', leaf };
}

function multiply(copies: readonly Copy[], fate: Fate): readonly Copy[] {
  return copies.flatMap((copy) =>
    fate.map((way) => (way === 'next' ? { ...copy, isHeld: true } : { lateMs: copy.lateMs + way, isHeld: copy.isHeld })),
  );
}

export function createFaultyLink(
  inner: DeviceLink,
  parts: {
    readonly faults: readonly Fault[];
    readonly timers: Timers;
    readonly strike: (fault: string, what: string) => void;
  },
): DeviceLink {
  const { faults, strike, timers } = parts;
  const held: { readonly [direction in Passing['direction']]: (() => void)[] } = { up: [], dn: [] };
  /** What is on its way when a connection ends is lost with it. */
  let connection = 0;

  function carry(topic: string, deliver: () => void): void {
    const message = passingOf(topic);
    let copies: readonly Copy[] = [{ lateMs: 0, isHeld: false }];
    for (const fault of faults) {
      const fate = fault.carry?.(message) ?? null;
      if (fate === null) continue;
      copies = multiply(copies, fate);
      strike(fault.name, `${message.direction}/${message.leaf}`);
    }
    const mine = connection;
    const give = (): void => {
      if (connection === mine) deliver();
    };
    for (const { isHeld, lateMs } of copies) {
      if (isHeld) hold(held[message.direction], give, lateMs);
      else if (lateMs === 0) give();
      else timers.after(lateMs, give);
    }
    if (copies.some(({ isHeld }) => !isHeld)) for (const waiting of held[message.direction].splice(0)) waiting();
  }

  function hold(waiting: (() => void)[], give: () => void, lateMs: number): void {
    let isGiven = false;
    const giveOnce = (): void => {
      if (isGiven) return;
      isGiven = true;
      if (lateMs === 0) give();
      else timers.after(lateMs, give);
    };
    waiting.push(giveOnce);
    timers.after(LONGEST_HELD_MS, giveOnce);
  }

  const watch = (events: LinkEvents): LinkEvents => ({
    plan: events.plan,
    onConnected(conn) {
      connection += 1;
      events.onConnected(conn);
    },
    onDisconnected() {
      connection += 1;
      events.onDisconnected();
    },
    onMessage: (topic, bytes) => carry(topic, () => events.onMessage(topic, bytes)),
  });

  return {
    ...inner,
    open: (events) => inner.open(watch(events)),
    publish: (topic, bytes, options) => carry(topic, () => inner.publish(topic, bytes, options)),
    cut() {
      connection += 1;
      inner.cut();
    },
  };
}
