// Icons: small signs that stand beside words, never instead of them.

const PATHS = {
  mark: 'M7 10V7a5 5 0 0 1 9.6-2M5 10h14v10H5zM12 14v2.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  shield: 'M12 3l7 2.8v5.4c0 4.4-2.9 7.9-7 9.8-4.1-1.9-7-5.4-7-9.8V5.8zM8.8 12l2.3 2.4 4.2-4.6',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.4l3 1.8',
  warn: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.2',
  globe:
    'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM4 12h16M12 4c2.4 2.2 3.4 4.9 3.4 8s-1 5.8-3.4 8c-2.4-2.2-3.4-4.9-3.4-8s1-5.8 3.4-8z',
  away: 'M4 8.5a12 12 0 0 1 16 0M7 12a7.5 7.5 0 0 1 10 0M12 17v.1M4 20L20 4',
  help: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9.6 9.6a2.5 2.5 0 1 1 3.4 2.4c-.7.3-1 .7-1 1.5v.3M12 16.6v.1',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4M12 5V3.5',
  stop: 'M7 7h10v10H7z',
  pause: 'M8.5 6v12M15.5 6v12',
  play: 'M8 5.5v13l10.5-6.5z',
  forward: 'M5 12h13M13 6.5l5.5 5.5-5.5 5.5',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  wallet: 'M4 7.5h15v12H4zM4 7.5l11-3.5v3.5M15.5 13.5h3.5',
  place: 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 8v4',
  scan: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M8 12h8',
  refresh: 'M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4.5V9h-4.5',
  people:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19.5c0-3.5 2.4-5.5 5.5-5.5s5.5 2 5.5 5.5M16 5.3a3 3 0 0 1 0 5.4M17.5 14.4c2 .7 3 2.5 3 5.1',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
