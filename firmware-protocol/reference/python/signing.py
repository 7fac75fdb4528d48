# Signing: compact JWS with Ed25519, as FP-05 and FP-06 ask. What stands in brackets is a rule of ../../README.md.
import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Refused(Exception):
    """Its text is a code of [FP-10]."""


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):  # only the one spelling of its bytes
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise ValueError(text)
    return data


def digest(jws):
    return b64(hashlib.sha256(jws.encode()).digest())


def sign(typ, body, kid, seed):
    header = json.dumps({"alg": "Ed25519", "kid": kid, "typ": typ})
    text = f"{b64(header.encode())}.{b64(json.dumps(body).encode())}"
    return f"{text}.{b64(Ed25519PrivateKey.from_private_bytes(unb64(seed)).sign(text.encode()))}"


def believe(jws, typ, keys, iss, aud):
    """Checks 1 to 3 of [FP-07]. `keys` are those for this purpose: kid to x. The module refuses an S that is too high."""
    try:
        header, payload, signature = jws.split(".")
        head, body, proof = json.loads(unb64(header)), json.loads(unb64(payload)), unb64(signature)
        x = keys.get(head["kid"])
    except (ValueError, KeyError, TypeError):
        raise Refused("BAD_SIG") from None
    if x is None:
        raise Refused("UNKNOWN_KEY")
    try:
        Ed25519PublicKey.from_public_bytes(unb64(x)).verify(proof, f"{header}.{payload}".encode())
    except InvalidSignature:
        raise Refused("BAD_SIG") from None
    if "crit" in head or head.get("alg") != "Ed25519" or head.get("typ") != typ or body.get("iss") != iss:
        raise Refused("BAD_SIG")
    if body.get("aud", aud) != aud:
        raise Refused("WRONG_DEVICE")
    return body
