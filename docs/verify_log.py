#!/usr/bin/env python3
"""Checks a public log, or a proof for one entry of it, without the server, as docs/formats.md describes them.

verify_log.py log FOLDER KEY...          a folder with checkpoint and tile/, as the log publishes them
verify_log.py proof FILE ENTRY KEY...    a .tlog-proof file, and a file with the entry's bytes

The first KEY is the log's, the others are witnesses', each as name+id+key; all of them must have signed. Where the key of
the log has turned, any of its keys will do, and any may have signed: by the file `succession` that the log publishes, in
the FOLDER, or named among the keys. Ends with 1 and names what is bad. Needs Python and the package cryptography.
"""
import base64
import hashlib
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE, COSIGNATURE = 1, 4
SUCCESSION = "cloakroom log key 1"


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


def parts(note):
    """The text of a note, and the lines under it."""
    return note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2 :].splitlines()


def sign_of_log(text, keys, lines):
    """That one of these keys of a log signed a text, and none of their signatures is false."""
    good = []
    for key in keys:
        named = [line for line in lines if line.split(" ")[1:2] == [key.split("+")[0]] and names(line, key)]
        if named:
            good.append(sign_of(text, key, named))
    if not good:
        raise ValueError(f"{keys[0].split('+')[0]} has not signed the checkpoint")


def names(line, key):
    return base64.b64decode(line.split(" ")[2], validate=True)[:4].hex() == key.split("+")[1]


def statements(text):
    """The notes in which a key of a log names the next, as they stand one after the other."""
    before, *notes = text.split(SUCCESSION + "\n")
    if before:
        raise ValueError("what the keys of the log say of each other cannot be read")
    return [f"{SUCCESSION}\n{note}" for note in notes]


def follow(known, notes):
    """All keys of a log that lead to one another, the oldest first: each statement has to be signed by both its keys."""
    found = {}
    for note in notes:
        text, lines = parts(note)
        form, origin, before, after = text.splitlines()
        if form != SUCCESSION or any(key.split("+")[0] != origin for key in (before, after)):
            raise ValueError("what the keys of the log say of each other cannot be read")
        found[before, after] = text, lines
    keys = [known]
    for forward in (True, False):
        while pairs := [pair for pair in found if pair[0 if forward else 1] == keys[-1 if forward else 0]]:
            next_one = pairs[0][1 if forward else 0]
            if len(pairs) > 1 or next_one in keys:
                raise ValueError("two different keys are said to come after, or before, the same key of the log")
            for key in pairs[0]:
                sign_of(found[pairs[0]][0], key, found[pairs[0]][1])
            keys.insert(len(keys) if forward else 0, next_one)
    return keys


def checkpoint(note, keys, say=print):
    """The size and root of a checkpoint that one of the log's keys, which come first in a list, and all witnesses signed."""
    text, lines = parts(note)
    log, *witnesses = keys
    sign_of_log(text, log, lines)
    say(f"signed by {log[0].split('+')[0]}")
    for key in witnesses:
        say(f"signed by {key.split('+')[0]} at {sign_of(text, key, lines)}")
    origin, size, hash = text.splitlines()[:3]
    if origin != log[0].split("+")[0]:
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
    files = [folder / "succession"] if (folder / "succession").exists() else []
    size, wanted = checkpoint((folder / "checkpoint").read_text(encoding="utf-8"), followed([*keys, *files]))
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


def followed(words):
    """Keys as `checkpoint` wants them, from keys and names of files with statements."""
    log, *witnesses = [word for word in words if "+" in str(word)]
    files = [pathlib.Path(word).read_text(encoding="utf-8") for word in words if "+" not in str(word)]
    return [follow(log, [note for text in files for note in statements(text)]), *witnesses]


def check_proof(file, entry, *keys):
    text, entry = pathlib.Path(file).read_text(encoding="utf-8"), pathlib.Path(entry).read_bytes()
    index, size = prove(text, entry, followed(keys))
    print(f"entry {index} of {size} holds")


if __name__ == "__main__":
    try:
        {"log": check_log, "proof": check_proof}[sys.argv[1]](*sys.argv[2:])
    except (IndexError, KeyError, TypeError):
        sys.exit(__doc__)
    except (OSError, ValueError) as bad:
        sys.exit(str(bad))
