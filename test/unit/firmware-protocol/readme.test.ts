// The README of the protocol is its specification: what the code has, and what anybody cites, must be in it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  DEVICE_CODES,
  downTopic,
  EVENT_TYPES,
  KIND_CATALOGUE,
  LIMITS,
  MESSAGE_TYPES,
  RESULT_STATUSES,
  SCHEMAS,
  upTopic,
} from '#protocol';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readme = readFileSync(`${root}/firmware-protocol/README.md`, 'utf8');

/** Text of a chapter up to the next heading of the same or a higher level. */
function chapter(heading: string): string {
  const level = heading.split(' ')[0] ?? '';
  const after = readme.split(`\n${heading}\n`)[1];
  return after?.split(new RegExp(`\\n#{1,${level.length}} `))[0] ?? '';
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(path).isDirectory()) return name === 'output' ? [] : filesBelow(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function fieldsOf(schema: { shape?: object; options?: readonly { shape: object }[] }): readonly string[] {
  const shapes = schema.options?.map((option) => option.shape) ?? [schema.shape ?? {}];
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}

describe('the rules', () => {
  const defined = [...readme.matchAll(/^\*\*(FP-\d\d) /gm)].map(([, rule]) => rule);

  test('are numbered in order without a gap', () => {
    expect(defined).toEqual(defined.map((_, at) => `FP-${String(at + 1).padStart(2, '0')}`));
    expect(defined.length).toBeGreaterThan(20);
  });

  test('exist wherever a source or a test cites one', () => {
    const folders = ['firmware-protocol', 'device-sim', 'gateway', 'qr', 'test'];
    const cited = folders
      .flatMap((folder) => filesBelow(`${root}/${folder}`))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/FP-\d\d\b/g)].map(([rule]) => rule));
    expect(cited.length).toBeGreaterThan(defined.length);
    expect([...new Set(cited)].filter((rule) => !defined.includes(rule))).toEqual([]);
  });
});

