// Certificates: an authority of a test's own and what it signs, made by openssl as an operator would.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export type Certificate = { readonly cert: string; readonly key: string };

export function createAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-authority-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { stdio: 'pipe', cwd: folder });
  };
  const ca = ['-CA', file('ca.pem'), '-CAkey', file('ca-key.pem'), '-CAcreateserial'];
  openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    file('ca-key.pem'),
    '-out',
    file('ca.pem'),
    '-subj',
    '/CN=Test authority',
    '-days',
    '2',
  );
  let made = 0;
  return {
    ca: readFileSync(file('ca.pem'), 'utf8'),
    sign(commonName: string): Certificate {
      made += 1;
      const [key, request, cert] = [file(`${made}-key.pem`), file(`${made}.csr`), file(`${made}.pem`)];
      writeFileSync(file(`${made}.ext`), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl('req', ...KEY, '-keyout', key, '-out', request, '-subj', `/CN=${commonName}`);
      openssl('x509', '-req', '-in', request, ...ca, '-out', cert, '-days', '1', '-extfile', file(`${made}.ext`));
      return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type Authority = ReturnType<typeof createAuthority>;
