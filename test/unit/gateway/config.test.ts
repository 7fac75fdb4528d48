// Config: the wallet's variables are needed together, each that is missing is named, and what is written about them is true.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { environment, readConfig } from '../../../gateway/config.ts';

const wallet = (env: { readonly [name: string]: string }) => {
  const read = readConfig(env);
  return read.ok ? read.value.wallet : read.error.map(({ name }) => name);
};

test('without a word money is in the gateway’s own ledger', () => {
  expect(wallet({})).toEqual({ name: 'ledger' });
});

test('a host wallet needs its address and both keys; tokens are exchanged only where that is named', () => {
  expect(wallet({ UNLATCH_WALLET: 'host' })).toEqual(['UNLATCH_WALLET_URL', 'UNLATCH_WALLET_KEY', 'UNLATCH_WALLET_KEYS']);
  const needed = {
    UNLATCH_WALLET: 'host',
    UNLATCH_WALLET_URL: 'https://wallet.example.com/v1',
    UNLATCH_WALLET_KEY: 'own.json',
    UNLATCH_WALLET_KEYS: 'keys.json',
  };
  const host = { name: 'host', url: 'https://wallet.example.com/v1', keyFile: 'own.json', walletKeysFile: 'keys.json' };
  expect(wallet(needed)).toEqual({ ...host, token: null });
  expect(wallet({ ...needed, UNLATCH_WALLET_TOKEN_URL: 'https://id.example.com/token' })).toEqual({
    ...host,
    token: { url: 'https://id.example.com/token', clientId: 'unlatch', audience: 'wallet' },
  });
  expect(wallet({ ...needed, UNLATCH_WALLET_URL: 'ftp://wallet.example.com' })).toEqual(['UNLATCH_WALLET_URL']);
});

test('a card wallet needs its secrets and the payers’ accounts', () => {
  const names = ['UNLATCH_CARD_KEY', 'UNLATCH_CARD_WEBHOOK_KEY', 'UNLATCH_CARD_ACCOUNTS'];
  expect(wallet({ UNLATCH_WALLET: 'card' })).toEqual(names);
  expect(wallet({ UNLATCH_WALLET: 'card', UNLATCH_CARD_KEY: 'k' })).toEqual(names.slice(1));
  const files = { UNLATCH_CARD_KEY: 'k', UNLATCH_CARD_WEBHOOK_KEY: 'w', UNLATCH_CARD_ACCOUNTS: 'a' };
  expect(wallet({ UNLATCH_WALLET: 'card', ...files })).toEqual({
    name: 'card',
    secretKeyFile: 'k',
    webhookSecretFile: 'w',
    accountsFile: 'a',
    increment: 'none',
    apiUrl: null,
  });
});

test('a stand-in for the card provider is on this machine: the secret key goes nowhere else', () => {
  const files = { UNLATCH_CARD_KEY: 'k', UNLATCH_CARD_WEBHOOK_KEY: 'w', UNLATCH_CARD_ACCOUNTS: 'a' };
  const card = { UNLATCH_WALLET: 'card', ...files };
  expect(wallet({ ...card, UNLATCH_CARD_URL: 'http://127.0.0.1:4100' })).toMatchObject({ apiUrl: 'http://127.0.0.1:4100' });
  expect(wallet({ ...card, UNLATCH_CARD_URL: 'https://cards.example.com' })).toEqual(['UNLATCH_CARD_URL']);
});

describe('wallets that close', () => {
  const host = {
    UNLATCH_WALLET_URL: 'https://wallet.example.com/v1',
    UNLATCH_WALLET_KEY: 'own.json',
    UNLATCH_WALLET_KEYS: 'keys.json',
  };
  const card = { UNLATCH_CARD_KEY: 'k', UNLATCH_CARD_WEBHOOK_KEY: 'w', UNLATCH_CARD_ACCOUNTS: 'a' };
  const names = (env: { readonly [name: string]: string }) => {
    const read = readConfig(env);
    if (!read.ok) return read.error;
    const { wallet, topUp, closing } = read.value;
    return { wallet: wallet.name, topUp: topUp?.name ?? null, closing: closing.map(({ name }) => name) };
  };

  test('stand beside the one that new holds go to', () => {
    expect(names({})).toEqual({ wallet: 'ledger', topUp: null, closing: [] });
    expect(names({ UNLATCH_WALLET: 'card', ...card, UNLATCH_WALLET_CLOSING: 'host', ...host })).toEqual({
      wallet: 'card',
      topUp: null,
      closing: ['host'],
    });
    expect(names({ UNLATCH_TOP_UP: 'card', ...card, UNLATCH_WALLET_CLOSING: ' host, card,host', ...host })).toEqual({
      wallet: 'ledger',
      topUp: 'card',
      closing: ['host', 'card'],
    });
  });

  test('need everything that reaches them', () => {
    expect(names({ UNLATCH_WALLET: 'card', ...card, UNLATCH_WALLET_CLOSING: 'host' })).toEqual(
      Object.keys(host).map((name) => ({ name, problem: 'is needed with UNLATCH_WALLET_CLOSING=host' })),
    );
  });

  test('are not the one that new holds go to, nor the ledger, nor any other word', () => {
    const problem = 'names host, which UNLATCH_WALLET gives new holds to: a wallet is one or the other';
    const both = { UNLATCH_WALLET: 'host', ...host, UNLATCH_WALLET_CLOSING: 'host' };
    expect(names(both)).toEqual([{ name: 'UNLATCH_WALLET_CLOSING', problem }]);
    for (const word of ['ledger', 'cash', 'host card']) {
      expect(names({ ...host, ...card, UNLATCH_WALLET_CLOSING: word })).toMatchObject([
        { name: expect.stringMatching(/^UNLATCH_WALLET_CLOSING/) },
      ]);
    }
  });
});

