#!/usr/bin/env python3
"""Checks a chain file, or the copy of all data with the chain in it, without the server, as docs/formats.md describes
them. Needs nothing but Python; for the proofs in the public log also verify_log.py beside it and the package cryptography.

verify_chain.py FILE [HEAD] [KEY...]: HEAD is a head of this chain known from elsewhere, as NUMBER:HASH. The first KEY is
the log's, in place of the one in the file; the others are witnesses', who must have signed the newest checkpoint. Ends
with 1 at the first bad line and names it.
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


def verify_log(lines, log, keys):
    """Holds the heads against the proofs in the file; the number of the last line that is in the public log."""
    from verify_log import checkpoint, follow, prove

    known, *witnesses = keys or [log["key"]]
    keys = [follow(known, log.get("succession", [])), *witnesses]
    if log["checkpoint"] is None:
        return 0
    trees = dict([checkpoint(log["checkpoint"], keys)])
    newest, last = max(trees), 0
    for proof in log["proofs"]:
        seq, text = proof["seq"], proof["proof"]
        if not 1 <= seq <= len(lines):
            raise ValueError(f"line {seq} is bad: there is a proof for it, but no line")
        try:
            prove(text, bytes.fromhex(lines[seq - 1]["head"]), keys[:1], lambda words: None)
            size, root = checkpoint(text.partition("\n\n")[2], keys[:1], lambda words: None)
        except ValueError as bad:
            raise ValueError(f"line {seq} is bad: {bad}") from None
        if trees.setdefault(size, root) != root or size > newest:
            raise ValueError(f"line {seq} is bad: its proof is in another history than the newest checkpoint")
        last = max(last, seq)
    if log["signed_head"]:
        whole(lines, log["signed_head"], keys[0], trees)
    return last


def whole(lines, note, keys, trees):
    """That a key of the log has signed that these lines were all, as of a tree of the same history."""
    from verify_log import parts, sign_of_log

    text, signatures = parts(note)
    sign_of_log(text, keys, signatures)
    form, seq, head, size, root = text.splitlines()
    if form != "cloakroom ledger head 1":
        raise ValueError("the signed head is of another form")
    if int(seq) > len(lines):
        raise ValueError(f"line {len(lines) + 1} is bad: it was cut off, since {seq} lines were signed")
    if int(seq) < len(lines) or lines[-1]["head"] != head:
        raise ValueError(f"line {seq} is bad: the lines that were signed are others")
    if trees.get(int(size), base64.b64decode(root)) != base64.b64decode(root):
        raise ValueError("the signed head names a tree of another history")
    print(f"signed: these {seq} lines were all when the log had {size} entries")


def chain_of(file):
    """The chain in a file; in the copy of all data the list to read must be the same."""
    if file["format"] != "cloakroom-data-1":
        return file
    chain, shown = file["record"]["chain"], file["record"]["lines"]
    held = [(line["seq"], line["leaf"], line["head"]) for line in chain["lines"]]
    read = [(line["line"], line["leaf"], line["head"]) for line in shown]
    for number in range(max(len(held), len(read))):
        if held[number : number + 1] != read[number : number + 1]:
            raise ValueError(f"line {number + 1} is bad: the list to read and the chain differ")
    return chain


def main(path, *known_from_elsewhere):
    with open(path, encoding="utf-8") as file:
        chain = chain_of(json.load(file))
    if chain["format"] not in ("cloakroom-chain-1", "cloakroom-chain-2"):
        raise ValueError("this is not a chain file of the form cloakroom-chain-1 or cloakroom-chain-2")
    keys = [word for word in known_from_elsewhere if "+" in word]
    heads = [word for word in known_from_elsewhere if "+" not in word]
    known = {int(head.split(":")[0]): head.split(":")[1] for head in heads}
    if chain["known"]:
        known.setdefault(chain["known"]["seq"], chain["known"]["hash"])
    print(f'{verify(chain["lines"], known)} lines hold')
    if chain["format"] == "cloakroom-chain-2":
        print(f'lines 1 to {verify_log(chain["lines"], chain["log"], keys)} are in the public log')


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ValueError as bad:
        sys.exit(str(bad))
