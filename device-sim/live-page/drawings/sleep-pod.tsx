// Sleep pod: a door that slides, a bolt that holds it, a bed, and its guest outside or inside.
import { type Drawn, Scene, Standing } from './scene.tsx';

/** Light from 0 to 100 % in steps that the style knows. */
function brightness(light: number): string {
  if (light === 0) return 'off';
  return light <= 30 ? 'low' : light <= 70 ? 'middle' : 'full';
}

export function SleepPod({ label, picture }: Drawn) {
  const { body, session } = picture;
  const isHere = session !== null || body.isOccupied === true || body.door === 'open';
  const data = {
    'data-door': String(body.door),
    'data-bolt': String(body.bolt),
    'data-guest': body.isOccupied === true ? 'inside' : isHere ? 'outside' : 'none',
    'data-light': brightness(Number(body.light)),
    'data-fan': String(body.fan),
  };
  return (
    <Scene kind="sleep-pod" data={data} label={label}>
      <path class="d-ground" d="M8 176h304" />
      <rect class="d-body" x="36" y="16" width="204" height="160" rx="32" />
      <clipPath id={`hole-${picture.id}`}>
        <rect x="52" y="32" width="142" height="128" rx="26" />
      </clipPath>
      <rect class="d-hole" x="52" y="32" width="142" height="128" rx="26" />
      <g clip-path={`url(#hole-${picture.id})`}>
        <path class="d-glow pod-glow" d="M52 32h142v128H52z" />
        <rect class="d-lamp pod-lamp" x="86" y="38" width="74" height="6" rx="3" />
        <path class="d-wall" d="M52 132h142v28H52z" />
        <rect class="d-sheet" x="56" y="118" width="134" height="20" rx="8" />
        <rect class="d-pillow" x="60" y="104" width="36" height="18" rx="9" />
        <g class="pod-sleeper">
          <circle class="p-head" cx="84" cy="102" r="11" />
          <path class="p-body" d="M94 96h66a18 18 0 0 1 18 18v6H96a14 14 0 0 1-2-24z" />
          <path class="d-cover" d="M116 94h50a20 20 0 0 1 20 20v10h-74c0-14 0-22 4-30z" />
        </g>
        <path class="d-cover pod-blanket" d="M148 104h34a8 8 0 0 1 8 8v12h-50c0-12 2-20 8-20z" />
        <g class="pod-fan" transform="translate(178 52)">
          <circle class="d-fan-rim" r="9" />
          <g class="pod-blades">
            {[0, 120, 240].map((degrees) => (
              <path class="d-fan-blade" d="M0 0c-4-2-5-7-1-8s4 4 1 8z" transform={`rotate(${degrees})`} />
            ))}
          </g>
        </g>
        <g class="pod-door">
          <rect class="d-door" x="52" y="32" width="142" height="128" />
          <rect class="d-handle" x="178" y="84" width="6" height="30" rx="3" />
          <path class="d-door-shine" d="M70 150l36-108M84 150l36-108" />
        </g>
      </g>
      <rect class="d-rim" x="52" y="32" width="142" height="128" rx="26" />
      <rect class="d-keeper" x="198" y="88" width="18" height="22" rx="4" />
      <rect class="d-bolt pod-bolt" x="186" y="95" width="20" height="8" rx="3" />
      <circle class="pod-lock-light" cx="224" cy="99" r="5" />
      <g class="pod-visitor">
        <g transform="translate(276 176)">
          <Standing />
        </g>
      </g>
    </Scene>
  );
}
