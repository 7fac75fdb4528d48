// The `keys` commands: the root key on a machine of its own, the manifests that it signs, and the rotation of what devices believe (FP-30).
import type { Command } from 'commander';
import {
  generateKeyPair,
  importSigner,
  isTopicId,
  type KeyManifest,
  type ManifestKey,
  MESSAGE_TYPES,
  type PrivateJwk,
  SCHEMAS,
  signText,
} from '#protocol';
import { kidOf, type RotationStep } from '../domain/device/signing-keys.ts';
import { BY_FLAG, DATA_FLAG } from './admin-client.ts';
import { ask, say } from './ask-gateway.ts';
import { orEnd, readText, refusal, writeText } from './cli-refusal.ts';

const TENANT_FLAG = ['--tenant <id>', 'whose devices; default: the only tenant'] as const;

type DataFlag = { readonly data: string };
type RootFile = PrivateJwk & { readonly kid: string };
type SigningRequest = {
  readonly iss: string;
  readonly tenant: string;
  readonly root: string;
  readonly ver: number;
  readonly keys: readonly ManifestKey[];
};
type Standing = {
  readonly tenant: string;
  readonly root: { readonly kid: string; readonly isHere: boolean };
  readonly ver: number;
  readonly versions: readonly { readonly ver: number; readonly devices: number; readonly online: number }[];
  readonly behind: readonly string[];
  readonly next: RotationStep;
  readonly request: SigningRequest;
};

const BEHIND_SHOWN = 10;

function parseFile<T>(text: string, file: string, isOne: (json: Partial<T>) => boolean, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  if (typeof json === 'object' && json !== null && isOne(json as Partial<T>)) return json as T;
  throw refusal(
    'file.malformed',
    `${file} is no ${what}`,
    `Make one with 'unlatch keys ${what === 'root key' ? 'root' : 'public'}'`,
  );
}

const readRoot = async (file: string): Promise<RootFile> =>
  parseFile<RootFile>(await readText(file), file, ({ kid, d, x }) => !!kid && !!d && !!x, 'root key');

const SIGN =
  "unlatch keys public --out request.json, there 'unlatch keys manifest --root root.jwk --keys request.json --out manifest.jws', here 'unlatch keys install manifest.jws'";

/** The next thing to do, in words. */
function nextStep({ step, ...facts }: RotationStep): string {
  switch (step) {
    case 'sign':
      if ('kids' in facts && facts.kids.length === 0) {
        return `let the root sign the keys that are in use: ${SIGN}; or make new ones first: unlatch keys rotate`;
      }
      return `let the root sign a manifest with the new keys beside the old ones: ${SIGN}`;
    case 'wait':
      return `wait: ${'behind' in facts ? facts.behind : 0} connected devices have not taken the newest manifest yet`;
    case 'drop':
      return `nothing is signed with ${'kids' in facts ? facts.kids.join(', ') : ''} any more: let the root sign a manifest without it: ${SIGN}`;
    case 'steady':
      return 'nothing to do; begin a rotation with: unlatch keys rotate';
  }
}

function sayStanding({ tenant, root, ver, versions, behind, next }: Standing): void {
  say(`tenant    ${tenant}`);
  say(
    `root      ${root.kid}${root.isHere ? '  (its private half lies in the data folder: see `unlatch keys root --help`)' : ''}`,
  );
  say(
    `manifest  ${ver === 0 ? 'none: devices believe the key that they were given by hand; whoever enrolled waits for the first' : `version ${ver}`}`,
  );
  for (const each of versions) say(`version ${each.ver}  ${each.devices} devices, ${each.online} of them connected`);
  if (behind.length > 0) {
    const more = behind.length > BEHIND_SHOWN ? ` and ${behind.length - BEHIND_SHOWN} more` : '';
    say(`behind    ${behind.slice(0, BEHIND_SHOWN).join(', ')}${more}: told before anything else when they come`);
  }
  say(`next      ${nextStep(next)}`);
}

