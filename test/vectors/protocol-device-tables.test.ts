// Runs the vectors of what a device keeps: key manifests, answers, the journal's repeats, and the forms without signatures.
import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  findManifestKey,
  journalRepeatAfterMs,
  judgeManifest,
  type KeyManifest,
  type KeyUse,
  MESSAGE_TYPES,
  type MessageType,
  parseTopic,
  payloadForm,
  readCommand,
  SCHEMAS,
  type SchemaName,
  verifySigned,
} from '#protocol';
import { remember } from '../../device-sim/device/answers.ts';
import { type Answer, BLANK_FLASH } from '../../device-sim/device/memory.ts';
import type { Turn } from '../../device-sim/device/turn.ts';
import { readProtocolVectors, trusting } from './read-protocol-vectors.ts';

type ManifestCase = {
  readonly name: string;
  readonly iss: string;
  readonly tenant: string;
  readonly root: string;
  readonly current: KeyManifest | null;
  readonly jws: string;
};
type TakenManifest = ManifestCase & {
  readonly ver: number;
  readonly believes: readonly { readonly kid: string; readonly use: KeyUse; readonly believed: boolean }[];
};
type AnswersCase = {
  readonly name: string;
  readonly open: readonly string[];
  readonly answers: readonly Pick<Answer, 'cid' | 'act' | 'ses'>[];
  readonly known: readonly string[];
  readonly forgotten: readonly string[];
};
type Happening = { readonly atMs: number; readonly event: string; readonly n?: number; readonly upTo?: number };
type Sending = { readonly atMs: number; readonly n: number };
type RepeatCase = {
  readonly name: string;
  readonly happenings: readonly Happening[];
  readonly untilMs: number;
  readonly sends: readonly Sending[];
};

const read = <T>(path: string): readonly T[] => readProtocolVectors<{ cases: readonly T[] }>(path).cases;

describe('FP-30 key manifests', () => {
  async function take({ jws, root, iss, tenant, current }: ManifestCase) {
    const signed = await verifySigned(jws, MESSAGE_TYPES.keys, trusting([root]));
    if (!signed.ok) return { code: signed.error.code };
    const decoded = decodeMessage(SCHEMAS.keyManifest, signed.value.payload);
    if (!decoded.ok) return { code: decoded.error.code };
    const judged = judgeManifest(decoded.value, { iss, tenant, current });
    return judged.ok ? { manifest: judged.value } : { code: judged.error.code };
  }

  test.each(read<TakenManifest>('valid/manifests.json'))('is taken: $name', async (vector) => {
    const { manifest } = (await take(vector)) as { manifest: KeyManifest };
    expect(manifest.ver).toBe(vector.ver);
    for (const { kid, use, believed } of vector.believes) {
      expect(findManifestKey(manifest, kid, use) !== undefined, `${kid} for ${use}`).toBe(believed);
    }
  });

  test.each(read<ManifestCase & { code: string }>('invalid/manifests.json'))('$code: $name', async (vector) => {
    expect(await take(vector)).toEqual({ code: vector.code });
  });
});

describe('FP-13 answers', () => {
  test.each(read<AnswersCase>('valid/answers.json'))('$name', ({ open, answers, known, forgotten }) => {
    const journal = open.map((ses) => ({ ses, n: 0, ev: 'started' as const, mayDrop: false, body: '' }));
    let turn = { device: { flash: { ...BLANK_FLASH, journal } }, effects: [] } as unknown as Turn;
    for (const answer of answers) turn = remember(turn, { ...answer, body: '' });
    const kept = turn.device.flash.answers.map(({ cid }) => cid);
    expect(kept).toEqual(known);
    expect(forgotten.filter((cid) => kept.includes(cid))).toEqual([]);
    expect(turn.device.flash.hasForgottenAnswers).toBe(forgotten.length > 0);
  });
});

describe('FP-16 the repeats of a journal', () => {
  /** A device with one timer, as firmware would have it. */
  function sendings({ happenings, untilMs }: RepeatCase): readonly Sending[] {
    const sent: Sending[] = [];
    let waiting: readonly number[] = [];
    let isGreeted = false;
    let repeats = 0;
    let dueMs = Number.POSITIVE_INFINITY;
    const sendAll = (atMs: number): void => {
      sent.push(...waiting.map((n) => ({ atMs, n })));
    };
    const wait = (atMs: number): void => {
      dueMs = isGreeted && waiting.length > 0 ? atMs + journalRepeatAfterMs(repeats) : Number.POSITIVE_INFINITY;
    };
    const begin = (atMs: number): void => {
      repeats = 0;
      wait(atMs);
    };
    const passTo = (atMs: number): void => {
      for (; dueMs <= atMs; wait(dueMs)) {
        sendAll(dueMs);
        repeats += 1;
      }
    };
    const hear = ({ atMs, event, n = 0, upTo = -1 }: Happening): void => {
      if (event === 'written') {
        waiting = [...waiting, n];
        if (isGreeted) sent.push({ atMs, n });
        if (waiting.length === 1) begin(atMs);
      } else if (event === 'acked') {
        const left = waiting.filter((entry) => entry > upTo);
        const isNew = left.length < waiting.length;
        waiting = left;
        if (isNew) begin(atMs);
      } else {
        isGreeted = event === 'welcome';
        if (isGreeted) sendAll(atMs);
        begin(atMs);
      }
    };
    for (const happening of happenings) {
      passTo(happening.atMs);
      hear(happening);
    }
    passTo(untilMs);
    return sent;
  }

  test.each(read<RepeatCase>('valid/journal-repeat.json'))('$name', (vector) => {
    expect(sendings(vector)).toEqual(vector.sends);
  });
});

describe('FP-32 without signatures', () => {
  const steps = readProtocolVectors<{
    steps: readonly { note: string; topic: string; schema: SchemaName; payload: string; decoded: object }[];
  }>('valid/unsigned.json').steps;

  test.each(steps)('$note', ({ topic, schema, payload, decoded }) => {
    expect(parseTopic(topic).ok).toBe(true);
    expect(payloadForm(Buffer.from(payload))).toBe('json');
    expect(decodeMessage(SCHEMAS[schema], payload)).toEqual({ ok: true, value: decoded });
    expect(JSON.stringify(decoded)).toBe(payload);
  });

  test.each(
    read<{ name: string; typ: MessageType; trusted: readonly string[]; payload: string; code: string }>('invalid/unsigned.json'),
  )('a device that has a key: $name', async ({ typ, trusted, payload, code }) => {
    if (code === 'ignored') {
      expect(await verifySigned(payload, typ, trusting(trusted))).toMatchObject({
        ok: false,
        error: { code: 'signature.malformed' },
      });
      return;
    }
    const address = { tenant: 'pvg', device: 'lamp-7' };
    expect(await readCommand(payload, trusting(trusted), { issuer: 'unlatch', address })).toEqual({ ok: false, error: { code } });
  });
});