describe('the tables', () => {
  test.each([
    ['online', SCHEMAS.online],
    ['hello', SCHEMAS.helloHint],
    ['hello', SCHEMAS.signedHello],
    ['sys', SCHEMAS.systemHint],
    ['sys', SCHEMAS.welcome],
    ['cmd', SCHEMAS.command],
    ['res', SCHEMAS.result],
    ['ses', SCHEMAS.journalEntry],
    ['ack', SCHEMAS.ack],
    ['state', SCHEMAS.state],
    ['evt', SCHEMAS.event],
    ['cfg', SCHEMAS.config],
    ['keys', SCHEMAS.keyManifest],
    ['claim', SCHEMAS.claimUp],
    ['claim', SCHEMAS.claimDown],
    ['claim', SCHEMAS.enrolment],
    ['password', SCHEMAS.connectionProof],
    ['password', SCHEMAS.connectionToken],
  ])('%s names every field of its message', (heading, schema) => {
    const text = chapter(`### ${heading}`);
    for (const field of fieldsOf(schema).filter((name) => name !== 'v')) expect(text).toContain(`\`${field}\``);
  });

  test('name every act, code, status, event type, trigger and message type', () => {
    const acts = SCHEMAS.command.options.map((option) => option.shape.act.value);
    for (const act of acts) expect(chapter('### cmd')).toContain(`| \`${act}\` |`);
    for (const word of [...DEVICE_CODES, ...RESULT_STATUSES]) expect(chapter('### Obeying a command')).toContain(`\`${word}\``);
    for (const type of EVENT_TYPES) expect(chapter('### evt')).toContain(`\`${type}\``);
    const [, updated, ended] = SCHEMAS.journalEntry.options;
    for (const trigger of [...updated.shape.trigger.options, ...ended.shape.trigger.options]) {
      expect(chapter('### ses')).toContain(`\`${trigger}\``);
    }
    for (const typ of Object.values(MESSAGE_TYPES)) expect(chapter('### What travels')).toContain(`| \`${typ}\` |`);
  });

  test('name every topic', () => {
    const plain = { tenant: 'tenant', device: 'device' };
    const prefix = `o2o/1/${plain.tenant}/${plain.device}/`;
    const up = (['hello', 'online', 'journal', 'state', 'telemetry'] as const).map((leaf) => upTopic(plain, { leaf }));
    const down = (['system', 'ack', 'config'] as const).map((leaf) => downTopic(plain, { leaf }));
    const text = chapter('## Topics');
    for (const topic of [...up, ...down]) expect(text).toContain(`| \`${topic.slice(prefix.length)}\` |`);
    for (const topic of ['dn/cmd/{gw}/{cid}', 'up/res/{gw}/{cid}', 'up/evt/{type}', 'o2o/1/claim/{serial}/up'])
      expect(text).toContain(`| \`${topic}\``);
    expect(text).toContain('o2o/1/{tenant}/{device}/');
  });

  test('state the limits of the code', () => {
    const text = chapter('## Limits');
    const seconds = (ms: number): string => `${ms / 1_000} s`;
    const [first, second] = LIMITS.repeatAfterMs;
    for (const stated of [
      `| ${LIMITS.maxUpBytes.toLocaleString('en')} and ${LIMITS.maxDownBytes.toLocaleString('en')} bytes |`,
      `| ${LIMITS.maxTopicBytes} bytes, ${LIMITS.maxTopicSlashes} slashes |`,
      `| ${seconds(LIMITS.startLifetimeMs)}, ${seconds(LIMITS.commandLifetimeMs)} |`,
      `| ${seconds(first)} and ${seconds(second)} |`,
      `| A start is given up after | ${seconds(LIMITS.startUnseenAfterMs)} |`,
      `| Meter entry every | ${seconds(LIMITS.meterEveryMs)} of use |`,
      `| State again every | ${seconds(LIMITS.stateEveryMs)} while in use |`,
      `| ${LIMITS.resultCacheEntries} |`,
      `| Journal entries | ${LIMITS.journalEntries} |`,
      `| ${seconds(LIMITS.reconnectMinMs)} to ${seconds(LIMITS.reconnectMaxMs)}, reset after ${seconds(LIMITS.reconnectStableMs)} |`,
      `| Keepalive | ${LIMITS.keepaliveS} s |`,
      `| Sessions in a hello | ${LIMITS.helloOpenSessions} |`,
      `| Longest use of a session | ${LIMITS.longestSessionS / 3_600} h |`,
      `| ${seconds(LIMITS.journalRepeatMinMs)}, doubling up to ${seconds(LIMITS.journalRepeatMaxMs)} |`,
      `| Longest advice to stay away | ${LIMITS.longestAdviceS.toLocaleString('en')} s |`,
      `| Life of an enrolment token | ${LIMITS.claimLifetimeMs / 3_600_000} h |`,
      `| 2^${Math.log2(LIMITS.counterLeap)} at most |`,
      `| ${LIMITS.uptimeTolerancePermille / 10} % and ${seconds(LIMITS.uptimeToleranceMs)} once |`,
    ]) {
      expect(text).toContain(stated);
    }
  });

  test('name every file of vectors', () => {
    const text = chapter('## Test vectors');
    for (const folder of ['valid', 'invalid']) {
      for (const file of readdirSync(`${root}/firmware-protocol/vectors/${folder}`)) expect(text).toContain(`\`${file}\``);
    }
  });

  test('name every kind with its signals, interlocks and leases', () => {
    const text = chapter('## Kinds');
    for (const { startEvidence, stopEvidence, interlocks, controls, firstLeaseS, maxLeaseS } of KIND_CATALOGUE) {
      const words = [...startEvidence.all, ...startEvidence.anyOf, ...stopEvidence.all, ...Object.keys(controls)];
      for (const word of [...words, ...interlocks.map(({ refuseWhile }) => refuseWhile)]) expect(text).toContain(`\`${word}\``);
      expect(text).toContain(`${firstLeaseS} s, ${maxLeaseS} s`);
    }
  });
});
