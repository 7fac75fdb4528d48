// Demo once: plays one kind's whole story against real processes, step by step with its milliseconds, and checks the receipt.
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMatrix, readPicture, renderPng } from '#qr';
import { formatMinor } from '../../domain/money.ts';
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { SessionView } from '../../domain/session/session-view.ts';
import { checkReceiptFiles } from '../receipt-command.ts';
import { createDeviceWatch, type GatewayChild, startGateway, startSimulator } from './children.ts';
import { type LineWriter, renderReceipt } from './lines.ts';
import type { DemoGatewayOptions, DemoObjectLink, FromGateway } from './messages.ts';
import { createDemoPhone, type DemoPhone } from './phone.ts';
import { type Story, storyOf } from './stories.ts';
import type { DemoPurse, DemoWallet } from './wallets.ts';

/** Starts that a wallet on a bad day may spoil before the story gives up. */
const MOST_PRESSES = 5;

/** A step that failed, by its name: what the process exits non-zero for. */
class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

type Recorder = <T>(name: string, act: () => Promise<T>, describe: (value: T) => string) => Promise<T>;

function createRecorder(writer: LineWriter): { step: Recorder; failedStep: () => string | null } {
  let failed: string | null = null;
  const step: Recorder = async (name, act, describe) => {
    const beganMs = performance.now();
    try {
      const value = await act();
      const tookMs = Math.round(performance.now() - beganMs);
      writer.say(`${'ok'.padEnd(4)}${name.padEnd(26)}${String(tookMs).padStart(6)} ms  ${describe(value)}`);
      return value;
    } catch (cause) {
      failed = name;
      throw cause;
    }
  };
  return { step, failedStep: () => failed };
}

async function askToken(
  gateway: GatewayChild,
  personId: string,
  answers: { onToken: (id: string, token: string) => void },
): Promise<string> {
  const id = randomUUID();
  return new Promise((resolve) => {
    answers.onToken = (answered, token) => {
      if (answered === id) resolve(token);
    };
    gateway.send({ say: 'token?', id, personId });
  });
}

function describeView(view: SessionView): string {
  return `${view.state}, ${formatMinor(BigInt(view.costMinor), view.currency)} ${view.currency}`;
}

async function scanPicture(object: DemoObjectLink, dataFolder: string): Promise<string> {
  const png = renderPng(createMatrix(object.link, 'M'), 6);
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, `${object.objectId}.png`), png);
  const [text] = await readPicture(png);
  if (text !== object.link) throw new StepFailed('the decoded picture is not the link that was drawn');
  return text;
}

/** Those of the last story in this folder, by names that a command can be written down with. */
export function receiptFiles(dataFolder: string): { readonly receipt: string; readonly keys: string } {
  return { receipt: join(dataFolder, 'receipt.json'), keys: join(dataFolder, 'keys.json') };
}

async function checkReceipt(phone: DemoPhone, sessionId: string, dataFolder: string): Promise<ReceiptJson> {
  const receipt = await phone.receiptText(sessionId);
  const files = receiptFiles(dataFolder);
  writeFileSync(files.receipt, receipt);
  writeFileSync(files.keys, await phone.receiptKeys(sessionId));
  const findings = await checkReceiptFiles(files.receipt, files.keys);
  const wrong = findings.filter((finding) => !finding.ok);
  if (wrong.length > 0) throw new StepFailed(`the receipt does not prove itself: ${JSON.stringify(wrong)}`);
  return JSON.parse(receipt) as ReceiptJson;
}

type Scene = {
  readonly phone: DemoPhone;
  readonly object: DemoObjectLink;
  readonly dataFolder: string;
  readonly step: Recorder;
  readonly readDisplay: () => string | null;
  /** The link of the code on the object's display; empty where it has none, or shows none yet. */
  readonly readCode: () => string;
  readonly act: (line: string) => void;
  /** Asked of whoever keeps the money. */
  readonly purse: () => Promise<DemoPurse>;
};

/** A wallet that was not heard in time holds nothing (row 3): whoever stands there presses again. */
async function pressStart({ phone, step, readCode }: Scene, story: Story, label: string): Promise<SessionView> {
  let used = '';
  for (let presses = 1; presses <= MOST_PRESSES; presses += 1) {
    // What a display shows counts once, and shows that somebody is there; a label is always the same.
    const link = story.hasDisplay
      ? await step(
          'scan its display',
          () => phone.untilShown('the display shows another code', () => (readCode() === used ? '' : readCode())),
          () => 'the code of this moment',
        )
      : label;
    used = link;
    const started = await step(
      'press Start',
      () => phone.start(link),
      (view) => `${view.state}, held ${formatMinor(BigInt(view.heldMinor), view.currency)}`,
    );
    if (started.state !== 'authorizing') return started;
    const answered = await step(
      'wallet sets it aside',
      () => phone.until(started.sessionId, 'the wallet has answered', (view) => view.state !== 'authorizing'),
      (view) => `${view.state}, held ${formatMinor(BigInt(view.heldMinor), view.currency)}`,
    );
    if (answered.end === null) return answered;
    await step(
      'nothing stays held',
      () => phone.until(started.sessionId, 'the try is closed', (view) => view.state === 'closed'),
      (view) => `closed: ${view.end?.reason ?? ''}`,
    );
  }
  throw new StepFailed(`the wallet did not say yes to ${MOST_PRESSES} presses`);
}

