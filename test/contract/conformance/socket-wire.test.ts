// The kit's own end of a real connection: whatever state it is in, closing the wire leaves nothing behind that keeps a process alive.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TOP = fileURLToPath(new URL('../../../', import.meta.url));

/** A device comes, is bidden farewell, and in the same turn of the event loop the run is over. */
const PROGRAM = `
  import { connect } from 'node:net';
  import { createSocketWire } from './device-sim/conformance/sockets/socket-wire.ts';
  const broker = {
    serve(device) {
      device.end();
      void wire.close().then(() => process.stdout.write('closed'));
    },
    send() {},
    async close() {},
  };
  const wire = await createSocketWire({ host: '127.0.0.1', port: 0, broker, nowMs: () => performance.now(), onTrouble() {} });
  wire.listen(() => {});
  const device = connect({ host: '127.0.0.1', port: wire.port, allowHalfOpen: true });
  device.on('error', () => {});
  device.on('end', () => device.destroy());
  device.resume();
`;

test('a process whose wire is closed while a farewell is on its way ends', { timeout: 60_000 }, async () => {
  const started = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM], {
    cwd: TOP,
    stdio: ['ignore', 'pipe', 'inherit'],
    // Node waits for the leaked socket in its very last step, where no timer of ours could end it.
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let said = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code, signal] = await once(started, 'close');
  expect({ said, code, signal }).toEqual({ said: 'closed', code: 0, signal: null });
});
