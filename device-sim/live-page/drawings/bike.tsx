// Bike: wheels that turn, a lock with its pin on the rear wheel, a rider, and a track that shows how far it went.
import { type Drawn, Scene } from './scene.tsx';

const LAP_M = 200;
const TRACK = { x: 160, y: 164, width: 142, height: 16 } as const;

/** Where the marker stands on its lap, from the right end clockwise as seen from above. */
function placeOnTrack(metres: number): { readonly x: number; readonly y: number } {
  const angle = ((metres % LAP_M) / LAP_M) * 2 * Math.PI;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { x: round(TRACK.x + TRACK.width * Math.cos(angle)), y: round(TRACK.y + TRACK.height * Math.sin(angle)) };
}

function paceOf(metresPerS: number): string {
  if (metresPerS === 0) return 'stands';
  return metresPerS < 3 ? 'slow' : metresPerS < 7 ? 'easy' : 'fast';
}

function Wheel({ x }: { readonly x: number }) {
  return (
    <g transform={`translate(${x} 106)`}>
      <circle class="d-tyre" r="36" />
      <path class="d-spoke bike-spokes" d="M-34 0h68M0-34v68M-24-24l48 48M-24 24l48-48" />
      <circle class="d-hub" r="5" />
    </g>
  );
}

export function Bike({ format, label, picture }: Drawn) {
  const { body } = picture;
  const metres = Math.floor(Number(body.tripMm) / 1_000);
  const place = placeOnTrack(Number(body.tripMm) / 1_000);
  const data = {
    'data-pin': String(body.pin),
    'data-latch': String(body.latch),
    'data-pace': paceOf(Number(body.speedMPerS)),
    'data-rider': body.pin === 'open' ? 'on' : 'off',
  };
  return (
    <Scene kind="bike" data={data} label={label}>
      <ellipse class="d-track" cx={TRACK.x} cy={TRACK.y} rx={TRACK.width} ry={TRACK.height} />
      <ellipse class="d-lane" cx={TRACK.x} cy={TRACK.y} rx={TRACK.width} ry={TRACK.height} />
      <path class="bike-wind" d="M16 60h34M8 78h30M20 96h22" />
      <g transform="translate(16 14) scale(0.9)">
        <Wheel x={92} />
        <Wheel x={228} />
        <path class="d-frame" d="M92 106l38-54h76l-52 54zM130 52l24 54M206 52l22 54M92 106h62" />
        <path class="d-pipe" d="M130 52l-5-12M206 52l-6-20h14" />
        <path class="d-saddle" d="M108 38c8-6 20-6 32 0-6 6-24 6-32 0z" />
        <path class="d-grip" d="M214 32h10" />
        <circle class="d-chain" cx="154" cy="106" r="10" />
        <g class="bike-rider">
          <circle class="p-head" cx="156" cy="-2" r="10" />
          <path class="p-limb p-torso" d="M126 34l24-24" />
          <path class="p-limb p-arm" d="M150 14l30 14 36 3" />
          <path class="p-limb p-leg" d="M126 36l40 24-10 46h10" />
        </g>
        <rect class="d-lock" x="104" y="70" width="34" height="24" rx="7" />
        <circle class="bike-lock-light" cx="128" cy="82" r="4" />
        <rect class="d-bolt bike-pin" x="78" y="78" width="38" height="8" rx="3" />
      </g>
      <g class="bike-marker" transform={`translate(${place.x} ${place.y})`}>
        <circle class="d-marker-rim" r="8" />
        <circle class="d-marker" r="4" />
      </g>
      <text class="d-text d-text-strong" x="160" y="169" text-anchor="middle">
        {format.metres(metres)}
      </text>
    </Scene>
  );
}
