#!/usr/bin/env python3
"""Checks a certificate of erasure, without the server. Needs the Python package `cryptography`.

verify_certificate.py CERTIFICATE KEYS: the file from the farewell page or mail, and the shop's public keys as they stand at
/.well-known/cloakroom-keys.json. Says what is gone and what stays; ends with 1 and the reason if anything was changed.
"""
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text):
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + LETTERS.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def sha256(value):
    """Of the canonical form (RFC 8785) of documents with plain names and whole numbers."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).digest()


def check(certificate, keys):
    document, proof = dict(certificate), dict(certificate["proof"])
    del document["proof"]
    signature = base58(proof.pop("proofValue")).rjust(64, b"\0")
    if (certificate["format"], proof["cryptosuite"]) != ("cloakroom-erasure-1", "eddsa-jcs-2022"):
        raise ValueError("it is of another form")
    known = {key["id"]: base58(key["publicKeyMultibase"]) for key in keys["assertionMethod"]}
    key = known.get(proof["verificationMethod"])
    if key is None or key[:2] != b"\xed\x01":
        raise ValueError("the shop publishes no such key")
    Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, sha256(proof) + sha256(document))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    certificate, keys = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
    try:
        check(certificate, keys)
    except InvalidSignature:
        sys.exit("This certificate does not hold: it was changed after it was signed")
    except (KeyError, ValueError) as bad:
        sys.exit(f"This certificate does not hold: {bad}")
    print(f'{certificate["at"]}: {certificate["shop"]["title"]} signed that these keys of account {certificate["account"]} are destroyed')
    for gone in certificate["destroyed"]:
        print(f'  {gone["what"]} (key {gone["key"]}, paragraph {gone["paragraph"]})')
    for store in certificate["stores"]:
        print(f'  {store["store"]}: {store["done"]}, {store["at"]}')
    for stays in certificate["remains"]:
        print(f'  stays until {stays["until"]}: {stays["what"]} ({stays["why"]}; paragraph {stays["paragraph"]})')
