// Raw HTTP: bytes on a socket, for what no HTTP client would send.
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Writes the bytes and collects the answer until the server ends the connection.
 * @param localAddress another of this machine's loopback addresses, for whoever is told apart by theirs.
 */
export async function exchange(origin: string, bytes: string | Buffer, localAddress?: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, ...(localAddress && { localAddress }) });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString();
}

/** Status, media type and body of a raw answer with a length. */
export function partsOf(answer: string): { readonly status: number; readonly type: string; readonly body: string } {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    type: /^content-type: *([^\r\n]+)/im.exec(head)?.[1] ?? '',
    body: rest.join('\r\n\r\n'),
  };
}
