#!/usr/bin/env python3
# Runs the test vectors with nothing but Python and one Ed25519 module (cryptography or nacl): a page to start from in any language.
import base64
import hashlib
import hmac
import json
import pathlib
import re
import sys

try:
    from cryptography.exceptions import InvalidSignature as BadSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    def ed25519_sign(seed, text):
        return Ed25519PrivateKey.from_private_bytes(seed).sign(text)

    def ed25519_check(public, signature, text):
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)

except ImportError:
    from nacl.exceptions import BadSignatureError as BadSignature
    from nacl.signing import SigningKey, VerifyKey

    def ed25519_sign(seed, text):
        return SigningKey(seed).sign(text).signature

    def ed25519_check(public, signature, text):
        VerifyKey(public).verify(text, signature)


FOLDER = pathlib.Path(__file__).resolve().parent
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
ID = r"[A-Za-z0-9_-]{1,48}"
SERIAL = r"[A-Za-z0-9_-]{1,42}"
X = r"[A-Za-z0-9_-]{43}"
NONCE = r"[A-Za-z0-9_-]{22,64}"
TEXT = r"[\s\S]{0,128}"


class Refused(Exception):
    pass


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


KEYS = {key["kid"]: key for key in read("valid/keys.json")["keys"]}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    """FP-05: only the one spelling of the bytes, without padding, blanks or stray last bits."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text) or len(text) % 4 == 1:
        raise Refused("signature.malformed")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise Refused("signature.malformed")
    return data


def verify(jws, typ, key_of):
    """FP-05 to FP-07, in the order of the checks: form, kid, signature, typ. Returns the payload as text."""
    parts = jws.split(".")
    if len(parts) != 3:
        raise Refused("signature.malformed")
    header_bytes, payload, signature = (unb64(part) for part in parts)
    try:
        header = json.loads(header_bytes)
        kid = header["kid"]
    except (ValueError, KeyError, TypeError):
        raise Refused("signature.malformed") from None
    if not isinstance(kid, str) or "crit" in header:
        raise Refused("signature.malformed")
    public = key_of(kid)
    if public is None:
        raise Refused("signature.unknown-key")
    if header.get("alg") != "Ed25519" or len(signature) != 64 or int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
        raise Refused("signature.invalid")
    try:
        ed25519_check(public, signature, f"{parts[0]}.{parts[1]}".encode())
    except BadSignature:
        raise Refused("signature.invalid") from None
    if header.get("typ") != typ:
        raise Refused("signature.wrong-type")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("signature.malformed") from None


def trusting(kids):
    return lambda kid: bytes.fromhex(KEYS[kid]["publicHex"]) if kid in kids else None


def fits(value, shape):
    """A small stand-in for the JSON Schemas: a pattern, a value, a range of whole numbers, a list, or named fields."""
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, range):
        return isinstance(value, int) and not isinstance(value, bool) and value in shape
    if isinstance(shape, tuple):
        sizes, item = shape
        return isinstance(value, list) and len(value) in sizes and all(fits(one, item) for one in value)
    return isinstance(value, dict) and all(name in value and fits(value[name], inner) for name, inner in shape.items())


V = range(1, 2)
MANIFEST = {"v": V, "iss": TEXT, "tenant": ID, "ver": range(1, 2**48)}
MANIFEST["keys"] = (range(1, 7), {"kid": ID, "x": X, "use": (range(1, 3), "cmd|sys")})
ENROLMENT = {"v": V, "serial": SERIAL, "sub": f"{ID}/{ID}", "kid": ID, "iss": TEXT, "root": {"kid": ID, "x": X}}
SAID = {
    "claim": {"v": V, "serial": SERIAL, "x": X, "nonce": NONCE, "model": TEXT, "fw": TEXT, "profile": TEXT},
    "challenge": {"v": V, "nonce": NONCE, "proof": X},
    "prove": {"v": V, "proof": X, "key": r"[\s\S]{0,1024}"},
    "enrolled": {"v": V, "doc": r"[\s\S]{0,1800}", "proof": X},
}


def mac(token, *lines):
    return b64(hmac.new(token.encode(), "\n".join(lines).encode(), hashlib.sha256).digest())


def hear(case, payload):
    """FP-28: what a device or a gateway does with one message of a claim. Raises Refused(why) where it does not believe it."""
    message = json.loads(payload)
    if not fits(message, SAID.get(message.get("t"), {"t": "never"})):
        raise Refused("form")
    token, talk = case["token"], [case["serial"], case["x"], case["deviceNonce"], case["gatewayNonce"]]
    step = message["t"]
    if step == "challenge" and message["proof"] != mac(token, "o2o-claim-gateway", *talk[:3], message["nonce"]):
        raise Refused("proof")
    if step == "prove":
        if message["proof"] != mac(token, "o2o-claim-device", *talk):
            raise Refused("proof")
        own = {case["serial"]: base64.urlsafe_b64decode(case["x"] + "=")}
        try:
            body = json.loads(verify(message["key"], "o2o-claim+jwt", own.get))
        except Refused:
            raise Refused("key") from None
        if (body["serial"], body["nonce"]) != (case["serial"], case["gatewayNonce"]):
            raise Refused("key")
    if step == "enrolled":
        if message["proof"] != mac(token, "o2o-claim-enrolled", *talk, message["doc"]):
            raise Refused("proof")
        try:
            doc = json.loads(unb64(message["doc"]))
        except ValueError:
            raise Refused("doc") from None
        if not fits(doc, ENROLMENT) or doc["serial"] != case["serial"]:
            raise Refused("doc")


def take_manifest(case):
    """FP-30: returns the manifest that a device takes, or raises Refused(code)."""
    manifest = json.loads(verify(case["jws"], "o2o-keys+jwt", trusting([case["root"]])))
    if not fits(manifest, MANIFEST):
        raise Refused("codec.invalid")
    current = case["current"] or {"ver": 0, "keys": []}
    if (manifest["iss"], manifest["tenant"]) != (case["iss"], case["tenant"]):
        raise Refused("manifest.foreign")
    if manifest["ver"] <= current["ver"]:
        raise Refused("manifest.not-newer")
    known = {key["kid"]: key["x"] for key in current["keys"]}
    kids = [key["kid"] for key in manifest["keys"]]
    for at, key in enumerate(manifest["keys"]):
        if key["kid"] in kids[:at]:
            raise Refused("manifest.kid-twice")
        if known.get(key["kid"], key["x"]) != key["x"]:
            raise Refused("manifest.kid-reused")
    for use in ("cmd", "sys"):
        if not any(use in key["use"] for key in manifest["keys"]):
            raise Refused("manifest.use-missing")
    return manifest


def admit(case):
    """FP-07, checks 4 to 9: what a device does with a command that it believes."""
    command, memory = case["command"], case["memory"]
    if command["cid"] in memory["answered"]:
        return {"verdict": "answer"}
    for code, is_wrong in (
        ("STALE_BOOT", command["boot"] != memory["boot"]),
        ("BAD_STATE", memory["amnesia"]),  # stored all the same, so that no floor lets it run later
        ("EXPIRED", case["upMs"] >= command["expUp"]),
        ("REPLAY", command["ctr"] <= memory["lastCtr"]),
    ):
        if is_wrong:
            raise Refused(code, *([max(memory["lastCtr"], command["ctr"])] if code == "BAD_STATE" else []))
    return {"verdict": "act", "persistCtr": command["ctr"]}


def check_signed(case):
    header, payload = case["header"].encode(), case["payload"].encode()
    text = f"{b64(header)}.{b64(payload)}"
    seed = bytes.fromhex(KEYS[case["kid"]]["seedHex"])
    assert f"{text}.{b64(ed25519_sign(seed, text.encode()))}" == case["jws"]
    assert verify(case["jws"], case["typ"], trusting([case["kid"]])) == case["payload"]
    assert json.loads(case["payload"]) == case["decoded"]
    assert b64(hashlib.sha256(case["jws"].encode()).digest()) == case["sha256"]


def check_claim(case):
    assert case["token"].encode().hex() == case["tokenHex"]
    assert mac(case["token"], case["connect"]["text"]) == case["connect"]["password"]
    for part in ("gateway", "device", "enrolled"):
        assert mac(case["token"], case[part]["text"]) == case[part]["proof"]
    for payload in case["messages"]:
        hear(case, payload)


def check_manifest(case):
    manifest = take_manifest(case)
    assert manifest["ver"] == case["ver"]
    for asked in case["believes"]:
        found = any(key["kid"] == asked["kid"] and asked["use"] in key["use"] for key in manifest["keys"])
        assert found == asked["believed"]


def check_admission(case):
    assert admit(case) == {name: case[name] for name in ("verdict", "persistCtr") if name in case}


def check_refused_admission(case):
    try:
        act = admit(case)
    except Refused as refused:
        assert refused.args == tuple(case[name] for name in ("code", "persistCtr") if name in case), refused
    else:
        raise AssertionError(f"{act} in spite of {case['code']}")


def refuses(act, reason):
    def check(case):
        try:
            act(case)
        except Refused as refused:
            assert str(refused) == case[reason], f"{refused} instead of {case[reason]}"
        else:
            raise AssertionError(f"believed in spite of {case[reason]}")

    return check


CHECKS = {
    "valid/signed.json": check_signed,
    "invalid/signed.json": refuses(lambda case: verify(case["jws"], case["typ"], trusting(case["trusted"])), "code"),
    "valid/claim.json": check_claim,
    "invalid/claim.json": refuses(lambda case: hear(case, case["payload"]), "why"),
    "valid/manifests.json": check_manifest,
    "invalid/manifests.json": refuses(take_manifest, "code"),
    "valid/admission.json": check_admission,
    "invalid/admission.json": check_refused_admission,
}


def main():
    failed = 0
    for name, check in CHECKS.items():
        cases, passed = read(name)["cases"], 0
        for case in cases:
            try:
                check(case)
                passed += 1
            except (AssertionError, Refused, ValueError, KeyError, TypeError) as problem:
                failed += 1
                print(f"{name}: {case['name']}: {type(problem).__name__} {problem}")
        print(f"{name}: {passed} of {len(cases)}")
    return 1 if failed else 0


sys.exit(main())
