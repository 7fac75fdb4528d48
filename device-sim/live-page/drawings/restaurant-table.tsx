// Restaurant table: a lamp over the table, a printer whose tickets hang out, and the kitchen's screen that lists them.
import { type Drawn, Scene } from './scene.tsx';

const LONGEST_LINE = 19;
const LINES_ON_SCREEN = 4;

const shorten = (line: string): string => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`);

/** `2 x Dumplings, 1 x Greens` as one line for each dish. */
function dishesOf(tickets: readonly string[]): readonly string[] {
  return tickets.flatMap((ticket) => ticket.split(', ')).map((dish) => dish.replace(/^(\d+) x /, '$1 × '));
}

function screenLines({ format, picture, tickets }: Drawn): readonly string[] {
  if (picture.body.table !== 'open') return [format.texts.kitchenOff];
  const dishes = dishesOf(tickets);
  if (dishes.length === 0) return [format.texts.kitchenEmpty];
  const shown = dishes.slice(0, dishes.length > LINES_ON_SCREEN ? LINES_ON_SCREEN - 1 : LINES_ON_SCREEN).map(shorten);
  return shown.length < dishes.length ? [...shown, `+ ${dishes.length - shown.length}`] : shown;
}

/** Papers that hang from the printer, one for each ticket, the slip of the opening last. */
function Papers({ count }: { readonly count: number }) {
  return (
    <>
      {Array.from({ length: Math.min(4, count) }, (_, at) => (
        <g transform={`translate(${at * 7} ${at * 5})`}>
          <path class="d-paper" d="M252 118h30v34l-5-3-5 3-5-3-5 3-5-3-5 3z" />
          <path class="d-paper-lines" d="M257 125h20M257 131h14M257 137h18" />
        </g>
      ))}
    </>
  );
}

export function RestaurantTable(drawn: Drawn) {
  const { format, label, picture } = drawn;
  const { body } = picture;
  const data = {
    'data-table': String(body.table),
    'data-printer': String(body.printer),
    'data-seen': body.isKitchenSeen === true ? 'yes' : 'no',
  };
  const papers = Number(body.tickets) + (body.isSlipPrinted === true ? 1 : 0);
  return (
    <Scene kind="restaurant-table" data={data} label={label}>
      <path class="d-ground" d="M8 176h304" />
      <path class="d-pipe" d="M96 0v24" />
      <path class="d-shine table-glow" d="M96 38l70 72H26z" />
      <path class="d-lampshade" d="M72 44c0-14 10-24 24-24s24 10 24 24z" />
      <g class="table-meal">
        <path class="d-steam" d="M84 78c-5-6 5-9 0-15M98 74c-5-6 5-9 0-15M112 78c-5-6 5-9 0-15" />
        <path class="d-bowl" d="M64 86h66c0 18-13 26-33 26s-33-8-33-26z" />
        <path class="d-sticks" d="M116 90l34-20M120 94l36-18" />
      </g>
      <rect class="d-body" x="18" y="112" width="160" height="12" rx="6" />
      <path class="d-leg" d="M44 124l-8 52M152 124l8 52M98 124v52" />
      <rect class="d-screen-box" x="192" y="14" width="120" height="76" rx="7" />
      <text class="d-screen-small" x="201" y="28">
        {format.texts.kitchen}
      </text>
      <text class="d-screen-seen" x="303" y="28" text-anchor="end">
        {body.isKitchenSeen === true ? `✓ ${format.texts.kitchenSeen}` : ''}
      </text>
      {screenLines(drawn).map((line, at) => (
        <text class="d-screen-line" x="201" y={43 + at * 14}>
          {line}
        </text>
      ))}
      <Papers count={papers} />
      <rect class="d-printer" x="238" y="100" width="58" height="22" rx="6" />
      <circle class="table-printer-light" cx="286" cy="111" r="4" />
    </Scene>
  );
}
