// Demo console: the first screen, the keys, and the question whether a phone may come in.
import type { DeviceWatch, GatewayChild, SimulatorChild } from './children.ts';
import { KEY_HELP, type LineWriter, renderObjectCode, renderObjectTable, renderWallet, shortLinkOf } from './lines.ts';
import type { FromGateway } from './messages.ts';
import type { DemoWallet } from './wallets.ts';

type Question = { readonly id: string; readonly phone: string };

function showCode(gateway: GatewayChild, index: number, writer: LineWriter): void {
  const object = gateway.ready.objects[index];
  if (!object) return;
  const colour = process.stdout.hasColors?.(256) ?? false;
  writer.say(renderObjectCode(object, colour).trimEnd());
  writer.say(`${object.name}, ${object.place}: point your camera at it, or open ${shortLinkOf(gateway.ready, object.objectId)}`);
}

/** What the key w lets go wrong: as on a bad day of anybody's network. */
const BAD_DAY = 'lose-request=0.1,lose-reply=0.3,error-after=0.1,delay=500,events=twice';

function showFirstScreen(
  { ready }: GatewayChild,
  wallet: DemoWallet | null,
  { displays, livePage }: DeviceWatch,
  writer: LineWriter,
): void {
  writer.say('Unlatch demo: a gateway and a simulated venue, on real SQLite, MQTT and HTTP.\n');
  writer.say(renderObjectTable(ready, displays));
  writer.say(`\n  Live page ${livePage() ?? ''}   be the person in front of an object: open the door, ride, flip the switch`);
  writer.say(`  Console   ${ready.origin}/demo/console   what the venue's owner sees and does: objects, sessions, money, labels`);
  writer.say(`  Staff     ${ready.origin}/demo/staff   hang labels with a phone, walk a round of inspection`);
  writer.say(`  API docs  ${ready.origin}/docs   broker mqtt://127.0.0.1:${ready.mqttPort}`);
  if (wallet !== null) writer.say(renderWallet(wallet));
  writer.say(`  ${wallet === null ? KEY_HELP : `${KEY_HELP} · w the wallet goes wrong, or is well again`}\n`);
}

/** Reads single keys from a terminal; without one (a pipe) nothing is read and signals stop the demo. */
function readKeys(onKey: (key: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  const listener = (keys: string): void => {
    for (const key of keys) onKey(key);
  };
  stdin.on('data', listener);
  stdin.resume();
  return () => {
    stdin.off('data', listener);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

/** Runs until q, Ctrl-C or a signal; then stops the simulator first, so that its goodbyes are heard. */
export async function runConsole(demo: {
  readonly gateway: GatewayChild;
  readonly simulator: SimulatorChild;
  /** The wallet elsewhere that pays; null for the gateway's own ledger. */
  readonly wallet: DemoWallet | null;
  readonly watch: DeviceWatch;
  readonly restart: () => Promise<GatewayChild>;
  readonly writer: LineWriter;
  readonly hooks: { onGateway: (message: FromGateway) => void; readonly early: readonly FromGateway[] };
}): Promise<void> {
  const { writer, hooks, wallet } = demo;
  let { gateway } = demo;
  const questions: Question[] = [];
  let restarting: Promise<void> | null = null;

  const askNext = (): void => {
    const [question] = questions;
    if (question) writer.say(`${question.phone} wants in. Let this phone in? y/n`);
  };
  const showLine = hooks.onGateway;
  hooks.onGateway = (message) => {
    if (message.say !== 'let-in?') return showLine(message);
    questions.push({ id: message.id, phone: message.phone });
    if (questions.length === 1) askNext();
  };

  let isWrong = false;
  function toggleFaults(): void {
    if (wallet === null) return;
    isWrong = !isWrong;
    const words = isWrong ? BAD_DAY : '';
    const said = isWrong ? `goes wrong: ${words}` : 'is well';
    void wallet.goWrong(words).then(
      () => writer.line('wallet', said, ''),
      (cause: unknown) => writer.line('wallet', 'does not answer', String(cause)),
    );
  }

  async function killAndRestart(): Promise<void> {
    writer.line('demo', 'kill -9', 'the gateway process is gone');
    await gateway.kill9();
    gateway = await demo.restart();
    writer.line('demo', 'started again', 'sessions go on from the database');
  }

  showFirstScreen(gateway, wallet, demo.watch, writer);
  showCode(gateway, 0, writer);
  hooks.early.forEach(hooks.onGateway);
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      release();
      resolve();
    };
    const onKey = (key: string): void => {
      const [question] = questions;
      if (question && (key === 'y' || key === 'n')) {
        questions.shift();
        gateway.send({ say: 'let-in', id: question.id, yes: key === 'y' });
        askNext();
      } else if (key === 'k') {
        restarting ??= killAndRestart().finally(() => {
          restarting = null;
        });
      } else if (key === 'w') toggleFaults();
      else if (key === 'q' || key === '\u0003') finish();
      else if (/[1-9]/.test(key)) showCode(gateway, Number(key) - 1, writer);
    };
    const release = readKeys(onKey);
    process.once('SIGINT', finish);
    process.once('SIGTERM', finish);
  });
  await restarting;
  writer.line('demo', 'stopping', 'everything is kept for the next run');
  await demo.simulator.stop();
  await gateway.stop();
}
