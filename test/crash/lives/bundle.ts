// Bundle: the programs of the lives as plain JavaScript, as little of it as each start needs, so that a process of theirs starts at once.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What is loaded as it was installed: native code, and what chooses its files by itself. */
const EXTERNAL = ['better-sqlite3', 'better-sqlite3-node22', 'pg', 'esbuild'];
const REQUIRE = "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

export type Programs = { readonly gateway: string; readonly worlds: string };

/**
 * @param folder lies below the sources' own folder, so that installed packages are found from there.
 * @param root of the sources: the house itself, or a copy of it.
 */
export async function bundlePrograms(folder: string, root: string = ROOT): Promise<Programs> {
  const entry = (name: string): string => join(root, 'test/crash/lives', `${name}.ts`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry('gateway-life'), entry('world-process')],
    outdir: folder,
    // A life on SQLite with the embedded ledger loads neither pg nor a card provider's library.
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: EXTERNAL,
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  // Schemas are read from beside the code that applies them.
  cpSync(join(root, 'gateway/storage/migrations'), join(folder, '../migrations'), { recursive: true });
  return { gateway: join(folder, 'gateway-life.mjs'), worlds: join(folder, 'world-process.mjs') };
}
