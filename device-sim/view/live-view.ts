// Live view: one screen that refreshes where there is a terminal, and a line now and then where there is none.
import { SECOND_MS } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import type { Gauge } from './gauge.ts';
import { composeLine, composeScreen, type ScreenTitle } from './screen.ts';

/** Where it is shown. */
export type Terminal = {
  readonly isTTY: boolean;
  /** Undefined where nobody knows. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  write(text: string): void;
};

const SCREEN_EVERY_MS = SECOND_MS;
const LINE_EVERY_MS = 10 * SECOND_MS;
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** ECMA-48, and the screen of xterm that leaves what stood in the terminal before as it was. */
const OPEN = '\u001b[?1049h\u001b[?25l';
const CLOSE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

export type LiveView = { stop(): void };

export function startLiveView(parts: {
  readonly gauge: Gauge;
  readonly timers: Timers;
  readonly terminal: Terminal;
  readonly title: ScreenTitle;
}): LiveView {
  const { gauge, terminal, timers, title } = parts;
  let cancel = (): void => {};

  function draw(): void {
    const columns = terminal.columns || USUAL_COLUMNS;
    const fit = (line: string): string => line.slice(0, columns) + ERASE_LINE;
    const lines = composeScreen(title, gauge.read(), columns).slice(0, (terminal.rows || USUAL_ROWS) - 1);
    terminal.write(`${HOME}${lines.map(fit).join('\n')}\n${ERASE_BELOW}`);
  }

  function show(): void {
    if (terminal.isTTY) draw();
    else terminal.write(`${composeLine(gauge.read())}\n`);
    cancel = timers.after(terminal.isTTY ? SCREEN_EVERY_MS : LINE_EVERY_MS, show);
  }

  if (terminal.isTTY) terminal.write(OPEN);
  else terminal.write(`${title.devices} simulated devices on ${title.broker}; Ctrl-C ends\n`);
  show();
  return {
    stop() {
      cancel();
      if (terminal.isTTY) terminal.write(CLOSE);
    },
  };
}
