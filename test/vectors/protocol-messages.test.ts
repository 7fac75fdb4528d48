// Runs the unsigned protocol vectors in both directions: topics, messages, admission, evidence, controls, ids, canonical JSON.
import { describe, expect, test } from 'vitest';
import {
  admitCommand,
  type Command,
  type ControlSpec,
  type ControlValue,
  canonicalJson,
  createIds,
  decodeBytes,
  downTopic,
  type EvidenceRule,
  findProfile,
  isEvidenceEnough,
  isTopicId,
  type Json,
  KIND_CATALOGUE,
  LIMITS,
  mayControlTake,
  type ParsedTopic,
  parseTopic,
  SCHEMAS,
  type SchemaName,
  sha256,
  upTopic,
} from '#protocol';
import { readProtocolVectors } from './read-protocol-vectors.ts';

type Cases<T> = { readonly cases: readonly T[] };
type MessageCase = {
  readonly name: string;
  readonly schema: SchemaName;
  readonly payload?: string;
  readonly payloadHex?: string;
  readonly padToBytes?: number;
  readonly limitBytes?: number;
};
type ValidMessage = MessageCase & { readonly payload: string; readonly exact: boolean; readonly decoded: object };
type InvalidMessage = MessageCase & { readonly code: string; readonly at?: string };
type AdmissionCase = {
  readonly name: string;
  readonly memory: {
    readonly boot: string;
    readonly lastCtr: number;
    readonly amnesia: boolean;
    readonly answered: readonly string[];
  };
  readonly upMs: number;
  readonly command: Command;
  readonly verdict: string;
  readonly persistCtr?: number;
  readonly code?: string;
};
type EvidenceCase = EvidenceRule & {
  readonly name: string;
  readonly profile: string;
  readonly rule: 'startEvidence' | 'stopEvidence';
  readonly evidence: readonly string[];
};
type ControlCase = { readonly name: string; readonly spec: ControlSpec; readonly value: ControlValue };

const read = <T>(path: string): readonly T[] => readProtocolVectors<Cases<T>>(path).cases;

function bytesOf({ payload, payloadHex, padToBytes }: MessageCase): Uint8Array {
  const bytes = payloadHex === undefined ? Buffer.from(payload ?? '', 'utf8') : Buffer.from(payloadHex, 'hex');
  return padToBytes === undefined ? bytes : Buffer.concat([bytes, Buffer.alloc(padToBytes - bytes.length, 0x20)]);
}

const decode = (vector: MessageCase) =>
  decodeBytes(SCHEMAS[vector.schema], bytesOf(vector), vector.limitBytes ?? LIMITS.maxUpBytes);

function write(topic: ParsedTopic): string {
  return topic.direction === 'up' ? upTopic(topic, topic) : downTopic(topic, topic);
}

describe('FP-02 topics', () => {
  test.each(read<{ topic: string; parsed: ParsedTopic }>('valid/topics.json'))('reads and writes $topic', ({ topic, parsed }) => {
    expect(parseTopic(topic)).toEqual({ ok: true, value: parsed });
    expect(write(parsed)).toBe(topic);
  });

  test.each(read<{ name: string; topic: string; code: string }>('invalid/topics.json'))('refuses $name', ({ topic, code }) => {
    expect(parseTopic(topic)).toMatchObject({ ok: false, error: { code } });
  });

  test.each(read<{ name: string; text: string }>('invalid/ids.json'))('no id: $name', ({ text }) => {
    expect(isTopicId(text)).toBe(false);
  });
});

describe('FP-01 messages', () => {
  const valid = read<ValidMessage>('valid/messages.json');
  const invalid = read<InvalidMessage>('invalid/messages.json');

  test.each(valid)('decodes $name', (vector) => {
    expect(decode(vector)).toEqual({ ok: true, value: vector.decoded });
  });

  test.each(valid.filter(({ exact }) => exact))('encodes $name to the same bytes', (vector) => {
    const decoded = decode(vector);
    expect(decoded.ok && JSON.stringify(decoded.value)).toBe(vector.payload);
    expect(JSON.stringify(vector.decoded)).toBe(vector.payload);
  });

  test.each(invalid)('refuses $name', (vector) => {
    expect(decode(vector)).toMatchObject({
      ok: false,
      error: vector.at === undefined ? { code: vector.code } : { code: vector.code, at: vector.at },
    });
  });

  test('every message has vectors of both sorts', () => {
    const names = Object.keys(SCHEMAS).sort();
    expect([...new Set(valid.map(({ schema }) => schema))].sort()).toEqual(names);
    expect([...new Set(invalid.map(({ schema }) => schema))].sort()).toEqual(names);
  });
});

describe('FP-07 admission of a believed command', () => {
  const admit = ({ command, memory, upMs }: AdmissionCase) => {
    const { answered, ...kept } = memory;
    return admitCommand(command, { ...kept, isAnswered: (commandId) => answered.includes(commandId) }, upMs);
  };

  test.each(read<AdmissionCase>('valid/admission.json'))('$name', (vector) => {
    const { verdict, persistCtr } = vector;
    expect(admit(vector)).toEqual(persistCtr === undefined ? { verdict } : { verdict, persistCtr });
  });

  test.each(read<AdmissionCase>('invalid/admission.json'))('$code: $name', (vector) => {
    const { code, persistCtr } = vector;
    expect(admit(vector)).toEqual({ verdict: 'reject', code, ...(persistCtr === undefined ? {} : { persistCtr }) });
  });
});

describe('FP-11 evidence', () => {
  const enough = read<EvidenceCase>('valid/evidence.json');
  const short = read<EvidenceCase>('invalid/evidence.json');

  test.each(enough)('$profile $rule holds: $name', (vector) => {
    expect(isEvidenceEnough(vector, vector.evidence)).toBe(true);
  });

  test.each(short)('$profile $rule does not hold: $name', (vector) => {
    expect(isEvidenceEnough(vector, vector.evidence)).toBe(false);
  });

  test.each([...enough, ...short])('the rule is the one of the profile: $profile $rule ($name)', ({
    profile,
    rule,
    all,
    anyOf,
  }) => {
    expect(findProfile(KIND_CATALOGUE, profile)?.[rule]).toEqual({ all, anyOf });
  });
});

describe('FP-22 controls', () => {
  test.each(read<ControlCase>('valid/controls.json'))('$spec.type takes $value: $name', ({ spec, value }) => {
    expect(mayControlTake(spec, value)).toBe(true);
  });

  test.each(read<ControlCase>('invalid/controls.json'))('$spec.type does not take $value: $name', ({ spec, value }) => {
    expect(mayControlTake(spec, value)).toBe(false);
  });
});

describe('ids', () => {
  test.each(
    read<{ prefix: string; nowMs: number; randomHex: string; uuid: string; id: string }>('valid/ids.json'),
  )('$uuid is $id', ({ prefix, nowMs, randomHex, id }) => {
    const ids = createIds({ clock: { nowMs: () => nowMs }, randomBytes: () => Buffer.from(randomHex, 'hex') });
    expect(ids(prefix)).toBe(id);
  });
});

describe('canonical JSON', () => {
  test.each(read<{ name: string; value: Json; text: string; sha256: string }>('valid/canonical-json.json'))('$name', ({
    value,
    text,
    sha256: expected,
  }) => {
    expect(canonicalJson(value)).toBe(text);
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    expect(sha256(text)).toBe(expected);
  });

  test.each(read<{ name: string; value: Json }>('invalid/canonical-json.json'))('has no spelling: $name', ({ value }) => {
    expect(() => canonicalJson(value)).toThrow('safe integers');
  });
});