async function playStory(story: Story, scene: Scene): Promise<ReceiptJson> {
  const { phone, object, step, dataFolder, purse } = scene;
  const link = await step(
    'draw and read the code',
    () => scanPicture(object, dataFolder),
    () => `${object.objectId}.png decodes to the link`,
  );
  await step(
    'device is there',
    () => phone.untilOffered(link, story.pairs ? 'not-paired' : 'free'),
    (offer) => offer.availability,
  );
  await step(
    'open the link',
    () => phone.openPage(link),
    (bytes) => `offer page, ${bytes} bytes`,
  );
  if (story.pairs) {
    await step(
      'pair with the room',
      () => phone.pair(link, scene.readDisplay),
      (digits) => `TV shows ${digits}`,
    );
  }
  const before = await purse();
  const { sessionId } = await pressStart(scene, story, link);
  await step('device proves it', () => phone.until(sessionId, 'use is proven', (view) => view.state === 'active'), describeView);
  await story.use({ phone, sessionId, step, act: (words) => scene.act(`${object.objectId} ${words}`) });
  await step('press Stop', () => phone.stop(sessionId), describeView);
  await step(
    'device proves the end',
    () => phone.until(sessionId, 'the end is proven', (view) => view.state === 'closed'),
    describeView,
  );
  const receipt = await step(
    'receipt proves itself',
    () => checkReceipt(phone, sessionId, dataFolder),
    (bill) => `${bill.lines.length} lines, total ${formatMinor(BigInt(bill.totalMinor), bill.currency)}`,
  );
  if (receipt.totalMinor <= 0) throw new StepFailed('the bill is empty');
  await step(
    'wallet balances',
    async () => {
      const after = await purse();
      if (after.heldMinor !== 0 || before.availableMinor - after.availableMinor !== receipt.totalMinor) {
        throw new StepFailed(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
      }
      return after;
    },
    () => `nothing held, ${formatMinor(BigInt(receipt.heldMinor - receipt.totalMinor), receipt.currency)} released`,
  );
  return receipt;
}

/**
 * @param wallet the wallet elsewhere that pays; null for the gateway's own ledger.
 * @param patienceMs how long a step may take before it has failed.
 * @returns the exit code: 0, or 1 after naming the step that failed.
 */
export async function playOnce(
  kind: string,
  options: DemoGatewayOptions,
  around: {
    readonly writer: LineWriter;
    readonly wallet: DemoWallet | null;
    readonly patienceMs: number;
    /** The receipt as its JSON, proof and all. */
    readonly isVerbose: boolean;
  },
): Promise<number> {
  const { writer, wallet, patienceMs, isVerbose } = around;
  const { step, failedStep } = createRecorder(writer);
  const beganMs = performance.now();
  const answers = { onToken: (_id: string, _token: string): void => {} };
  const watch = createDeviceWatch();
  const onGateway = (message: FromGateway): void => {
    if (message.say === 'token') answers.onToken(message.id, message.token);
  };
  const gateway = await step(
    'start the gateway',
    () => startGateway(options, onGateway),
    ({ ready }) => `HTTP ${ready.httpPort}, MQTT ${ready.mqttPort}`,
  );
  const memoryFolder = join(options.dataFolder, 'devices');
  const simulator = startSimulator({ ...gateway.ready, memoryFolder }, watch.see);
  try {
    const object = gateway.ready.objects.find((each) => each.kind === kind);
    if (!object) throw new StepFailed(`no ${kind} in the venue`);
    await wallet?.tell(gateway.ready.origin);
    const personId = `player-${randomUUID().slice(0, 8)}`;
    const phone = createDemoPhone(gateway.ready.origin, await askToken(gateway, personId, answers), patienceMs);
    const readDisplay = (): string | null => watch.displays.get(object.objectId) ?? null;
    const receipt = await playStory(storyOf(kind), {
      phone,
      object,
      dataFolder: options.dataFolder,
      step,
      readDisplay,
      readCode: () => watch.codes.get(object.objectId) ?? '',
      act: simulator.act,
      purse: () => (wallet ? wallet.purse(personId) : phone.wallet()),
    });
    writer.say(
      `\n${kind}: the whole story, processes included, in ${Math.round(performance.now() - beganMs)} ms. Its receipt:\n`,
    );
    writer.say(isVerbose ? JSON.stringify(receipt, null, 2) : renderReceipt(receipt));
    return 0;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    writer.say(`failed at: ${failedStep() ?? 'the story'}: ${problem}`);
    return 1;
  } finally {
    await simulator.stop();
    await gateway.stop();
  }
}
