// Builds dist/: the four shipped folders as JavaScript, and the files beside them that the program reads.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const shippedFolders = ['firmware-protocol', 'qr', 'gateway', 'device-sim'];

/** Files that the running program opens by their path; JSON that is imported is written by tsc itself. */
const assets = [
  /^gateway\/storage\/.*\.sql$/,
  /^gateway\/web\/assets\//,
  /^device-sim\/live-page\/assets\//,
  /^qr\/fonts\//,
  /^gateway\/wallet\/.*\.json$/,
  /^firmware-protocol\/schema\/.*\.json$/,
];

/** Browser code of other authors that is served as it is, with its licence; no need for their whole dependency trees. */
const borrowed = [
  { from: 'node_modules/rapidoc/dist/rapidoc-min.js', to: 'gateway/http/rapidoc-min.js' },
  { from: 'node_modules/rapidoc/LICENSE.txt', to: 'gateway/http/rapidoc-min.js.LICENSE.txt' },
];

const listFiles = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path) : [path];
  });

function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json', '--outDir', 'dist', '--noEmitOnError'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function copyAssets() {
  const copied = shippedFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(listFiles)
    .filter((path) => assets.some((pattern) => pattern.test(path)));
  for (const path of copied) cpSync(join(root, path), join(dist, path));
  for (const { from, to } of borrowed) cpSync(join(root, from), join(dist, to));
  return copied.length + borrowed.length;
}

/** The nearest package.json decides what `#protocol` means, so dist/ has its own, pointing at the built files. */
function writePackage(source) {
  const toBuilt = (path) => path.replace(/\.ts$/, '.js');
  const imports = Object.fromEntries(Object.entries(source.imports).map(([name, path]) => [name, toBuilt(path)]));
  const { name, version, license } = source;
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module', imports }, null, 2)}\n`);
}

function makeRunnable(source) {
  for (const path of Object.values(source.bin).map((bin) => join(root, bin))) if (existsSync(path)) chmodSync(path, 0o755);
}

rmSync(dist, { recursive: true, force: true });
compile();
const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const copied = copyAssets();
writePackage(source);
makeRunnable(source);
console.log(`dist/ is built, with ${copied} files beside the code`);
