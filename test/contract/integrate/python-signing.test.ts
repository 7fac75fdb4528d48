// The reference device in Python believes and refuses signed messages as the vectors say.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROTOCOL = fileURLToPath(new URL('../../../firmware-protocol/', import.meta.url));
const PYTHON = '/usr/bin/python3';
const hasCryptography = spawnSync(PYTHON, ['-c', 'import cryptography'], { stdio: 'ignore' }).status === 0;

/** Every case of both files; prints those that came out otherwise, and how many there were. */
const PROGRAM = `
import json, sys
sys.path.insert(0, "reference/python")
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from signing import Refused, b64, believe, sign, unb64
read = lambda name: json.load(open("vectors/" + name, encoding="utf-8"))
keys = {key["kid"]: key for key in read("valid/keys.json")["keys"]}
x = lambda kid: b64(bytes.fromhex(keys[kid]["publicHex"]))
wrong, count = [], 0
for case in read("valid/signed.json")["cases"]:
    body, count = case["decoded"], count + 1
    iss, aud = body.get("iss"), body.get("aud")
    if believe(case["jws"], case["typ"], {case["kid"]: x(case["kid"])}, iss, aud) != body:
        wrong.append(case["name"])
    seed = b64(bytes.fromhex(keys[case["kid"]]["seedHex"]))
    mine = sign(case["typ"], body, case["kid"], seed)
    if json.loads(unb64(mine.split(".")[0])) != {"alg": "Ed25519", "kid": case["kid"], "typ": case["typ"]}:
        wrong.append("header " + case["name"])
    more = {"alg": "Ed25519", "kid": case["kid"], "typ": case["typ"], "note": "not known"}
    text = b64(json.dumps(more).encode()) + "." + mine.split(".")[1]
    by = Ed25519PrivateKey.from_private_bytes(unb64(seed))
    if believe(text + "." + b64(by.sign(text.encode())), case["typ"], {case["kid"]: x(case["kid"])}, iss, aud) != body:
        wrong.append("other member " + case["name"])
    if believe(mine, case["typ"], {case["kid"]: x(case["kid"])}, iss, aud) != body:
        wrong.append("signed " + case["name"])
for case in read("invalid/signed.json")["cases"]:
    count += 1
    try:
        believe(case["jws"], case["typ"], {kid: x(kid) for kid in case["trusted"]}, "unlatch", "pvg/pod-a1")
        wrong.append(case["name"])
    except Refused:
        pass
print(json.dumps({"wrong": wrong, "count": count}))
`;

test.skipIf(!hasCryptography)('FP-05 signing.py believes what the vectors say (needs python3-cryptography)', () => {
  const { status, stderr, stdout } = spawnSync(PYTHON, ['-B', '-c', PROGRAM], { cwd: PROTOCOL, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { count, wrong } = JSON.parse(stdout) as { readonly count: number; readonly wrong: readonly string[] };
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(20);
});