function registerRoot(keys: Command): void {
  keys
    .command('root')
    .description('make a root key; on a machine that is not the gateway, and kept offline')
    .requiredOption('--out <file>', 'the private key, for this user alone; the public half goes beside it as <file>.pub')
    .option('--kid <name>', 'its name; default: made of the key')
    .action((flags: { out: string; kid?: string }, command: Command) =>
      orEnd(command, async () => {
        const { privateJwk, publicJwk } = await generateKeyPair();
        const kid = flags.kid ?? kidOf('root', privateJwk.x);
        if (!isTopicId(kid)) throw refusal('kid.malformed', `'${kid}' is no name`, 'Use 1 to 48 of A-Z a-z 0-9 _ -');
        await writeText(flags.out, `${JSON.stringify({ kid, ...privateJwk })}\n`, 'new');
        await writeText(`${flags.out}.pub`, `${JSON.stringify({ kid, ...publicJwk })}\n`, 'new');
        say(`root      ${kid}`);
        say(`private   ${flags.out}: keep it offline; without it no key can ever be changed`);
        say(`public    ${flags.out}.pub: take it to the gateway, before devices enrol: unlatch keys trust ${flags.out}.pub`);
      }),
    );
  keys
    .command('manifest')
    .description('sign a manifest; where the root key is, no gateway needed')
    .requiredOption('--root <file>', 'the root key')
    .requiredOption('--keys <file>', 'what the gateway asks for: unlatch keys public --out <file>')
    .option('--tenant <id>', 'refuses a request of another tenant')
    .option('--drop <kid...>', 'leaves these keys out: for one that was lost')
    .requiredOption('--out <file>', 'the signed manifest')
    .action((flags: { root: string; keys: string; tenant?: string; drop?: string[]; out: string }, command: Command) =>
      orEnd(command, async () => {
        const root = await readRoot(flags.root);
        const request = parseFile<SigningRequest>(
          await readText(flags.keys),
          flags.keys,
          ({ iss, tenant, ver, keys: asked }) => !!iss && !!tenant && !!ver && Array.isArray(asked),
          'request',
        );
        if (flags.tenant !== undefined && flags.tenant !== request.tenant) {
          throw refusal('tenant.other', `the request is for tenant ${request.tenant}`, 'Take the right file');
        }
        const asked = request.keys.map(({ kid }) => kid);
        const unknown = flags.drop?.filter((kid) => !asked.includes(kid)) ?? [];
        if (unknown.length > 0) {
          throw refusal('drop.unknown', `${unknown.join(', ')}: not in the request`, `Its keys are ${asked.join(', ')}`);
        }
        const named = request.keys.filter(({ kid }) => !flags.drop?.includes(kid));
        const body: KeyManifest = { v: 1, iss: request.iss, tenant: request.tenant, ver: request.ver, keys: named };
        if (!SCHEMAS.keyManifest.safeParse(body).success) {
          throw refusal(
            'manifest.malformed',
            'what was asked for makes no manifest',
            'Ask for it anew with `unlatch keys public`',
          );
        }
        const jws = await signText(MESSAGE_TYPES.keys, JSON.stringify(body), await importSigner(root.kid, root));
        await writeText(flags.out, `${jws}\n`, 'over');
        say(`manifest  version ${body.ver} of ${body.tenant}, signed by ${root.kid}`);
        for (const { kid, use } of body.keys) say(`key       ${kid}  ${use.join(' and ')}`);
        say(`next      take it to the gateway: unlatch keys install ${flags.out}`);
      }),
    );
}

function registerGatewaySide(keys: Command): void {
  keys
    .command('public')
    .description('what the root is asked to sign next, as a file for the machine where it is')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option('--out <file>', 'default: the terminal')
    .action((flags: DataFlag & { tenant?: string; out?: string }, command: Command) =>
      orEnd(command, async () => {
        const { request } = await readStanding(command, flags);
        const text = `${JSON.stringify(request, null, 2)}\n`;
        if (flags.out === undefined) process.stdout.write(text);
        else await writeText(flags.out, text, 'over');
      }),
    );
  keys
    .command('trust <file>')
    .description(
      'make another root the one whose manifests count, before any device enrols; a private half in the data folder is removed',
    )
    .option(...DATA_FLAG)
    .action((file: string, flags: DataFlag, command: Command) =>
      orEnd(command, async () => {
        const { kid, x } = parseFile<RootFile>(await readText(file), file, (each) => !!each.kid && !!each.x, 'root key');
        await ask(command, flags, { method: 'POST', path: '/keys/trust', body: { kid, x } });
        say(`root      ${kid}: only manifests that it signed are installed from now on`);
        say('private   no private half of a root lies in the data folder any more: whoever has this one signs the manifests');
      }),
    );
  keys
    .command('install <file>')
    .description('install a signed manifest; connected devices are told at once, the others when they come')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--emergency', 'a key was lost: what it signed is refused at once, commands on their way too')
    .action((file: string, flags: DataFlag & { by: string; emergency?: boolean }, command: Command) =>
      orEnd(command, async () => {
        const body = { jws: await readText(file), emergency: flags.emergency, operatorId: flags.by };
        sayStanding(await ask<Standing>(command, flags, { method: 'POST', path: '/keys/install', body }));
      }),
    );
}

async function readStanding(command: Command, flags: DataFlag & { tenant?: string }): Promise<Standing> {
  const path = flags.tenant === undefined ? '/keys' : `/keys?tenant=${encodeURIComponent(flags.tenant)}`;
  return ask<Standing>(command, flags, { method: 'GET', path });
}

function registerRotation(keys: Command): void {
  keys
    .command('rotate')
    .description('begin to change the keys of a tenant, or say what the running change waits for')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option('--use <use>', 'cmd (commands), sys (all else), or both', 'both')
    .action(async (flags: DataFlag & { tenant?: string; use: string }, command: Command) => {
      const body = { tenant: flags.tenant, use: flags.use };
      const rotated = await ask<Standing & { made: readonly string[] }>(command, flags, {
        method: 'POST',
        path: '/keys/rotate',
        body,
      });
      for (const kid of rotated.made) say(`made      ${kid}`);
      sayStanding(rotated);
    });
  keys
    .command('status')
    .description('which manifest the devices believe, who is behind, and what to do next')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (flags: DataFlag & { tenant?: string }, command: Command) => sayStanding(await readStanding(command, flags)));
}

export function registerKeysCommands(program: Command): void {
  const keys = program.command('keys').description('keys that devices believe: root, manifests, rotation');
  registerRoot(keys);
  registerGatewaySide(keys);
  registerRotation(keys);
}
