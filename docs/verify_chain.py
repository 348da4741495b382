#!/usr/bin/env python3
"""Checks a chain file without the server, as docs/formats.md describes it. Needs nothing but Python.

verify_chain.py FILE [HEAD]: HEAD is a head of this chain known from elsewhere, as NUMBER:HASH. Ends with 1 at the
first bad line and names it.
"""
import base64
import hashlib
import json
import struct
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def why_record_is_bad(line, seq, previous):
    record = base64.urlsafe_b64decode(line["record"] + "=" * (-len(line["record"]) % 4))
    if sha256(b"cloakroom ledger leaf 1", record).hex() != line["leaf"]:
        return "its record was changed"
    if record[0] != 1 or struct.unpack_from(">Q", record, 1)[0] != seq or record[-64:-32] != previous:
        return "its record belongs elsewhere"
    return None


def verify(lines, known):
    """The number of lines, or a ValueError that names the first bad one. `known` maps numbers to hashes."""
    head, seq = bytes(32), 0
    for seq, line in enumerate(lines, 1):
        if line["seq"] != seq:
            raise ValueError(f"line {seq} is missing, or stands out of order")
        why = line["record"] is not None and why_record_is_bad(line, seq, head)
        if why:
            raise ValueError(f"line {seq} is bad: {why}")
        head = sha256(b"cloakroom ledger head 1", head, struct.pack(">Q", seq), bytes.fromhex(line["leaf"]))
        if head.hex() != line["head"]:
            raise ValueError(f"line {seq} is bad: its leaf or its head was changed")
        if known.get(seq, head.hex()) != head.hex():
            raise ValueError(f"line {seq} is bad: the chain was written anew up to here")
    if max(known, default=0) > seq:
        raise ValueError(f"line {seq + 1} was cut off")
    return seq


def main(path, *heads):
    with open(path, encoding="utf-8") as file:
        chain = json.load(file)
    if chain["format"] != "cloakroom-chain-1":
        raise ValueError("this is not a chain file of the form cloakroom-chain-1")
    known = {int(head.split(":")[0]): head.split(":")[1] for head in heads}
    if chain["known"]:
        known.setdefault(chain["known"]["seq"], chain["known"]["hash"])
    print(f'{verify(chain["lines"], known)} lines hold')


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ValueError as bad:
        sys.exit(str(bad))
