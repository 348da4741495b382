#!/usr/bin/env python3
"""Opens sealed values without the server, as docs/formats.md describes them. Needs the package `cryptography`.

open_value.py FILE: a JSON file with root_key_file, wrapped (hex, from the epoch key down to the class key) and values.
"""
import base64
import hashlib
import json
import struct
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding


def open_value(class_key, value):
    sealed, key_version = bytes.fromhex(value["sealed"]), struct.pack(">I", value["key_version"])
    material = HKDF(SHA256(), 64, salt=b"cloakroom seal 1", info=b"").derive(class_key)
    if sealed[:5] + sealed[17:49] != b"\x01" + key_version + material[32:]:
        raise ValueError("the envelope belongs to another key")
    parts = [b"cloakroom sealed 1", value["table"].encode(), value["column"].encode(), bytes.fromhex(value["customer"]),
             bytes.fromhex(value["row"]), value["class"].encode()]
    place = b"".join(struct.pack(">Q", len(part)) + part for part in parts) + key_version
    padded = AESGCMSIV(material[:32]).decrypt(sealed[5:17], sealed[49:], place)
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
head, letters, check = given["root_key_file"].split()
line = hashlib.sha256(f"{head} {letters}".encode()).digest()
if head != "cloakroom-root-1" or base64.urlsafe_b64encode(line[:6]).decode() != check:
    raise ValueError("the root key file is damaged")
key = base64.urlsafe_b64decode(letters + "=")
for wrapped in given["wrapped"]:
    key = aes_key_unwrap_with_padding(key, bytes.fromhex(wrapped))
for value in given["values"]:
    print(f'{value["table"]}.{value["column"]}: {open_value(key, value).decode()}')
