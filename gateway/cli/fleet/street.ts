// Fleet street: a gateway for a fleet that has none: registered by `fleet-venue`, run by `serve`, both as processes of their own.
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { loadVenueFile, type OpenStreet, type Street } from '#sim';
import { spawnUnlatch } from '../demo/children.ts';
import type { FleetPeople } from './people.ts';
import { createVisitors, type PrintedLink } from './visitors.ts';

/** A room is used only by whoever stays there. */
const needsNoStay = ({ objectId }: PrintedLink): boolean => !objectId.startsWith('room-');

const failed = (name: string, said: string): Error => new Error(said.trim() || `the process of unlatch ${name} ended by itself`);

async function runToEnd(words: readonly string[], children: ChildProcess[]): Promise<void> {
  const child = spawnUnlatch(words, 'pipe');
  children.push(child);
  const complaint = child.stderr ? text(child.stderr) : Promise.resolve('');
  child.stdout?.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw failed(words[0] ?? '', await complaint);
}

type Serving = { readonly child: ChildProcess; readonly origin: string; readonly mqttPort: string };

/** Resolves when the gateway has said where it is. */
async function serve({ folder, people }: Files, { audience, issuer }: FleetPeople, children: ChildProcess[]): Promise<Serving> {
  const child = spawnUnlatch(['serve', '--data', folder, '--http-port', '0', '--mqtt-port', '0'], 'pipe', {
    ...{ UNLATCH_TOKEN_ISSUER: issuer, UNLATCH_TOKEN_AUDIENCE: audience, UNLATCH_TOKEN_KEYS: people },
    ...{ UNLATCH_MQTT_TLS: 'off', UNLATCH_LOG: 'error', UNLATCH_HTTP_HOST: '127.0.0.1', UNLATCH_MQTT_HOST: '127.0.0.1' },
  });
  children.push(child);
  const complaint = child.stderr ? text(child.stderr) : Promise.resolve('');
  const line = await new Promise<string>((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', () => void complaint.then((said) => reject(failed('serve', said))));
  });
  const [, origin, mqttPort] = /gateway: (\S+) .*\bMQTT (\d+)/.exec(line) ?? [];
  if (!origin || !mqttPort) throw new Error(`unlatch serve said: ${line}`);
  return { child, origin, mqttPort };
}

/** `00:01:02` or `1-00:01:02` as ps writes it. */
function cpuMsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1_000;
}

async function readUsage(pid: number | undefined): Promise<{ readonly cpuMs: number; readonly rssBytes: number }> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [rssKb, time = ''] = stdout.trim().split(/\s+/);
  return { cpuMs: cpuMsOf(time), rssBytes: Number(rssKb) * 1_024 };
}

/** Whoever presses Ctrl-C meanwhile ends these processes too: they are in groups of their own. */
function guardAgainstSignals(onSignal: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

type Files = { readonly folder: string; readonly venue: string; readonly links: string; readonly people: string };

function chooseFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-fleet-'));
  return { folder, venue: join(folder, 'venue.json'), links: join(folder, 'links.txt'), people: join(folder, 'people.json') };
}

function readLinks(path: string): readonly PrintedLink[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [objectId = '', link = '', displayKey] = line.split(' ');
      return { objectId, link, displayKey };
    });
}

async function raise(
  files: Files,
  plan: Parameters<OpenStreet>[0],
  children: ChildProcess[],
): Promise<Omit<Street, 'close'> & { sendHome(): Promise<void> }> {
  const { count, say, seed } = plan;
  say(`Registering ${count} devices at a gateway of their own in ${files.folder} ...`);
  const written = ['--data', files.folder, '--out', files.venue, '--links', files.links, '--people', files.people];
  await runToEnd(['fleet-venue', '--count', String(count), '--seed', seed, ...written], children);
  const venue = loadVenueFile(files.venue);
  if (!venue.ok) throw new Error(`${venue.error.code}: ${files.venue}`);
  const people = JSON.parse(readFileSync(files.people, 'utf8')) as FleetPeople;
  const { child, mqttPort, origin } = await serve(files, people, children);
  const links = readLinks(files.links).filter(needsNoStay);
  const { sendHome, visits, welcome } = createVisitors({ origin, seed, tokens: people.tokens, links });
  return {
    ...{ venue: venue.value, broker: `mqtt://127.0.0.1:${mqttPort}`, welcome, visits, sendHome },
    // Where there is no ps nobody can tell; that must not cost the report.
    usage: () => readUsage(child.pid).catch(() => undefined),
  };
}

export const openFleetStreet: OpenStreet = async (plan): Promise<Street> => {
  const files = chooseFiles();
  const children: ChildProcess[] = [];
  const endAll = (): void => {
    for (const child of children) child.kill('SIGTERM');
  };
  let stopGuarding = guardAgainstSignals(endAll);
  const closeAll = async (): Promise<void> => {
    endAll();
    await Promise.all(children.map((child) => child.exitCode === null && child.signalCode === null && once(child, 'close')));
    rmSync(files.folder, { recursive: true, force: true });
    stopGuarding();
  };
  try {
    const { sendHome, ...street } = await raise(files, plan, children);
    // From here on whoever runs the fleet says when it is over.
    stopGuarding();
    stopGuarding = guardAgainstSignals(() => {});
    return {
      ...street,
      async close() {
        endAll();
        await sendHome();
        await closeAll();
      },
    };
  } catch (cause) {
    await closeAll();
    throw cause;
  }
};
