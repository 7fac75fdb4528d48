// Driver: feeds one powered life of the pure device with inputs and ticks, one at a time, and counts its uptime.
import type { Clock } from '#protocol';
import type { Device, Effect, Input } from '../device/device.ts';
import { nextWakeUpMs, step } from '../device/step.ts';
import type { Turn } from '../device/turn.ts';
import type { Timers } from './alarms.ts';

export type Driver = {
  /** Begins a life at uptime 0. */
  powerOn(booted: Turn): void;
  powerOff(): void;
  /** Ignored without power. What an effect dispatches in turn waits until the step is done. */
  dispatch(input: Input): void;
  /** Number of the present life: what was under way in an earlier one is void. */
  life(): number;
  wakeAtMs(): number | null;
  /** Uptime of the present boot in ms. */
  upMs(): number;
  peek(): Device | null;
};

export function createDriver(parts: {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly perform: (effect: Effect) => void;
}): Driver {
  const { clock, perform, timers } = parts;
  const waiting: Input[] = [];
  let device: Device | null = null;
  let bootedAtMs = 0;
  let life = 0;
  let isStepping = false;
  let wakeAtMs: number | null = null;
  let cancelWake: () => void = () => {};

  const upMs = (): number => Math.max(0, Math.floor(clock.nowMs() - bootedAtMs));

  function take(turn: Turn): void {
    const current = life;
    device = turn.device;
    for (const effect of turn.effects) {
      perform(effect);
      // A fault may cut the power between two effects: what comes after it never happens.
      if (life !== current) return;
    }
  }

  function schedule(): void {
    const wakeUpMs = device && nextWakeUpMs(device, upMs());
    const atMs = wakeUpMs === null ? null : Math.max(bootedAtMs + wakeUpMs, clock.nowMs() + 1);
    if (atMs === wakeAtMs) return;
    cancelWake();
    wakeAtMs = atMs;
    if (atMs === null) return;
    cancelWake = timers.after(atMs - clock.nowMs(), () => {
      wakeAtMs = null;
      dispatch({ type: 'tick' });
    });
  }

  function drain(first: Turn | null): void {
    isStepping = true;
    try {
      if (first) take(first);
      for (let next = waiting.shift(); next && device; next = waiting.shift()) take(step(device, next, upMs()));
    } finally {
      isStepping = false;
    }
    schedule();
  }

  function dispatch(input: Input): void {
    if (!device) return;
    waiting.push(input);
    if (!isStepping) drain(null);
  }

  return {
    powerOn(booted) {
      life += 1;
      bootedAtMs = clock.nowMs();
      drain(booted);
    },
    powerOff() {
      life += 1;
      device = null;
      waiting.length = 0;
      wakeAtMs = null;
      cancelWake();
    },
    dispatch,
    life: () => life,
    wakeAtMs: () => wakeAtMs,
    upMs,
    peek: () => device,
  };
}
