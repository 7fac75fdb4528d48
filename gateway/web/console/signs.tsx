// Signs: small drawings of the console's navigation; they stand beside words, never instead of them.

const PATHS = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-4H4zM14 8h6V4h-6z',
  venues: 'M4 20V9l8-5 8 5v11M4 20h16M10 20v-6h4v6',
  objects: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  sessions: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.4l3 1.8',
  matters: 'M5 4v16M5 5h12l-2 4 2 4H5',
  money: 'M3 7h18v10H3zM12 9.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8M6 7v10M18 7v10',
  tariffs: 'M4 4h9l7 7-8.5 8.5L4 13zM8 8v.2',
  labels: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-6',
  devices: 'M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  staff:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19.5c0-3.5 2.4-5.5 5.5-5.5s5.5 2 5.5 5.5M16 5.3a3 3 0 0 1 0 5.4M17.5 14.4c2 .7 3 2.5 3 5.1',
  audit: 'M7 4h10v16H7zM10 9h4M10 12.5h4M10 16h2',
  emergency: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.2',
  setUp: 'M5 12.5l4.5 4.5L19 7.5',
  attach: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M8 12h8',
  signOut: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  forward: 'M9 6l6 6-6 6',
} as const;

export type SignName = keyof typeof PATHS;

export function Sign({ name }: { readonly name: SignName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
