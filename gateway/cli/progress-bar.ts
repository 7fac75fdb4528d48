// Progress bar: how far a long command is, on the error stream - one line that moves on a terminal, a line each tenth elsewhere.

export type ProgressBar = {
  /** @param done never less than before. */
  at(done: number): void;
  /** Leaves the last state standing. */
  end(): void;
};

const CELLS = 30;
const REDRAWN_EACH_MS = 100;
const TENTHS = 10;
/** What is over at once needs no telling in a log. */
const FEWEST_TOLD = 200;

const whole = (value: number): string => Math.round(value).toLocaleString('en');

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return `${Math.ceil(seconds / 60)} min`;
}

/**
 * @param before what an earlier run had done: it tells nothing about the pace.
 * @param startedMs of `performance.now()`, where the work began before its size was known.
 */
export function startProgressBar(what: string, total: number, before = 0, startedMs = performance.now()): ProgressBar {
  const { stderr } = process;
  let [drawnMs, done, tenth] = [0, before, Math.floor((before * TENTHS) / Math.max(1, total))];

  function line(): string {
    const filled = total === 0 ? CELLS : Math.floor((done * CELLS) / total);
    const elapsedS = (performance.now() - startedMs) / 1_000;
    const perSecond = (done - before) / Math.max(0.001, elapsedS);
    const left = done > before && done < total ? `, ${timeLeft((total - done) / perSecond)} left` : '';
    const pace = done > before ? `  ${whole(perSecond)}/s${left}` : '';
    return `${what} [${'#'.repeat(filled)}${'.'.repeat(CELLS - filled)}] ${whole(done)}/${whole(total)}${pace}`;
  }

  return {
    at(now) {
      done = now;
      if (!stderr.isTTY && total < FEWEST_TOLD) return;
      if (!stderr.isTTY) {
        const reached = Math.floor((done * TENTHS) / Math.max(1, total));
        if (reached > tenth) stderr.write(`${line()}\n`);
        tenth = reached;
        return;
      }
      if (performance.now() - drawnMs < REDRAWN_EACH_MS && done < total) return;
      drawnMs = performance.now();
      stderr.write(`\r${line()}\u001b[K`);
    },
    end() {
      if (stderr.isTTY) stderr.write(`\r${line()}\u001b[K\n`);
    },
  };
}
