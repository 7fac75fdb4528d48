// Hotel room: a lamp that is dimmed, a thermostat, a switch on the wall, a window, and a TV that shows the room's code.
import { type Drawn, Scene } from './scene.tsx';

const glowOf = ({ dimmer, light }: Drawn['picture']['body']): number =>
  light === true ? 0.15 + (0.6 * Math.max(10, Number(dimmer))) / 100 : 0;

export function HotelRoom({ format, label, picture }: Drawn) {
  const { body, session, shown } = picture;
  const data = {
    'data-light': body.light === true ? 'on' : 'off',
    'data-window': String(body.window),
    'data-guest': session === null ? 'none' : 'inside',
  };
  return (
    <Scene kind="hotel-room" data={data} label={label}>
      <rect class="d-room" x="8" y="8" width="304" height="168" rx="14" />
      <path class="d-ground" d="M8 162h304" />
      <rect class="d-window" x="22" y="24" width="64" height="76" rx="4" />
      <circle class="d-moon" cx="66" cy="44" r="9" />
      <g class="room-sash">
        <path class="d-sash" d="M22 24h32v76H22zM54 24h32v76H54z" />
      </g>
      <path class="d-curtain" d="M18 20h14c0 36-4 62-14 86zM90 20H76c0 36 4 62 14 86z" />
      <g opacity={glowOf(body)} class="room-glow">
        <path class="d-shine" d="M262 74l50 88H206z" />
        <circle class="d-shine" cx="262" cy="66" r="34" />
      </g>
      <path class="d-lampshade room-shade" d="M250 50h24l10 26h-44z" />
      <path class="d-pipe" d="M262 76v50" />
      <rect class="d-body" x="242" y="126" width="40" height="36" rx="5" />
      <rect class="d-tv" x="104" y="22" width="84" height="44" rx="5" />
      <text class="d-screen-small" x="146" y="37" text-anchor="middle">
        {shown === '' ? '' : format.texts.tv}
      </text>
      <text class="d-screen" x="146" y="56" text-anchor="middle">
        {shown === '' ? '–' : shown}
      </text>
      <rect class="d-panel" x="200" y="26" width="34" height="34" rx="17" />
      <text class="d-text d-text-small" x="217" y="47" text-anchor="middle">
        {format.number(Number(body.setpoint) / 10, { minimumFractionDigits: 1 })}°
      </text>
      <g class="room-switch" transform="translate(208 84)">
        <rect class="d-panel" width="18" height="28" rx="4" />
        <rect class="d-rocker room-rocker" x="4" y="4" width="10" height="11" rx="3" />
      </g>
      <rect class="d-body" x="44" y="96" width="12" height="66" rx="5" />
      <rect class="d-pillow" x="58" y="108" width="38" height="18" rx="9" />
      <rect class="d-sheet" x="54" y="122" width="132" height="22" rx="8" />
      <g class="room-guest">
        <circle class="p-head" cx="86" cy="108" r="10" />
        <path class="p-body" d="M94 102h60a16 16 0 0 1 16 16v8H96a12 12 0 0 1-2-24z" />
      </g>
      <path class="d-cover" d="M112 116h68a10 10 0 0 1 10 10v22h-86c0-18 2-32 8-32z" />
      <path class="d-leg" d="M62 148v14M178 148v14" />
    </Scene>
  );
}
