// Alarms: all waiting of many devices in one queue, with one native timer or none.
import { assert, type Clock } from '#protocol';

/** Waiting as an argument; @returns what cancels it. */
export type Timers = { after(delayMs: number, run: () => void): () => void };

export type Alarms = Timers & {
  /** Runs what is due by the clock, in order. */
  runDue(): void;
  /** Clock time of the next alarm; null when none waits. */
  nextDueMs(): number | null;
};

type Alarm = { readonly dueMs: number; readonly order: number; run: (() => void) | null };

const isBefore = (left: Alarm, right: Alarm): boolean =>
  left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);

/** A binary heap: a thousand devices re-arm on every message. */
function push(heap: Alarm[], alarm: Alarm): void {
  let at = heap.push(alarm) - 1;
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt] as Alarm;
    if (!isBefore(alarm, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = alarm;
}

function removeFirst(heap: Alarm[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let childAt = 2 * at + 1;
    const right = heap[childAt + 1];
    if (right && isBefore(right, heap[childAt] as Alarm)) childAt += 1;
    const child = heap[childAt];
    if (!child || !isBefore(child, last)) break;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = last;
}

/**
 * @param sources the clock, and for real time one `arm` (setTimeout by another name); without it somebody calls
 * `runDue` by hand, which is how tests move time.
 */
export function createAlarms(sources: {
  readonly clock: Clock;
  readonly arm?: (delayMs: number, run: () => void) => () => void;
}): Alarms {
  const { arm, clock } = sources;
  const heap: Alarm[] = [];
  let order = 0;
  let armedForMs: number | null = null;
  let disarm: () => void = () => {};

  const first = (): Alarm | undefined => {
    while (heap[0]?.run === null) removeFirst(heap);
    return heap[0];
  };
  const rearm = (): void => {
    const dueMs = first()?.dueMs ?? null;
    if (arm === undefined || dueMs === armedForMs) return;
    disarm();
    armedForMs = dueMs;
    if (dueMs !== null) disarm = arm(Math.max(0, dueMs - clock.nowMs()), runDue);
  };
  function runDue(): void {
    armedForMs = null;
    disarm();
    for (let next = first(); next && next.dueMs <= clock.nowMs(); next = first()) {
      const { run } = next;
      next.run = null;
      run?.();
    }
    rearm();
  }
  return {
    after(delayMs, run) {
      assert(delayMs >= 0, 'an alarm rings later');
      const alarm: Alarm = { dueMs: clock.nowMs() + delayMs, order, run };
      order += 1;
      push(heap, alarm);
      rearm();
      return () => {
        alarm.run = null;
        // The native timer must not wait for an alarm that nobody expects: a process could not end before it.
        rearm();
      };
    },
    runDue,
    nextDueMs: () => first()?.dueMs ?? null,
  };
}

/** Alarms in real time on one `setTimeout`. */
export function createRealAlarms(clock: Clock): Alarms {
  const arm = (delayMs: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };
  return createAlarms({ clock, arm });
}

/** A clock that never jumps: wall time at the process's start, then the monotonic counter. */
export function createSteadyClock(): Clock {
  return { nowMs: () => Math.floor(performance.timeOrigin + performance.now()) };
}
