// Assets: style, script and icon, read once at start-up and named by their content, so that they may be kept for ever.
import { readFileSync } from 'node:fs';
import { sha256 } from '#protocol';

export type Asset = { readonly body: string; readonly type: string; readonly cacheControl: string };
/** The parts of a script stand before it: it imports them by the names that their content gave them. */
export type AssetName =
  | 'phone.css'
  | 'live.js'
  | 'icon.svg'
  | 'scan.css'
  | 'scan-reader.js'
  | 'scan-verdict.js'
  | 'scan.js'
  | 'attach.css'
  | 'attach.js'
  | 'console.css'
  | 'console.js'
  | 'console-kept.js'
  | 'tariff-editor.js'
  | 'guide.js'
  | 'doors.css'
  | 'set-up-forms.js'
  | 'object-import.js'
  | 'account.css'
  | 'passkey.js'
  | 'staff.js';

export type Assets = {
  /** Address of an asset: `/assets/phone.3fH9aQ2x.css`. */
  url(name: AssetName): string;
  /** The asset at a request's path; null for anything else. */
  find(path: string): Asset | null;
};

const TYPES: { readonly [N in AssetName]: string } = {
  'phone.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'scan.css': 'text/css; charset=utf-8',
  'scan-reader.js': 'text/javascript; charset=utf-8',
  'scan-verdict.js': 'text/javascript; charset=utf-8',
  'scan.js': 'text/javascript; charset=utf-8',
  'attach.css': 'text/css; charset=utf-8',
  'attach.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console-kept.js': 'text/javascript; charset=utf-8',
  'tariff-editor.js': 'text/javascript; charset=utf-8',
  'guide.js': 'text/javascript; charset=utf-8',
  'doors.css': 'text/css; charset=utf-8',
  'set-up-forms.js': 'text/javascript; charset=utf-8',
  'object-import.js': 'text/javascript; charset=utf-8',
  'account.css': 'text/css; charset=utf-8',
  'passkey.js': 'text/javascript; charset=utf-8',
  'staff.js': 'text/javascript; charset=utf-8',
};
/** One style over the wire, several files to read; in the order in which they build on each other. */
const STYLE_PARTS = ['1-tokens', '2-base', '3-actions', '4-session', '5-menu', '6-pages', '7-drawings', '7-media', '8-people'];
const CONSOLE_PARTS = [
  '1-tokens',
  'console',
  'console-parts',
  'console-forms',
  'console-tariffs',
  'console-emergency',
  '7-drawings',
  'console-guide',
  'console-own',
];
const FOR_EVER = 'public, max-age=31536000, immutable';

function readAsset(name: AssetName): string {
  const read = (file: string): string => readFileSync(new URL(`./assets/${file}`, import.meta.url), 'utf8');
  if (name === 'phone.css') return STYLE_PARTS.map((part) => read(`style/${part}.css`)).join('\n');
  // Its camera looks as that of the scan page.
  if (name === 'attach.css') return ['scan', 'attach'].map((part) => read(`style/${part}.css`)).join('\n');
  // Nothing of the phone pages but their tokens.
  if (name === 'console.css') return CONSOLE_PARTS.map((part) => read(`style/${part}.css`)).join('\n');
  return read(name.endsWith('.css') ? `style/${name}` : name);
}

/** Reads the files beside this one; the build copies them to the same place. Throws when one is missing. */
export function createAssets(): Assets {
  const urls = new Map<AssetName, string>();
  const assets = new Map<string, Asset>();
  for (const name of Object.keys(TYPES) as AssetName[]) {
    const body = readAsset(name).replace(/from '\.\/([\w-]+\.js)'/g, (_, part: AssetName) => `from '${urls.get(part) ?? part}'`);
    const [stem, extension] = name.split('.');
    const url = `/assets/${stem}.${sha256(body).slice(0, 10)}.${extension}`;
    urls.set(name, url);
    assets.set(url, { body, type: TYPES[name], cacheControl: FOR_EVER });
  }
  return {
    url: (name) => urls.get(name) ?? '',
    find: (path) => assets.get(path) ?? null,
  };
}
