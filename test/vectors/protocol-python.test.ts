// The vectors run without TypeScript: the Python page beside them, and its own failure when a vector is wrong.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../firmware-protocol/vectors', import.meta.url));

/** A Python that has an Ed25519 module: Debian puts its modules beside its own interpreter only. */
const python = ['python3', '/usr/bin/python3'].find((command) =>
  ['cryptography', 'nacl.signing'].some((module) => spawnSync(command, ['-c', `import ${module}`]).status === 0),
);

const run = (path: string): { readonly status: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(python ?? 'python3', [join(path, 'run.py')], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};

const timeout = { timeout: 60_000 };

describe('run.py', () => {
  test.skipIf(python === undefined)('passes every vector that it reads (needs Python with cryptography or nacl)', timeout, () => {
    const { status, said } = run(folder);
    const counts = [...said.matchAll(/^\S+: (\d+) of (\d+)$/gm)].map(([, passed, all]) => [Number(passed), Number(all)]);
    expect(status, said).toBe(0);
    expect(counts.length).toBe(8);
    for (const [passed, all] of counts) {
      expect(passed).toBe(all);
      expect(all).toBeGreaterThan(0);
    }
  });

  test.skipIf(python === undefined)('fails where a vector is wrong (needs Python with cryptography or nacl)', timeout, () => {
    for (const [file, text] of [
      ['valid/signed.json', '"sha256": "'],
      ['valid/claim.json', '"token": "'],
      ['invalid/manifests.json', '"code": "manifest.not-newer'],
      ['valid/admission.json', '"lastCtr": 4'],
    ] as const) {
      const copy = mkdtempSync(join(tmpdir(), 'vectors-'));
      cpSync(folder, copy, { recursive: true });
      const good = readFileSync(join(copy, file), 'utf8');
      expect(good).toContain(text);
      writeFileSync(join(copy, file), good.replace(text, `${text}9`));
      const { status, said } = run(copy);
      rmSync(copy, { recursive: true });
      expect(status, file).toBe(1);
      expect(said).toContain(`${file}: `);
    }
  });
});
