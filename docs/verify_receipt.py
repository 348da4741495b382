#!/usr/bin/env python3
"""Checks a receipt for an answer, without the server. Needs the Python package `cryptography`.

verify_receipt.py RECEIPT KEYS: the receipt as My Account hands it over, and the shop's public keys as they stand at
/.well-known/cloakroom-keys.json. Says what was answered to which words; ends with 1 and the reason if anything was changed.
"""
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Bad(Exception):
    """The receipt does not hold."""


def canonical(value):
    """RFC 8785 for documents whose names are plain letters and whose numbers are whole."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value):
    return hashlib.sha256(canonical(value)).digest()


def base58(text):
    if not text.startswith("z"):
        raise Bad("a key or a signature is not written in base 58")
    number = 0
    for letter in text[1:]:
        number = number * 58 + LETTERS.index(letter)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def key_of(keys, name):
    found = [key for key in keys["assertionMethod"] if key["id"] == name and key["controller"] == keys["id"]]
    if not found:
        raise Bad(f"the shop publishes no key {name}")
    coded = base58(found[0]["publicKeyMultibase"])
    if coded[:2] != b"\xed\x01" or len(coded) != 34:
        raise Bad("the key is not one of Ed25519")
    return Ed25519PublicKey.from_public_bytes(coded[2:])


def signed(keys, signature, message):
    """Whether a key of the shop signed it, the one of now or one before it."""
    for key in keys["assertionMethod"]:
        try:
            key_of(keys, key["id"]).verify(signature, message)
            return True
        except InvalidSignature:
            pass
    return False


def check(receipt, keys):
    """What was shown and answered."""
    proof = dict(receipt["proof"])
    signature = base58(proof.pop("proofValue"))
    if (proof["type"], proof["cryptosuite"]) != ("DataIntegrityProof", "eddsa-jcs-2022"):
        raise Bad("the proof is of another kind")
    key = key_of(keys, proof["verificationMethod"])
    document = {name: value for name, value in receipt.items() if name != "proof"}
    try:
        key.verify(signature, sha256(proof) + sha256(document))
    except InvalidSignature:
        raise Bad("the receipt was changed after it was signed") from None
    record = receipt["dpv:hasRecordOfActivity"]
    notice = record["dpv:hasNotice"]
    words = notice["cloakroom:words"]
    if sha256(words).hex() != notice["cloakroom:sha256"]:
        raise Bad("the words are not those that the record points at")
    # The words were signed when somebody first answered them, perhaps with an earlier key than the receipt.
    if not signed(keys, bytes.fromhex(notice["cloakroom:signature"]), b"cloakroom wording 1\n" + sha256(words)):
        raise Bad("the words were changed after they were signed")
    return record, words


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        published = json.load(file)
    try:
        record, words = check(given, published)
    except (Bad, KeyError, ValueError) as bad:
        sys.exit(f"This receipt does not hold: {bad}")
    answer = record["dpv:hasConsentStatus"]["@id"].removeprefix("dpv:Consent").lower()
    print(f'{record["dpv:isIndicatedAtTime"]}: consent {answer}, under version {words["policy"]["version"]} of the policy')
    print(f'  {words["label"]}\n  {words["beside"]}')
