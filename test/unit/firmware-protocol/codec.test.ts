// Codec: any bytes are decoded or refused with a place; it never throws (FP-01).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBytes, decodeText, LIMITS, payloadForm, SCHEMAS, type SchemaName } from '#protocol';

const schemaName = fc.constantFrom(...(Object.keys(SCHEMAS) as SchemaName[]));
const REFUSALS = ['codec.too-large', 'codec.not-utf8', 'codec.not-json', 'codec.invalid'];

const decode = (name: SchemaName, bytes: Uint8Array) => decodeBytes(SCHEMAS[name], bytes, LIMITS.maxUpBytes);

describe('FP-01 codec', () => {
  test('takes any bytes without throwing', () => {
    fc.assert(
      fc.property(schemaName, fc.uint8Array({ maxLength: 5_000 }), (name, bytes) => {
        const decoded = decode(name, bytes);
        return decoded.ok || REFUSALS.includes(decoded.error.code);
      }),
    );
  });

  test('takes any JSON without throwing, with the member names of every object too', () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('v', '__proto__', 'constructor', 'toString', 'act', 'ev', 't', 'data', 'reported'),
    );
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.constant(1), fc.dictionary(key, tie('json'))),
    }));
    fc.assert(
      fc.property(schemaName, json, (name, value) => {
        const decoded = decode(name, Buffer.from(JSON.stringify(value)));
        return decoded.ok || REFUSALS.includes(decoded.error.code);
      }),
    );
  });

  test('an event that names __proto__ changes no object', () => {
    const bytes = Buffer.from('{"v":1,"boot":"1-0000000000000000","seq":0,"upMs":0,"data":{"__proto__":"x","open":true}}');
    const decoded = decode('event', bytes);
    expect(decoded.ok && Object.getPrototypeOf(decoded.value)).toBe(Object.prototype);
    expect(({} as { open?: boolean }).open).toBeUndefined();
  });

  test('brackets as deep as a payload can hold are refused like any other payload', () => {
    const deep = Buffer.from('['.repeat(LIMITS.maxUpBytes));
    expect(decode('event', deep)).toMatchObject({ ok: false, error: { code: 'codec.not-json' } });
    const closed = Buffer.from('['.repeat(LIMITS.maxUpBytes / 2) + ']'.repeat(LIMITS.maxUpBytes / 2));
    expect(decode('event', closed)).toMatchObject({ ok: false, error: { code: 'codec.invalid' } });
  });

  test('counts bytes, not letters, and says how many there were', () => {
    const text = Buffer.from('牛'.repeat(2));
    expect(decodeText(text, 6)).toEqual({ ok: true, value: '牛牛' });
    expect(decodeText(text, 5)).toEqual({ ok: false, error: { code: 'codec.too-large', bytes: 6, limitBytes: 5 } });
  });

  test('gives text back byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = decodeText(bytes, 64);
        return !text.ok || Buffer.from(text.value).equals(bytes);
      }),
    );
  });

  test('the first byte tells the form', () => {
    expect(payloadForm(Buffer.from('{"v":1}'))).toBe('json');
    expect(payloadForm(Buffer.from('eyJhbGciOiJFZDI1NTE5In0.e30.AA'))).toBe('jws');
    for (const other of ['', ' {}', '[]', '\ufeff{}', '"e"', 'E']) expect(payloadForm(Buffer.from(other))).toBe('unknown');
  });
});
