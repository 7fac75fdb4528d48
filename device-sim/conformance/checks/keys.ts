// Key checks: which manifests a device takes, and whom it believes after them (FP-30).
import type { KeyManifest } from '#protocol';
import type { Check } from '../check.ts';
import { manifestKey, sendManifest } from '../fake-gateway.ts';
import type { ForgeKey } from '../forge.ts';
import { require } from '../judge.ts';
import { ask, expectAnswer, expectRefusal, type Kit, lastHello, loseNetwork, pass, startCommand } from '../kit.ts';

const withoutManifest = (kit: Kit): string | null =>
  lastHello(kit).keys === kit.gateway.manifest?.ver ? null : 'it has no root, or did not take the first manifest';

function nextManifest(kit: Kit, keys: readonly ForgeKey[], ver = (kit.gateway.manifest?.ver ?? 0) + 1): KeyManifest {
  const { issuer, address } = kit.gateway;
  return { v: 1, iss: issuer, tenant: address.tenant, ver, keys: keys.map(manifestKey) };
}

/** Installs it: what the gateway says from now on is signed by the last of the keys. */
async function install(kit: Kit, keys: readonly ForgeKey[]): Promise<Uint8Array> {
  kit.gateway.manifest = nextManifest(kit, keys);
  const bytes = sendManifest(kit.gateway, kit.gateway.manifest);
  await pass(kit, 500);
  return bytes;
}

/** What this key signs is obeyed: a stop of nothing, which moves nothing. */
const startOf = (kit: Kit, key: ForgeKey) => startCommand(kit, { key });

/** A manifest that must not be taken names the stranger; nobody believes the stranger after it. */
async function expectNotTaken(kit: Kit, manifest: KeyManifest, root = kit.gateway.keys.root): Promise<void> {
  const bytes = sendManifest(kit.gateway, manifest, root);
  await pass(kit, 500);
  const sent = startOf(kit, kit.gateway.keys.stranger);
  const answer = await ask(kit, sent);
  require(answer.body?.code === 'UNKNOWN_KEY', 'UNKNOWN_KEY', `${answer.body?.code}`, { topic: 'dn/sys', bytes }, sent, answer);
}

const check = (id: string, steps: string, run: Check['run']): Check => ({
  id,
  rule: 'FP-30',
  steps,
  unless: withoutManifest,
  run,
});

export const KEY_CHECKS: readonly Check[] = [
  check(
    'manifest-overlap',
    'A newer manifest with two keys: commands of both are obeyed, and the hello says its version.',
    async (kit) => {
      const { first, second } = kit.gateway.keys;
      await install(kit, [first, second]);
      for (const key of [first, second]) {
        const sent = startOf(kit, key);
        const answer = await ask(kit, sent);
        const isBelieved = answer.body?.code !== 'UNKNOWN_KEY' && answer.body?.code !== 'BAD_SIG';
        require(isBelieved, 'a command that is believed', `${answer.body?.code}`, sent, answer);
      }
      await loseNetwork(kit);
      const ver = kit.gateway.manifest?.ver;
      require(lastHello(kit).keys === ver, `keys ${ver} in the hello`, `${lastHello(kit).keys}`, ...(kit.gateway.hello
        ? [kit.gateway.hello]
        : []));
    },
  ),
  check(
    'manifest-rotation',
    'A newer manifest without the old key: its commands are refused, those of the new one obeyed.',
    async (kit) => {
      const { first, second } = kit.gateway.keys;
      await install(kit, [second]);
      kit.gateway.signer = second;
      try {
        await expectRefusal(kit, startOf(kit, first), 'UNKNOWN_KEY');
        const sent = startOf(kit, second);
        expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
      } finally {
        await install(kit, [first]);
        kit.gateway.signer = first;
      }
    },
  ),
  check('manifest-not-newer', 'A manifest of the same version with another key is not taken.', (kit) =>
    expectNotTaken(kit, nextManifest(kit, [kit.gateway.keys.stranger], kit.gateway.manifest?.ver)),
  ),
  check('manifest-wrong-root', 'A newer manifest that another root signed is not taken.', (kit) =>
    expectNotTaken(kit, nextManifest(kit, [kit.gateway.keys.stranger]), {
      ...kit.gateway.keys.stranger,
      kid: kit.gateway.keys.root.kid,
    }),
  ),
  check('manifest-other-tenant', 'A newer manifest for another tenant is not taken.', (kit) =>
    expectNotTaken(kit, { ...nextManifest(kit, [kit.gateway.keys.stranger]), tenant: 'somebody-else' }),
  ),
  check('manifest-other-issuer', 'A newer manifest of another gateway is not taken.', (kit) =>
    expectNotTaken(kit, { ...nextManifest(kit, [kit.gateway.keys.stranger]), iss: 'https://elsewhere.example' }),
  ),
  check('manifest-key-for-its-use', 'A key that is named for sys only signs no command.', async (kit) => {
    const { first, second } = kit.gateway.keys;
    const manifest = nextManifest(kit, [first, second]);
    kit.gateway.manifest = { ...manifest, keys: [manifestKey(first), { ...manifestKey(second), use: ['sys'] }] };
    sendManifest(kit.gateway, kit.gateway.manifest);
    await pass(kit, 500);
    await expectRefusal(kit, startOf(kit, second), 'UNKNOWN_KEY');
  }),
];
