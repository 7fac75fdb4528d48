// Secret files: keys that live in the data folder, readable by their owner only.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Unavailable } from '../ports/unavailable.ts';

function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** Takes the place of what was there; whole or not at all. */
export async function replaceSecret(path: string, text: string): Promise<void> {
  try {
    writeSecret(path, text);
  } catch (cause) {
    throw new Unavailable(`secret file ${path}`, cause);
  }
}

/** Reads the secret, or makes and keeps it on the first start; mode 0600, whole or not at all. */
export async function readOrCreateSecret(path: string, create: () => Promise<string>): Promise<string> {
  try {
    if (existsSync(path)) return readFileSync(path, 'utf8');
    const text = await create();
    writeSecret(path, text);
    return text;
  } catch (cause) {
    throw new Unavailable(`secret file ${path}`, cause);
  }
}
