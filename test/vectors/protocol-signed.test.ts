// Runs the signed protocol vectors in both directions, the pod story as a whole, and the files against their maker.
import { describe, expect, test } from 'vitest';
import {
  admitCommand,
  type Command,
  type CommandResult,
  decodeMessage,
  hashOfMessage,
  importSigner,
  isEvidenceEnough,
  type JournalEntry,
  KIND_CATALOGUE,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  parseTopic,
  payloadForm,
  readCommand,
  SCHEMAS,
  type SchemaName,
  signText,
  verifySigned,
  type Welcome,
} from '#protocol';
import { makeProtocolVectors } from './make-protocol-vectors.ts';
import { POD, readProtocolVectors, trusting, VECTOR_KEYS } from './read-protocol-vectors.ts';

type SignedCase = {
  readonly name: string;
  readonly schema: SchemaName;
  readonly typ: MessageType;
  readonly kid: string;
  readonly header: string;
  readonly payload: string;
  readonly decoded: object;
  readonly jws: string;
  readonly sha256: string;
};
type RefusedCase = {
  readonly name: string;
  readonly typ: MessageType;
  readonly trusted: readonly string[];
  readonly jws: string;
  readonly code: string;
};
type CommandCase = RefusedCase & { readonly issuer: string; readonly tenant: string; readonly device: string };
type StoryStep = {
  readonly note: string;
  readonly topic: string;
  readonly retain: boolean;
  readonly schema: SchemaName;
  readonly typ?: MessageType;
  readonly kid?: string;
  readonly decoded: object;
  readonly payload: string;
};

const cases = <T>(path: string): readonly T[] => readProtocolVectors<{ cases: readonly T[] }>(path).cases;
const signed = cases<SignedCase>('valid/signed.json');
const story = readProtocolVectors<{ steps: readonly StoryStep[] }>('valid/pod-story.json').steps;

async function signerOf(kid: string) {
  const key = VECTOR_KEYS.find((candidate) => candidate.kid === kid);
  if (!key) throw new Error(`no vector key ${kid}`);
  return await importSigner(kid, key.privateJwk);
}

describe('FP-05 signed messages', () => {
  test.each(signed)('verifies $name', async ({ typ, kid, payload, jws, schema, decoded, sha256 }) => {
    const verified = await verifySigned(jws, typ, trusting([kid]));
    expect(verified).toEqual({ ok: true, value: { kid, typ, payload, jws } });
    expect(decodeMessage(SCHEMAS[schema], payload)).toEqual({ ok: true, value: decoded });
    expect(hashOfMessage(jws)).toBe(sha256);
    expect(payloadForm(Buffer.from(jws))).toBe('jws');
  });

  test.each(signed)('signs $name to the same bytes', async ({ typ, kid, header, payload, decoded, jws }) => {
    expect(JSON.stringify(decoded)).toBe(payload);
    expect(await signText(typ, payload, await signerOf(kid))).toBe(jws);
    expect(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).toBe(header);
  });

  test.each(signed.filter(({ schema }) => schema === 'command'))('a device believes $name', async ({ jws, decoded, sha256 }) => {
    const believed = await readCommand(jws, trusting(['gw-k1']), { issuer: 'unlatch', address: POD });
    expect(believed).toMatchObject({ ok: true, value: { command: decoded, cmdHash: sha256 } });
  });

  test('FP-06 every type and every act has a vector, and each serves its own purpose only', async () => {
    expect([...new Set(signed.map(({ typ }) => typ))].sort()).toEqual(Object.values(MESSAGE_TYPES).sort());
    expect(new Set(signed.flatMap(({ decoded }) => ('act' in decoded ? [decoded.act] : []))).size).toBe(
      SCHEMAS.command.options.length,
    );
    for (const { jws, typ, kid } of signed) {
      for (const other of Object.values(MESSAGE_TYPES)) {
        expect((await verifySigned(jws, other, trusting([kid]))).ok).toBe(other === typ);
      }
    }
  });

  test.each(cases<RefusedCase>('invalid/signed.json'))('$code: $name', async ({ jws, typ, trusted, code }) => {
    expect(await verifySigned(jws, typ, trusting(trusted))).toMatchObject({ ok: false, error: { code } });
  });

  test.each(cases<CommandCase>('invalid/commands.json'))('FP-07 a device answers $code: $name', async (vector) => {
    const { issuer, tenant, device, trusted, jws, code } = vector;
    expect(await readCommand(jws, trusting(trusted), { issuer, address: { tenant, device } })).toEqual({
      ok: false,
      error: { code },
    });
  });
});

