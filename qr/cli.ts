// The `qr` commands: make keys, sign and draw tags, verify and read codes. Time, chance and files enter here only.
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { assert, type RandomBytes, type Result } from '#protocol';
import {
  createTagKey,
  formatKeyRing,
  isKnownTestKey,
  type KeyRingRefusal,
  parseKeyRing,
  parseVerifyKeys,
  publicKeySet,
  type TagSigningKey,
} from './keys.ts';
import { composeLink, isOrigin, parseLink } from './link.ts';
import { encodeNdef, encodeType2Memory } from './ndef.ts';
import { readPicture } from './read.ts';
import { createMatrix, createTerminalMatrix, type ErrorLevel, renderPng, renderSvg, renderTerminal } from './render.ts';
import { signTag } from './sign.ts';
import { formatIssuedDay, isKid, issuedDayOf, TAG_ID_PATTERN } from './tag.ts';
import { createTagVerifier, type TagRefusalReason, type TagVerifier } from './verify.ts';

/** What the commands take from the process that runs them. */
export type QrCliEdge = {
  nowMs(): number;
  readonly randomBytes: RandomBytes;
  out(text: string): void;
  err(text: string): void;
  /** A command was refused: the process is to end with 1 once its output is written. */
  fail(): void;
  /** Wrong usage (2), or help was asked for (0): the process ends now. */
  quit(code: 0 | 2): never;
  /** May the output carry colour? */
  readonly colour: boolean;
};

type SignOptions = {
  readonly keys: string;
  readonly kid?: number;
  readonly origin?: string;
  readonly tag?: string;
  readonly count: number;
  readonly png?: string;
  readonly svg?: string;
  readonly terminal?: true;
  readonly level: ErrorLevel;
  readonly scale: number;
};

/** A refusal on its way to the terminal: code, what happened, what to do next. */
class CliRefusal extends Error {
  override name = 'CliRefusal';
}

const REASON_TEXTS: Readonly<Record<TagRefusalReason, string>> = {
  link: 'it is not a web address of one path segment',
  length: 'its code does not have 185 digits',
  digit: 'its code holds something else than the digits 0 to 9',
  'not-canonical': 'its digits are not the one spelling of 76 bytes',
  version: 'its version is not 1',
  type: 'it is not a static tag',
  'kid-unknown': 'its key is not in this key set',
  'kid-revoked': 'its key was revoked',
  signature: 'its signature does not match',
};

const MAX_COUNT = 10_000;

function nodeEdge(): QrCliEdge {
  return {
    nowMs: () => Date.now(),
    randomBytes,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    fail: () => {
      process.exitCode = 1;
    },
    quit: (code) => process.exit(code),
    colour: process.stdout.isTTY === true && process.stdout.hasColors(256),
  };
}

/** Adds `qr` with its subcommands. The edge is for tests; without one the process itself is used. */
export function registerQrCommands(program: Command, edge: QrCliEdge = nodeEdge()): void {
  const qr = program.command('qr').description('make keys, sign and draw tags, verify and read codes');
  qr.configureOutput({ writeOut: edge.out, writeErr: edge.err });
  qr.exitOverride((error) => edge.quit(error.exitCode === 0 ? 0 : 2));
  const guarded =
    <Arguments extends unknown[]>(act: (...given: Arguments) => Promise<void>) =>
    async (...given: Arguments): Promise<void> => {
      try {
        await act(...given);
      } catch (cause) {
        if (!(cause instanceof CliRefusal)) throw cause;
        edge.err(`${cause.message}\n`);
        edge.fail();
      }
    };

  qr.command('keygen')
    .description('make a key pair that signs tags')
    .requiredOption('--issuer <url>', 'who signs, for example https://q.example.com', readOrigin)
    .requiredOption('--kid <0..255>', 'number of this key at the issuer', readKid)
    .requiredOption('--out <file>', 'new private key file, readable by you only')
    .action(guarded((options: { issuer: string; kid: number; out: string }) => keygen(edge, options)));

  qr.command('sign')
    .description('sign tags and print their links')
    .requiredOption('--keys <file>', 'private key file of qr keygen')
    .option('--kid <0..255>', 'which key signs, if the file has several', readKid)
    .option('--origin <url>', 'where the link opens; the issuer if not given', readOrigin)
    .option('--tag <16 hex>', 'sign this tag id instead of a random one', readTagId)
    .option('--count <n>', 'how many tags', (text) => readWhole(text, MAX_COUNT), 1)
    .option('--png <file>', 'draw a PNG; several tags are numbered file-1.png, file-2.png')
    .option('--svg <file>', 'draw an SVG, numbered in the same way')
    .option('--terminal', 'draw in the terminal')
    .option('--level <M|Q>', 'error correction of pictures: M indoors, Q outdoors', readLevel, 'M')
    .option('--scale <pixels>', 'PNG pixels for each module', (text) => readWhole(text, 64), 8)
    .action((options: SignOptions, command: Command) => {
      if (options.tag !== undefined && options.count > 1) command.error('error: --tag names one tag, so leave --count out');
      return guarded(sign)(edge, options);
    });

  qr.command('verify')
    .description('check that a code was signed by one of our keys')
    .argument('<code>', 'a link, its digits, or a PNG or JPEG picture')
    .requiredOption('--keys <file>', 'public key set (qr jwks), or the private key file')
    .action(guarded((code: string, options: { keys: string }) => verify(edge, code, options.keys)));

  qr.command('jwks')
    .description('print the public key set, safe to publish')
    .requiredOption('--keys <file>', 'private key file of qr keygen')
    .action(
      guarded(async (options: { keys: string }) => {
        const keys = await loadKeys(options.keys, parseVerifyKeys);
        edge.out(`${JSON.stringify(publicKeySet(keys), null, 2)}\n`);
      }),
    );

  qr.command('read')
    .description('print the text of each QR code in a picture')
    .argument('<picture>', 'a PNG or JPEG file')
    .action(
      guarded(async (picture: string) => {
        for (const text of await readCodes(picture)) edge.out(`${visible(text)}\n`);
      }),
    );

  qr.command('ndef')
    .description('print what an NFC tag holds that opens the same link: one NDEF URI record, as hex')
    .argument('<link>', 'the link of a label')
    .option('--out <file>', 'also write the bytes that a Type 2 tag (NTAG215, NTAG216) takes from its page 4 on')
    .action(guarded((link: string, { out }: { out?: string }) => writeNdef(edge, link, out)));
}