describe('hosts of tenants', () => {
  const hosts = (env: { readonly [name: string]: string }) => {
    const read = readConfig(env);
    return read.ok ? read.value.tenantHosts : read.error.map(({ name }) => name.replace(/\..*/, ''));
  };

  test('are named for nobody unless it is said, and one tenant may have several', () => {
    expect(hosts({})).toEqual({ labels: [], takeOver: [] });
    const takeOver = 'tnt_1=m.example.cn, tnt_1=old.example.com:8443,tnt_2=m.example.cn';
    expect(hosts({ UNLATCH_LABEL_HOSTS: 'tnt_1=https://q.example.com', UNLATCH_TAKE_OVER_HOSTS: takeOver })).toEqual({
      labels: [{ tenantId: 'tnt_1', host: 'https://q.example.com' }],
      takeOver: [
        { tenantId: 'tnt_1', host: 'm.example.cn' },
        { tenantId: 'tnt_1', host: 'old.example.com:8443' },
        { tenantId: 'tnt_2', host: 'm.example.cn' },
      ],
    });
  });

  test('are refused where one could be read otherwise than it was meant', () => {
    for (const word of ['tnt_1', 'tnt_1=', '=m.example.cn', 'tnt_1=a=b', 'tnt_1=https://m.example.cn', 'tnt_1=M.example.cn']) {
      expect([word, hosts({ UNLATCH_TAKE_OVER_HOSTS: word })]).toEqual([word, ['UNLATCH_TAKE_OVER_HOSTS']]);
    }
    expect(hosts({ UNLATCH_LABEL_HOSTS: 'tnt_1=q.example.com' })).toEqual(['UNLATCH_LABEL_HOSTS']);
  });
});

describe('where devices connect', () => {
  const mqtt = (env: { readonly [name: string]: string }) => {
    const read = readConfig(env);
    return read.ok ? read.value.mqtt : read.error.map(({ name }) => name);
  };

  test('is a port with TLS, of a certificate of our own, and nothing else unless it is asked for', () => {
    const tls = { port: 8883, files: null, clientCaFile: null };
    expect(mqtt({})).toEqual({ host: '127.0.0.1', plainPort: null, tls, webSocketPort: null });
    expect(mqtt({ UNLATCH_MQTT_PLAIN: 'on' })).toMatchObject({ plainPort: 1883, tls });
    expect(mqtt({ UNLATCH_MQTT_PORT: '2883' })).toMatchObject({ plainPort: 2883, tls });
    expect(mqtt({ UNLATCH_MQTT_WS_PORT: '8884' })).toMatchObject({ plainPort: null, webSocketPort: 8884, tls });
  });

  test('is plain alone only where both is said', () => {
    expect(mqtt({ UNLATCH_MQTT_TLS: 'off' })).toEqual(['UNLATCH_MQTT_TLS']);
    expect(mqtt({ UNLATCH_MQTT_TLS: 'off', UNLATCH_MQTT_PLAIN: 'on' })).toMatchObject({ plainPort: 1883, tls: null });
  });

  test('takes a certificate and its key together', () => {
    expect(mqtt({ UNLATCH_MQTTS_CERT: 'c.pem' })).toEqual(['UNLATCH_MQTTS_KEY']);
    expect(mqtt({ UNLATCH_MQTTS_KEY: 'k.pem' })).toEqual(['UNLATCH_MQTTS_KEY']);
    const files = { UNLATCH_MQTTS_CERT: 'c.pem', UNLATCH_MQTTS_KEY: 'k.pem', UNLATCH_MQTTS_CLIENT_CA: 'ca.pem' };
    expect(mqtt(files)).toMatchObject({
      tls: { port: 8883, files: { certFile: 'c.pem', keyFile: 'k.pem' }, clientCaFile: 'ca.pem' },
    });
  });
});

test('another wallet than these is refused', () => {
  expect(wallet({ UNLATCH_WALLET: 'cash' })).toEqual(['UNLATCH_WALLET']);
});

describe('what is written about the variables', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const known = Object.keys(environment.shape);
  const shown = [...readFileSync(`${root}.env.example`, 'utf8').matchAll(/^# (UNLATCH_[A-Z_]+)=(\S*)$/gm)];
  const readmes = readdirSync(`${root}gateway`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('README.md'))
    .map((path) => `gateway/${path}`);

  test('.env.example shows each once, and no other', () => {
    expect(shown.map(([, name]) => name).sort()).toEqual(known.toSorted());
  });

  test('.env.example shows the default where there is one', () => {
    const defaults = environment.parse({}) as { readonly [name: string]: unknown };
    const wrong = shown.filter(([, name = '', value]) => {
      const byDefault = defaults[name];
      return (typeof byDefault === 'string' || typeof byDefault === 'number') && String(byDefault) !== value;
    });
    expect(wrong.map(([line]) => line)).toEqual([]);
  });

  test('.env.example is accepted where its examples are taken together, but for what excludes each other', () => {
    const all = Object.fromEntries(shown.map(([, name, value]) => [name, value]));
    expect(readConfig(all)).toMatchObject({ ok: true });
  });

  test('the table in the README has each once', () => {
    const rows = readFileSync(`${root}gateway/README.md`, 'utf8').matchAll(/^\| (`UNLATCH_[^|]*) \|/gm);
    const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/UNLATCH_[A-Z_]+/g)].map(([name]) => name));
    expect(named.sort()).toEqual(known.toSorted());
  });

  test.each(['README.md', ...readmes])('%s names none that is not read', (path) => {
    const named = readFileSync(`${root}${path}`, 'utf8').match(/UNLATCH_[A-Z]+(_[A-Z]+)*/g) ?? [];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
