// Incoming: a connection as it comes in, and whom its certificate names once the operator's own authority has vouched for it (FP-29).
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { peerOf } from './places.ts';

export type PeerCertificate = {
  readonly commonName: string;
  /** SHA-256 of the certificate, as hex. */
  readonly fingerprint: string;
};

/** Whatever it came through. */
export type Incoming = {
  readonly stream: Duplex;
  readonly remoteAddress: string;
  /** As `peerOf` names it. */
  readonly peer: string;
  readonly certificate: PeerCertificate | null;
};

/** Who is at the other end of a socket, as far as the socket knows. */
export function cameFrom(socket: Socket): Pick<Incoming, 'remoteAddress' | 'peer'> {
  return { remoteAddress: socket.remoteAddress ?? 'unknown', peer: peerOf(socket) };
}

/** Null without a certificate, and with one that the authority did not sign. */
export function readPeerCertificate(socket: TLSSocket): PeerCertificate | null {
  if (!socket.authorized) return null;
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Several common names are an array: such a certificate names nobody.
  const commonName: unknown = subject?.CN;
  if (typeof commonName !== 'string' || !fingerprint256) return null;
  return { commonName, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}