async function keygen(edge: QrCliEdge, options: { issuer: string; kid: number; out: string }): Promise<void> {
  const key = await createTagKey(options);
  try {
    await writeFile(options.out, formatKeyRing([key]), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw codeOf(cause) === 'EEXIST'
      ? refusal('keys.file-exists', `${options.out} exists and was not touched`, 'Choose another --out')
      : refusal('file.unwritable', `${options.out} cannot be written (${codeOf(cause)})`, 'Check the folder and its permissions');
  }
  edge.out(`k${options.kid} of ${options.issuer} is in ${options.out}. Keep it secret; publish what this prints:\n`);
  edge.out(`  unlatch qr jwks --keys ${options.out}\n`);
}

async function sign(edge: QrCliEdge, options: SignOptions): Promise<void> {
  const { signingKeys } = await loadKeys(options.keys, parseKeyRing);
  await warnIfOthersMayRead(edge, options.keys);
  const key = chooseKey(signingKeys, options.kid);
  if (isKnownTestKey(key.publicX)) edge.err(`Warning: k${key.kid} is a published test key; anyone can sign with it.\n`);
  for (let number = 1; number <= options.count; number += 1) {
    const tagId = options.tag ?? Buffer.from(edge.randomBytes(8)).toString('hex');
    const bytes = await signTag({ kid: key.kid, tagId, issuedDay: issuedDayOf(edge.nowMs()) }, key);
    const link = composeLink(options.origin ?? key.issuer, bytes);
    edge.out(`${link}\n`);
    await draw(link, options, number);
    // The code comes last: 23 lines and the prompt fill a terminal of 24.
    if (options.terminal) edge.out(renderTerminal(createTerminalMatrix(link), edge.colour ? 'colour' : 'plain-on-dark'));
  }
}

async function draw(link: string, options: SignOptions, number: number): Promise<void> {
  const { png, svg } = options;
  if (png === undefined && svg === undefined) return;
  const matrix = createMatrix(link, options.level);
  const pathOf = (file: string) => (options.count > 1 ? file.replace(/(\.[a-z]+)?$/i, `-${number}$1`) : file);
  if (svg !== undefined) await writePicture(pathOf(svg), renderSvg(matrix));
  if (png === undefined) return;
  const picture = renderPng(matrix, options.scale);
  if (options.scale > 1) assert((await readPicture(picture)).includes(link), 'what we print reads back as the same link');
  await writePicture(pathOf(png), picture);
}

async function verify(edge: QrCliEdge, code: string, keysFile: string): Promise<void> {
  const verifier = createTagVerifier(await loadKeys(keysFile, parseVerifyKeys));
  const isText = /^https?:/i.test(code) || /^[/]?[0-9]+$/.test(code) || !(await exists(code));
  const texts = isText ? [code] : await readCodes(code);
  for (const text of texts) edge.out(await describeTag(verifier, text));
}

async function describeTag(verifier: TagVerifier, text: string): Promise<string> {
  const result = await verifier.verify(text);
  if (!result.ok) {
    const { code, reason } = result.error;
    const subject = `${visible(text.slice(0, 60))}${text.length > 60 ? '...' : ''} is not one of our codes`;
    throw refusal(
      code,
      `${subject}: ${REASON_TEXTS[reason]} (${reason})`,
      'Do not open it; if it is on an object, report the sticker',
    );
  }
  const { issuer, kid, tagId, issuedDay } = result.value;
  const link = parseLink(text);
  const elsewhere = link.ok && link.value.origin !== issuer ? `opens   ${link.value.origin}, which is not the signer\n` : '';
  const day = formatIssuedDay(issuedDay);
  return `signed  by ${issuer} with k${kid}\n${elsewhere}tag     ${tagId}\nissued  ${day}\nWhether this tag is still in use, only its gateway knows.\n`;
}

function chooseKey(keys: readonly TagSigningKey[], kid: number | undefined): TagSigningKey {
  const [key, another] = keys.filter((candidate) => kid === undefined || candidate.kid === kid);
  const names = keys.map((candidate) => `k${candidate.kid}`).join(', ');
  if (key === undefined && kid !== undefined && names !== '') {
    throw refusal('keys.kid-unknown', `k${kid} does not sign in this file`, `Choose --kid from ${names}`);
  }
  if (key === undefined) throw refusal('keys.none-sign', 'no key of this file has status "sign"', 'Make one with qr keygen');
  if (another !== undefined) throw refusal('keys.kid-needed', `several keys sign: ${names}`, 'Name one with --kid');
  return key;
}

async function loadKeys<T>(file: string, parse: (text: string) => Promise<Result<T, KeyRingRefusal>>): Promise<T> {
  const keys = await parse((await load(file)).toString('utf8'));
  if (keys.ok) return keys.value;
  const { code, ...facts } = keys.error;
  const where = Object.entries(facts).map(([name, value]) => `, ${name} ${value}`);
  throw refusal(
    code,
    `${file} is not a key file as qr keygen or qr jwks writes it${where.join('')}`,
    'Mend it or make a new one',
  );
}

async function readCodes(picture: string): Promise<string[]> {
  const texts = await readPicture(await load(picture));
  if (texts.length > 0) return texts;
  throw refusal(
    'picture.no-code',
    `no QR code was found in ${picture}`,
    'Give a sharp PNG or JPEG with the whole code and its white margin',
  );
}

async function load(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw refusal('file.unreadable', `${file} cannot be read (${codeOf(cause)})`, 'Check the path and its permissions');
  }
}

