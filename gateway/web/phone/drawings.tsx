// Drawings: each kind of object as people see it, so that the name and the thing in front of them agree.
import type { Child } from 'hono/jsx';

function Scene({ children }: { readonly children: Child }) {
  return (
    <svg class="drawing" viewBox="0 0 320 180" width="320" height="180" aria-hidden="true" focusable="false">
      {children}
      <path class="d-line" d="M20 164h280" />
    </svg>
  );
}

function SleepPod() {
  return (
    <Scene>
      <rect class="d-far" x="12" y="40" width="60" height="124" rx="16" />
      <rect class="d-far" x="248" y="40" width="60" height="124" rx="16" />
      <rect class="d-body" x="58" y="18" width="204" height="146" rx="30" />
      <rect class="d-hole" x="74" y="34" width="140" height="114" rx="26" />
      <path class="d-glow" d="M86 60a22 22 0 0 1 22-22h72a22 22 0 0 1 22 22v6H86z" />
      <rect class="d-lamp" x="104" y="42" width="80" height="5" rx="2.5" />
      <path class="d-wall" d="M76 112h136v10a26 26 0 0 1-26 26h-84a26 26 0 0 1-26-26z" />
      <rect class="d-sheet" x="78" y="100" width="132" height="22" rx="8" />
      <rect class="d-pillow" x="86" y="86" width="40" height="20" rx="9" />
      <path class="d-cover" d="M134 98h72a8 8 0 0 1 8 8v14h-92c0-12 4-22 12-22z" />
      <rect class="d-panel" x="222" y="60" width="28" height="52" rx="6" />
      <path class="d-code" d="M228 67h6v6h-6zM238 67h6v6h-6zM228 77h6v6h-6zM239 78h4v4h-4z" />
      <circle class="d-free" cx="236" cy="99" r="5" />
    </Scene>
  );
}

function Wheel({ x }: { readonly x: number }) {
  return (
    <g>
      <circle class="d-tyre" cx={x} cy="124" r="38" />
      <path class="d-spoke" d={`M${x - 36} 124h72M${x} 88v72M${x - 25} 99l50 50M${x - 25} 149l50-50`} />
      <circle class="d-hub" cx={x} cy="124" r="5" />
    </g>
  );
}

function Bike() {
  return (
    <Scene>
      <Wheel x={92} />
      <Wheel x={228} />
      <path class="d-frame" d="M92 124l38-56h76l-52 56zM130 68l24 56M206 68l22 56M92 124h62" />
      <path class="d-pipe" d="M130 68l-6-16M206 68l-6-22h14" />
      <path class="d-saddle" d="M106 50c8-6 22-6 34 0-6 6-26 6-34 0z" />
      <path class="d-grip" d="M214 46h10" />
      <path class="d-basket" d="M210 54h38l-6 28h-26zM214 63h30M216 72h25" />
      <circle class="d-chain" cx="154" cy="124" r="11" />
      <path class="d-pipe" d="M154 124l9 12M158 137h12" />
      <rect class="d-lock" x="80" y="80" width="30" height="20" rx="7" />
      <circle class="d-free" cx="95" cy="90" r="4" />
    </Scene>
  );
}

function HotelRoom() {
  return (
    <Scene>
      <rect class="d-window" x="34" y="24" width="76" height="92" rx="6" />
      <circle class="d-moon" cx="84" cy="50" r="12" />
      <path class="d-frame-thin" d="M72 24v92M34 70h76" />
      <path class="d-curtain" d="M28 20h18c0 40-4 70-18 100zM116 20H98c0 40 4 70 18 100z" />
      <path class="d-shine" d="M262 52l34 74h-72z" />
      <path class="d-lampshade" d="M250 30h24l10 26h-44z" />
      <path class="d-pipe" d="M262 56v52" />
      <rect class="d-body" x="240" y="108" width="46" height="56" rx="6" />
      <path class="d-line" d="M240 132h46" />
      <rect class="d-body" x="110" y="76" width="14" height="88" rx="6" />
      <rect class="d-pillow" x="128" y="96" width="42" height="22" rx="10" />
      <rect class="d-sheet" x="120" y="112" width="112" height="24" rx="8" />
      <path class="d-cover" d="M166 108h58a10 10 0 0 1 10 10v24h-80c0-20 4-34 12-34z" />
      <rect class="d-wall" x="120" y="136" width="114" height="14" rx="4" />
      <path class="d-leg" d="M130 150v14M224 150v14" />
    </Scene>
  );
}

function RestaurantTable() {
  return (
    <Scene>
      <path class="d-pipe" d="M160 0v26" />
      <path class="d-shine" d="M160 40l86 66H74z" />
      <path class="d-lampshade" d="M134 46c0-14 11-24 26-24s26 10 26 24z" />
      <path class="d-steam" d="M142 78c-5-6 5-9 0-15M158 74c-5-6 5-9 0-15M174 78c-5-6 5-9 0-15" />
      <path class="d-bowl" d="M122 84h72c0 20-14 30-36 30s-36-10-36-30z" />
      <path class="d-cover" d="M126 90h64c-1 4-2 7-4 9h-56c-2-2-3-5-4-9z" />
      <path class="d-sticks" d="M178 88l40-22M184 92l40-20" />
      <path class="d-cup" d="M222 94h22l-3 20h-16z" />
      <path class="d-cup" d="M80 98h20l-2 16H82z" />
      <rect class="d-body" x="46" y="112" width="228" height="14" rx="7" />
      <path class="d-leg" d="M86 126l-10 38M234 126l10 38M160 126v38" />
      <rect class="d-panel" x="254" y="88" width="20" height="24" rx="3" />
      <path class="d-code" d="M258 92h4v4h-4zM266 92h4v4h-4zM258 100h4v4h-4zM266 101h3v3h-3z" />
    </Scene>
  );
}

function AnyObject() {
  return (
    <Scene>
      <rect class="d-body" x="100" y="30" width="120" height="134" rx="18" />
      <rect class="d-panel" x="126" y="54" width="68" height="68" rx="8" />
      <path
        class="d-code"
        d="M136 64h18v18h-18zM166 64h18v18h-18zM136 94h18v18h-18zM168 96h6v6h-6zM178 96h6v6h-6zM168 106h6v6h-6z"
      />
      <circle class="d-free" cx="160" cy="142" r="6" />
    </Scene>
  );
}

const DRAWINGS: { readonly [kind: string]: typeof SleepPod } = {
  'sleep-pod': SleepPod,
  bike: Bike,
  'hotel-room': HotelRoom,
  'restaurant-table': RestaurantTable,
};

/** The picture of a kind; a kind without one gets a plain labelled thing. */
export function Drawing({ kind }: { readonly kind: string }) {
  const Picture = (Object.hasOwn(DRAWINGS, kind) ? DRAWINGS[kind] : undefined) ?? AnyObject;
  return <Picture />;
}
