#!/usr/bin/env python3
"""Checks a public log, or a proof for one entry of it, without the server, as docs/formats.md describes them.

verify_log.py log FOLDER KEY...          a folder with checkpoint and tile/, as the log publishes them
verify_log.py proof FILE ENTRY KEY...    a .tlog-proof file, and a file with the entry's bytes

The first KEY is the log's, the others are witnesses', each as name+id+key; all of them must have signed. Ends with 1 and
names what is bad. Needs Python and the package cryptography.
"""
import base64
import hashlib
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE, COSIGNATURE = 1, 4


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def cut(size):
    """The largest power of two below a size: where a tree is cut in two."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    left = cut(len(leaves))
    return node(root(leaves[:left]), root(leaves[left:]))


def root_by_path(at, size, hash, path):
    """The root that a leaf and its path lead to; the path is read from the root downwards, its end."""
    if size == 1 or not path:
        if size != 1 or path:
            raise ValueError("the path has too many or too few hashes")
        return hash
    left, sibling = cut(size), path[-1]
    if at < left:
        return node(root_by_path(at, left, hash, path[:-1]), sibling)
    return node(sibling, root_by_path(at - left, size - left, hash, path[:-1]))


def signed(text, key, lines):
    """Whether a key signed a text, by the lines under it; for a witness the time that it states."""
    name, id, typed = key.split("+", 2)
    typed = base64.b64decode(typed, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8] != id or typed[0] not in (NOTE, COSIGNATURE):
        raise ValueError(f"{key} is not a key")
    for line in lines:
        dash, signer, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if (dash, signer, signature[:4].hex()) != ("—", name, id):
            continue
        time, signature = (0, signature[4:]) if typed[0] == NOTE else (int.from_bytes(signature[4:12], "big"), signature[12:])
        message = text if typed[0] == NOTE else f"cosignature/v1\ntime {time}\n{text}"
        Ed25519PublicKey.from_public_bytes(typed[1:]).verify(signature, message.encode())
        return time
    raise ValueError(f"{name} has not signed the checkpoint")


def sign_of(text, key, lines):
    """As `signed`; a false signature is a ValueError too."""
    try:
        return signed(text, key, lines)
    except InvalidSignature:
        raise ValueError(f"the signature of {key.split('+')[0]} is false") from None


def checkpoint(note, keys, say=print):
    """The size and root of a checkpoint that all the keys signed."""
    text, lines = note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2 :].splitlines()
    for key in keys:
        time = sign_of(text, key, lines)
        say(f"signed by {key.split('+')[0]}" + (f" at {time}" if time else ""))
    origin, size, hash = text.splitlines()[:3]
    if origin != keys[0].split("+")[0]:
        raise ValueError("the checkpoint belongs to another log than the first key")
    return int(size), base64.b64decode(hash, validate=True)


def name(kind, index, count):
    """What a tile is called, and how many of `count` hashes it has."""
    path, wide = f"{index % 1000:03}", min(count - 256 * index, 256)
    while index := index // 1000:
        path = f"x{index % 1000:03}/{path}"
    return f"tile/{kind}/{path}" + (f".p/{wide}" if wide < 256 else ""), wide


def entries(bundle):
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        if len(bundle) < 2 + length:
            raise ValueError("a bundle ends within an entry")
        yield bundle[2 : 2 + length]
        bundle = bundle[2 + length :]


def check_log(folder, *keys):
    folder = pathlib.Path(folder)
    size, wanted = checkpoint((folder / "checkpoint").read_text(encoding="utf-8"), keys)
    row = []
    for index in range(-(-size // 256)):
        path, wide = name("entries", index, size)
        found = [leaf(entry) for entry in entries((folder / path).read_bytes())]
        if len(found) != wide:
            raise ValueError(f"{path} has {len(found)} entries")
        row += found
    if root(row) != wanted:
        raise ValueError("the entries do not have the root of the checkpoint")
    level = 0
    while row:
        for index in range(-(-len(row) // 256)):
            path, wide = name(level, index, len(row))
            if (folder / path).read_bytes() != b"".join(row[256 * index : 256 * index + wide]):
                raise ValueError(f"{path} has other hashes than its entries")
        row = [root(row[start : start + 256]) for start in range(0, len(row) - 255, 256)]
        level += 1
    print(f"{size} entries hold")


def prove(text, entry, keys, say=print):
    """The number of an entry and the size of the tree that a proof file shows it in, all the keys having signed."""
    head, _, note = text.partition("\n\n")
    header, *lines = head.splitlines()
    if header != "c2sp.org/tlog-proof@v1":
        raise ValueError("this is not a proof file")
    if lines[0].startswith("extra "):
        lines.pop(0)
    word, index = lines.pop(0).split(" ")
    size, wanted = checkpoint(note, keys, say)
    path = [base64.b64decode(line, validate=True) for line in lines]
    if word != "index" or not 0 <= int(index) < size:
        raise ValueError("the entry is outside the tree")
    if root_by_path(int(index), size, leaf(entry), path) != wanted:
        raise ValueError("the entry is not in the log at this place")
    return int(index), size


def check_proof(file, entry, *keys):
    index, size = prove(pathlib.Path(file).read_text(encoding="utf-8"), pathlib.Path(entry).read_bytes(), keys)
    print(f"entry {index} of {size} holds")


if __name__ == "__main__":
    try:
        {"log": check_log, "proof": check_proof}[sys.argv[1]](*sys.argv[2:])
    except (IndexError, KeyError, TypeError):
        sys.exit(__doc__)
    except (OSError, ValueError) as bad:
        sys.exit(str(bad))