async function writeNdef(edge: QrCliEdge, link: string, out: string | undefined): Promise<void> {
  const parsed = parseLink(link);
  // What a scanner app appended, and other spellings of the host, are not written into a tag.
  if (!parsed.ok || link !== `${parsed.value.origin}/${parsed.value.digits}`) {
    throw refusal('code.malformed', 'this is not the link of a label', 'Give it whole, as qr sign or qr read prints it');
  }
  const message = encodeNdef(link);
  edge.out(`${Buffer.from(message).toString('hex')}\n`);
  if (out !== undefined) await writePicture(out, encodeType2Memory(message));
}

async function writePicture(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw refusal('file.unwritable', `${file} cannot be written (${codeOf(cause)})`, 'Check the folder and its permissions');
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

/** Windows has no such bits, and reports every file as open. */
async function warnIfOthersMayRead(edge: QrCliEdge, file: string): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    edge.err(`Warning: others on this machine may read ${file}. Next: chmod 600 ${file}\n`);
  }
}

function refusal(code: string, sentence: string, nextStep: string): CliRefusal {
  return new CliRefusal(`${code}: ${sentence}. Next: ${nextStep}.`);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

/** A stranger's code may hold escape sequences: the terminal gets them as visible text. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function readOrigin(text: string): string {
  if (!isOrigin(text))
    throw new InvalidArgumentError('Give scheme and host only, such as https://q.example.com (no slash at the end).');
  return text;
}

function readKid(text: string): number {
  const kid = /^[0-9]{1,3}$/.test(text) ? Number(text) : -1;
  if (!isKid(kid)) throw new InvalidArgumentError('Give a whole number from 0 to 255.');
  return kid;
}

function readTagId(text: string): string {
  if (!TAG_ID_PATTERN.test(text)) throw new InvalidArgumentError('Give 16 hexadecimal digits in lower case.');
  return text;
}

function readWhole(text: string, most: number): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  return value;
}

function readLevel(text: string): ErrorLevel {
  if (text !== 'M' && text !== 'Q') throw new InvalidArgumentError('Give M or Q.');
  return text;
}
