#!/usr/bin/env python3
"""Opens sealed values without the server, as docs/formats.md describes them. Needs the package `cryptography`.

open_value.py FILE: a JSON file with root_key_file, wrapped (hex, from the epoch key down to the class key) and values.
"""
import base64
import hashlib
import hmac
import json
import struct
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding


def root_key(text):
    head, letters, check = text.split()
    line = hashlib.sha256(f"{head} {letters}".encode()).digest()
    if head != "cloakroom-root-1" or base64.urlsafe_b64encode(line[:6]).decode() != check:
        raise ValueError("the root key file is damaged")
    return base64.urlsafe_b64decode(letters + "=")


def place(value):
    parts = [b"cloakroom sealed 1", value["table"].encode(), value["column"].encode(), bytes.fromhex(value["customer"]),
             bytes.fromhex(value["row"]), value["class"].encode()]
    return b"".join(struct.pack(">Q", len(part)) + part for part in parts) + struct.pack(">I", value["key_version"])


def open_value(class_key, value):
    sealed = bytes.fromhex(value["sealed"])
    version, key_version, nonce, commitment = struct.unpack_from(">BI12s32s", sealed)
    material = HKDF(SHA256(), 64, salt=b"cloakroom seal 1", info=b"").derive(class_key)
    if (version, key_version) != (1, value["key_version"]) or not hmac.compare_digest(commitment, material[32:]):
        raise ValueError("the envelope belongs to another key")
    padded = AESGCMSIV(material[:32]).decrypt(nonce, sealed[49:], place(value))
    length = struct.unpack_from(">I", padded)[0]
    return padded[4 : 4 + length]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    key = root_key(given["root_key_file"])
    for wrapped in given["wrapped"]:
        key = aes_key_unwrap_with_padding(key, bytes.fromhex(wrapped))
    for value in given["values"]:
        print(f'{value["table"]}.{value["column"]}: {open_value(key, value).decode()}')
