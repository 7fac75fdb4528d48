// Signing a tag: the same payload and key give the same 76 bytes, and only a key that may sign does.
import { expect, test } from 'vitest';
import { createTagKey, formatKeyRing, parseKeyRing } from '../../../qr/keys.ts';
import { signTag } from '../../../qr/sign.ts';
import { encodeTagPayload } from '../../../qr/tag.ts';
import { expectOk } from './expect-ok.ts';

const made = await createTagKey({ kid: 3, issuer: 'https://q.example.com' });
const [key] = expectOk(await parseKeyRing(formatKeyRing([made]))).signingKeys;
if (key === undefined) throw new Error('a new key signs');
const payload = { kid: 3, tagId: '00000000000000aa', issuedDay: 689 };

test('is the payload followed by 64 bytes, the same each time', async () => {
  const bytes = await signTag(payload, key);
  expect(bytes).toHaveLength(76);
  expect(bytes.subarray(0, 12)).toEqual(encodeTagPayload(payload));
  expect(await signTag(payload, key)).toEqual(bytes);
});

test('asserts on a payload of another kid', async () => {
  await expect(signTag({ ...payload, kid: 4 }, key)).rejects.toThrow('payload names k4');
});

test('asserts on a key that may no longer sign', async () => {
  await expect(signTag(payload, { ...key, status: 'verify-only' })).rejects.toThrow('may no longer sign');
});