describe('a session of a pod', () => {
  const all = <T>(schema: SchemaName): readonly T[] =>
    story.filter((step) => step.schema === schema).map((step) => step.decoded as T);

  test.each(story.map((step, at) => ({ ...step, at })))('step $at: $note', async (step) => {
    const topic = parseTopic(step.topic);
    expect(topic).toMatchObject({ ok: true, value: POD });
    const goesUp = topic.ok && topic.value.direction === 'up';
    expect(Buffer.byteLength(step.payload)).toBeLessThanOrEqual(goesUp ? LIMITS.maxUpBytes : LIMITS.maxDownBytes);
    let text = step.payload;
    if (step.typ && step.kid) {
      const verified = await verifySigned(step.payload, step.typ, trusting([step.kid]));
      expect(verified.ok).toBe(true);
      text = verified.ok ? verified.value.payload : '';
    }
    expect(decodeMessage(SCHEMAS[step.schema], text)).toEqual({ ok: true, value: step.decoded });
    expect(step.retain).toBe(step.schema === 'online');
  });

  test('FP-08 uptimes of the device never fall and FP-20 seq has no gap', () => {
    const from = story.map(({ decoded }) => decoded).filter((decoded) => 'seq' in decoded && 'upMs' in decoded);
    expect(from.map((decoded) => 'seq' in decoded && decoded.seq)).toEqual(from.map((_, at) => at));
    const uptimes = from.map((decoded) => Number('upMs' in decoded && decoded.upMs));
    expect(uptimes).toEqual([...uptimes].sort((a, b) => a - b));
  });

  test('FP-07 each command is admitted when it comes, by a memory that starts at the floor of the welcome', () => {
    let lastCtr = all<Welcome>('welcome')[0]?.floor ?? Number.NaN;
    let upMs = 0;
    for (const { schema, decoded } of story) {
      if ('upMs' in decoded) upMs = Number(decoded.upMs);
      if (schema !== 'command') continue;
      const command = decoded as Command;
      const admission = admitCommand(command, { boot: command.boot, lastCtr, amnesia: false, isAnswered: () => false }, upMs);
      expect(admission).toEqual({ verdict: 'act', persistCtr: lastCtr + 1 });
      lastCtr += 1;
    }
    expect(lastCtr).toBe(45);
  });

  test('FP-10 every result travels on its command path and cites the hash of the bytes obeyed', () => {
    for (const step of story.filter(({ schema }) => schema === 'result')) {
      const commandStep = story.find(({ topic }) => topic === step.topic.replace('/up/res/', '/dn/cmd/'));
      expect((step.decoded as CommandResult).cmdHash).toBe(hashOfMessage(commandStep?.payload ?? ''));
      expect((step.decoded as CommandResult).cid).toBe((commandStep?.decoded as Command).cid);
    }
  });

  test('FP-11 and FP-15 the journal starts and ends on evidence, and its registers never fall', () => {
    const profile = KIND_CATALOGUE[0];
    const entries = all<JournalEntry>('journalEntry');
    expect(entries.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(profile && isEvidenceEnough(profile.startEvidence, entries[0]?.evidence ?? [])).toBe(true);
    expect(profile && isEvidenceEnough(profile.stopEvidence, entries[5]?.evidence ?? [])).toBe(true);
    const useMs = entries.map(({ use }) => use.useMs);
    expect(useMs).toEqual([...useMs].sort((a, b) => a - b));
  });
});

describe('the files', () => {
  test.each([...makeProtocolVectors()])('%s is what the script makes with node:crypto alone', (path, content) => {
    expect(readProtocolVectors(path)).toEqual(JSON.parse(JSON.stringify(content)));
  });
});
