// Assets: style, script and icon of the page, read once; named by their content, so that a browser never shows old ones.
import { readdirSync, readFileSync } from 'node:fs';
import { sha256 } from '#protocol';

export type Asset = { readonly body: string; readonly type: string };

export type Assets = { url(name: string): string; find(path: string): Asset | null };

const TYPES: { readonly [extension: string]: string } = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const FOLDER = new URL('./assets/', import.meta.url);

const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** One style over the wire, several files to read; in the order of their names. */
function readStyle(): string {
  const parts = readdirSync(new URL('style/', FOLDER)).filter((name) => name.endsWith('.css'));
  return parts
    .sort()
    .map((part) => read(`style/${part}`))
    .join('\n');
}

/** Reads the files beside this one; the build copies them to the same place. */
export function createAssets(): Assets {
  const bodies: { readonly [name: string]: string } = {
    'page.css': readStyle(),
    'morph.js': read('morph.js'),
    'follow.js': read('follow.js'),
    'icon.svg': read('icon.svg'),
  };
  // One name for all: the modules name each other by where they lie.
  const version = sha256(Object.values(bodies).join('\n')).slice(0, 10);
  return {
    url: (name) => `/assets/${version}/${name}`,
    find(path) {
      const [, folder, asked, name = '', ...rest] = path.split('/');
      const body = bodies[name];
      const isOurs = folder === 'assets' && asked === version && rest.length === 0 && Object.hasOwn(bodies, name);
      return isOurs && body !== undefined ? { body, type: TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' } : null;
    },
  };
}
