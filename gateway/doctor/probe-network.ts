// Probe network: name, port and TLS, each by itself, so that each has a word of its own for what is wrong.
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import type { Probe } from './facts.ts';

type Place = { readonly host: string; readonly port: number; readonly timeoutMs: number };

export type TlsTrust = {
  /** PEM of who is trusted; without one whom this machine trusts. */
  readonly ca?: string | undefined;
  /** SHA-256 of the only certificate that is good, upper-case hex with colons; then nobody has to have signed it. */
  readonly pin?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
};

const codeOf = (cause: unknown): string => {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  return code ?? message ?? String(cause);
};

export async function probeDns(host: string): Promise<Probe> {
  try {
    const { address } = await lookup(host);
    return { found: isIP(host) ? `${host} is an address` : `${host} is ${address}` };
  } catch (cause) {
    return { error: codeOf(cause) };
  }
}

export function probeTcp({ host, port, timeoutMs }: Place): Promise<Probe> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const socket = connectTcp({ host, port, timeout: timeoutMs });
    const end = (probe: Probe): void => {
      socket.destroy();
      resolve(probe);
    };
    socket.once('connect', () => end({ found: `port ${port} answers in ${Math.round(performance.now() - beganMs)} ms` }));
    socket.once('timeout', () => end({ error: 'timeout' }));
    socket.once('error', (cause) => end({ error: codeOf(cause) }));
  });
}

/** A handshake and nothing more. */
export function probeTls({ host, port, timeoutMs }: Place, { ca, pin, cert, key }: TlsTrust): Promise<Probe> {
  return new Promise((resolve) => {
    const name = isIP(host) ? {} : { servername: host };
    const socket = connectTls({ host, port, timeout: timeoutMs, ...name, ca, cert, key, rejectUnauthorized: pin === undefined });
    const end = (probe: Probe): void => {
      socket.destroy();
      resolve(probe);
    };
    socket.once('secureConnect', () => {
      const { fingerprint256 } = socket.getPeerCertificate() as PeerCertificate;
      if (pin !== undefined && fingerprint256 !== pin) end({ error: 'pin' });
      else end({ found: `${socket.getProtocol()}, certificate ${fingerprint256.slice(0, 17)}…` });
    });
    socket.once('timeout', () => end({ error: 'timeout' }));
    socket.once('error', (cause) => end({ error: codeOf(cause) }));
  });
}

/** Does the port speak TLS, whoever's certificate it has? */
export async function speaksTls(place: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: place.host, port: place.port, timeout: place.timeoutMs, rejectUnauthorized: false });
    const end = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
