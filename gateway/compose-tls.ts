// Compose TLS: the certificate that devices meet - the operator's own files, or one that this gateway makes and keeps.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type RandomBytes } from '#protocol';
import type { Config } from './config.ts';
import type { TlsFiles } from './mqtt/listeners/open-listeners.ts';
import { fingerprintOf, makeSelfSigned, type OwnCertificate } from './mqtt/listeners/self-signed.ts';
import { readOrCreateSecret } from './storage/secret-file.ts';

export type Tls = TlsFiles & { readonly port: number; readonly fingerprint: string };

/** Devices pin it: it outlives them, and is replaced by hand. */
const VALID_DAYS = 20 * 365;
const SERIAL_BYTES = 16;
/** Clocks of devices may be behind. */
const VALID_BEFORE_DAYS = 1;

class TlsRefused extends Error {
  override readonly name = 'TlsRefused';
  readonly code: 'tls.unreadable' | 'tls.malformed';
  constructor(code: TlsRefused['code'], problem: string) {
    super(problem);
    this.code = code;
  }
}

async function readGiven(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TlsRefused('tls.unreadable', `${file} cannot be read (${cause instanceof Error ? cause.message : cause})`);
  }
}

/** Said at the start, not to the first device. */
function checkPair({ cert, key }: OwnCertificate, named: string): void {
  let problem = 'the key is not the one of the certificate';
  try {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return;
  } catch (cause) {
    problem = cause instanceof Error ? cause.message : String(cause);
  }
  throw new TlsRefused('tls.malformed', `${named}: ${problem}. Give PEM files that belong together`);
}

/** Names that a device on this machine or in this network may dial. */
function namesOf(host: string): readonly string[] {
  const bound = host === '0.0.0.0' || host === '::' ? [] : [host];
  return [...new Set(['localhost', hostname(), ...bound, '127.0.0.1', '::1'])].filter((name) => /^[\w.:-]{1,64}$/.test(name));
}

/** The private key stays in a file of its owner's; the certificate lies beside it, to be given to devices. */
async function readOrMakeOwn(
  { dataFolder, mqtt }: Config,
  given: { readonly randomBytes: RandomBytes; readonly nowMs: number },
): Promise<OwnCertificate> {
  const text = await readOrCreateSecret(join(dataFolder, 'mqtt-tls.json'), async () =>
    JSON.stringify(
      makeSelfSigned({
        names: namesOf(mqtt.host),
        serial: given.randomBytes(SERIAL_BYTES),
        fromMs: given.nowMs - VALID_BEFORE_DAYS * DAY_MS,
        untilMs: given.nowMs + VALID_DAYS * DAY_MS,
      }),
    ),
  );
  const own = JSON.parse(text) as OwnCertificate;
  const shown = join(dataFolder, 'mqtt-cert.pem');
  const isShown = existsSync(shown) && (await readFile(shown, 'utf8')) === own.cert;
  if (!isShown) await writeFile(shown, own.cert);
  return own;
}

/** Null where the config has no TLS. @throws a coded error when a file that it names cannot be read or used. */
export async function loadTls(
  config: Config,
  given: { readonly randomBytes: RandomBytes; readonly nowMs: number },
): Promise<Tls | null> {
  const { tls } = config.mqtt;
  if (tls === null) return null;
  const { cert, key } = tls.files
    ? { cert: await readGiven(tls.files.certFile), key: await readGiven(tls.files.keyFile) }
    : await readOrMakeOwn(config, given);
  checkPair({ cert, key }, tls.files ? `${tls.files.certFile}, ${tls.files.keyFile}` : 'mqtt-tls.json');
  const clientCa = tls.clientCaFile === null ? null : await readGiven(tls.clientCaFile);
  return { cert, key, clientCa, port: tls.port, fingerprint: fingerprintOf(cert) };
}
