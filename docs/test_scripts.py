"""The scripts of docs/formats.md against the vectors that the server's own tests use, and against damage."""
import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = pathlib.Path(__file__).parent
VALUES = HERE.parent / "crates/vault/tests/vectors/vault.json"
RECEIPT = HERE / "receipt-example.json"
CERTIFICATE = HERE / "certificate-example.json"
CHAIN = HERE.parent / "crates/ledger/tests/vectors/chain.json"
LOG = HERE.parent / "crates/tlog/tests/vectors"
RECORD = HERE / "record-example.json"


def run(script, *arguments):
    return subprocess.run([sys.executable, HERE / script, *arguments], capture_output=True, text=True)


def damaged(path, damage):
    """A copy of a JSON file with something changed."""
    given = json.loads(path.read_text(encoding="utf-8"))
    damage(given)
    copy = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8")
    with copy:
        json.dump(given, copy)
    return copy.name


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base58(data):
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[rest] + letters
    return letters


def flip(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


class Scripts(unittest.TestCase):
    def test_sealed_values_open_without_the_server(self):
        done = run("open_value.py", VALUES)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), len(json.loads(VALUES.read_text())["values"]))

    def test_a_changed_value_does_not_open(self):
        def damage(given):
            given["values"][0]["sealed"] = flip(given["values"][0]["sealed"])

        self.assertNotEqual(run("open_value.py", damaged(VALUES, damage)).returncode, 0)

    def test_a_value_moved_to_another_customer_does_not_open(self):
        def damage(given):
            given["values"][0]["customer"] = flip(given["values"][0]["customer"])

        self.assertNotEqual(run("open_value.py", damaged(VALUES, damage)).returncode, 0)

    def test_a_chain_holds_without_the_server(self):
        done = run("verify_chain.py", CHAIN)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_p72_a_changed_line_is_found_and_named(self):
        def damage(given):
            given["lines"][1]["leaf"] = flip(given["lines"][1]["leaf"])

        done = run("verify_chain.py", damaged(CHAIN, damage))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("line 2", done.stderr)

    def test_p72_a_missing_line_is_found(self):
        def damage(given):
            del given["lines"][0]

        self.assertNotEqual(run("verify_chain.py", damaged(CHAIN, damage)).returncode, 0)

    def record(self, damage=lambda chain: None, keys=()):
        """The script on the example of a record with proofs, after it was damaged."""
        return run("verify_chain.py", damaged(RECORD, damage), *keys)

    def test_p72_a_record_with_its_proofs_in_the_public_log_holds_without_the_server(self):
        done = self.record()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("7 lines hold", done.stdout)
        self.assertIn("lines 1 to 5 are in the public log", done.stdout)
        self.assertIn("these 7 lines were all when the log had 24 entries", done.stdout)
        log = json.loads(RECORD.read_text(encoding="utf-8"))["log"]
        done = self.record(keys=[log["key"], *log["witnesses"]])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("signed by witness.example/w1", done.stdout)

    def test_p72_a_record_whose_proofs_are_of_other_lines_or_another_log_does_not_hold(self):
        def swap(chain):
            first, second = chain["log"]["proofs"][:2]
            first["proof"], second["proof"] = second["proof"], first["proof"]

        self.assertIn("line 2 is bad", self.record(swap).stderr)

        def move(chain):
            chain["log"]["proofs"][1]["seq"] = 3

        self.assertIn("line 3 is bad", self.record(move).stderr)

        def shorter(chain):
            chain["lines"].pop()

        self.assertIn("line 7 is bad: it was cut off", self.record(shorter).stderr)

        def older(chain):
            chain["log"]["checkpoint"] = chain["log"]["proofs"][0]["proof"].partition("\n\n")[2]

        self.assertIn("another history", self.record(older).stderr)
        stranger = (LOG / "keys").read_text().split()[1]
        self.assertNotEqual(self.record(keys=[stranger]).returncode, 0)

    def signed(self, what, example, damage):
        """The script for that on the example, after it was damaged."""
        given = json.loads(example.read_text(encoding="utf-8"))
        damage(given[what])
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in (what, "keys")]
            for path in paths:
                path.write_text(json.dumps(given[path.name]), encoding="utf-8")
            return run(f"verify_{what}.py", *paths)

    def receipt(self, damage=lambda given: None):
        return self.signed("receipt", RECEIPT, damage)

    def certificate(self, damage=lambda given: None):
        return self.signed("certificate", CERTIFICATE, damage)

    def test_a_certificate_of_erasure_holds_without_the_server(self):
        done = self.certificate()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("are destroyed", done.stdout)
        self.assertIn("stays until", done.stdout)

    def test_a_certificate_in_which_anything_was_changed_does_not_hold(self):
        def longer(certificate):
            certificate["remains"][0]["until"] = "2099-01-01T00:00:00Z"

        def fewer(certificate):
            certificate["destroyed"].pop()

        def another_key(certificate):
            certificate["proof"]["verificationMethod"] += "x"

        for damage, words in ((longer, "changed after it was signed"), (fewer, "changed after"), (another_key, "no such key")):
            done = self.certificate(damage)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)

    def test_a_receipt_holds_without_the_server(self):
        done = self.receipt()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("consent given", done.stdout)

    def test_p12_a_receipt_with_another_answer_does_not_hold(self):
        def damage(receipt):
            receipt["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]["@id"] = "dpv:ConsentRefused"

        done = self.receipt(damage)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("changed after it was signed", done.stderr)

    def test_p12_a_receipt_with_other_words_does_not_hold(self):
        def damage(receipt):
            receipt["dpv:hasRecordOfActivity"]["dpv:hasNotice"]["cloakroom:words"]["label"] += "!"

        self.assertNotEqual(self.receipt(damage).returncode, 0)

    def test_a_receipt_signed_with_a_key_the_shop_does_not_publish_does_not_hold(self):
        def damage(receipt):
            receipt["proof"]["verificationMethod"] += "x"

        self.assertIn("publishes no key", self.receipt(damage).stderr)

    def test_a_receipt_holds_that_is_signed_with_a_newer_key_than_its_words(self):
        newer = Ed25519PrivateKey.generate()
        given = json.loads(RECEIPT.read_text(encoding="utf-8"))
        receipt, keys = given["receipt"], given["keys"]
        public = "z" + base58(b"\xed\x01" + newer.public_key().public_bytes_raw())
        name = f'{keys["id"]}#{public}'
        keys["assertionMethod"].insert(
            0, {"id": name, "type": "Multikey", "controller": keys["id"], "publicKeyMultibase": public})
        proof = receipt.pop("proof")
        del proof["proofValue"]
        proof["verificationMethod"] = name
        hashes = b"".join(hashlib.sha256(canonical(value)).digest() for value in (proof, receipt))
        receipt["proof"] = proof | {"proofValue": "z" + base58(newer.sign(hashes))}
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / part for part in ("receipt", "keys")]
            for path, value in zip(paths, (receipt, keys)):
                path.write_text(json.dumps(value), encoding="utf-8")
            done = run("verify_receipt.py", *paths)
            self.assertEqual(done.returncode, 0, done.stderr)
            keys["assertionMethod"].pop()
            paths[1].write_text(json.dumps(keys), encoding="utf-8")
            self.assertIn("the words were changed", run("verify_receipt.py", *paths).stderr)

    def log(self, damage=lambda folder: None, keys=None):
        """The script on a copy of the example log, after it was damaged."""
        with tempfile.TemporaryDirectory() as copy:
            folder = pathlib.Path(copy) / "log"
            shutil.copytree(LOG / "log", folder)
            damage(folder)
            return run("verify_log.py", "log", folder, *(keys or (LOG / "keys").read_text().split()))

    def test_a_public_log_holds_without_the_server(self):
        done = self.log()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("260 entries hold", done.stdout)
        self.assertIn("signed by witness.example/w1 at 1800000000", done.stdout)

    def test_a_public_log_with_any_file_changed_or_missing_does_not_hold(self):
        for file in [file.relative_to(LOG / "log") for file in (LOG / "log").rglob("*") if file.is_file()]:
            def flip_a_bit(folder):
                old = (folder / file).read_bytes()
                (folder / file).write_bytes(old[:20] + bytes([old[20] ^ 1]) + old[21:])

            with self.subTest(file):
                self.assertEqual(self.log(flip_a_bit).returncode, 1)
                self.assertEqual(self.log(lambda folder: (folder / file).unlink()).returncode, 1)

    def test_a_public_log_that_a_witness_has_not_signed_does_not_hold_for_who_trusts_it(self):
        shop, witness = (LOG / "keys").read_text().split()
        public = bytes([4]) + bytes(32)
        key_id = hashlib.sha256(b"other.example\n" + public).hexdigest()[:8]
        stranger = f"other.example+{key_id}+{base64.b64encode(public).decode()}"
        self.assertEqual(self.log(keys=[shop]).returncode, 0)
        self.assertIn("other.example has not signed", self.log(keys=[shop, witness, stranger]).stderr)
        self.assertIn("belongs to another log", self.log(keys=[witness]).stderr)

    def proof(self, damage=lambda text: text, entry=b"entry 7"):
        """The script on the example of a proof, after it was damaged."""
        with tempfile.TemporaryDirectory() as copy:
            file, bytes_of_entry = (pathlib.Path(copy) / name for name in ("proof", "entry"))
            file.write_text(damage((LOG / "entry-7.tlog-proof").read_text(encoding="utf-8")), encoding="utf-8")
            bytes_of_entry.write_bytes(entry)
            return run("verify_log.py", "proof", file, bytes_of_entry, *(LOG / "keys").read_text().split())

    def test_a_proof_for_one_entry_holds_without_the_server(self):
        done = self.proof()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("entry 7 of 260 holds", done.stdout)

    def test_a_proof_holds_for_no_other_entry_place_path_or_tree(self):
        self.assertIn("not in the log at this place", self.proof(entry=b"entry 8").stderr)
        for old, new in [("index 7", "index 6"), ("index 7", "index 260"), ("\n260\n", "\n261\n"), ("@v1", "@v2")]:
            with self.subTest(old):
                self.assertEqual(self.proof(lambda text: text.replace(old, new)).returncode, 1)
        lines = (LOG / "entry-7.tlog-proof").read_text(encoding="utf-8").split("\n")
        without = "\n".join(lines[:3] + lines[4:])
        self.assertIn("too many or too few", self.proof(lambda text: without).stderr)


    def test_a_log_whose_key_has_turned_holds_for_whoever_knows_one_of_its_keys(self):
        old, new, thief = (LogKey(seed) for seed in (1, 3, 9))
        turned, folder_of = succession(old, new), lambda text: tiny_log(new, text)
        for key in (old, new):
            done = folder_of(turned)(key)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("has not signed", folder_of("")(old).stderr)
        forged = turned[: turned.rindex("— ")] + new.signs("something else")
        self.assertIn("is false", folder_of(forged)(old).stderr)
        self.assertEqual(folder_of(turned[: turned.rindex("— ")])(old).returncode, 1)
        self.assertIn("two different keys", folder_of(turned + succession(old, thief))(old).stderr)
        self.assertEqual(folder_of(turned + succession(old, thief))(new).returncode, 0)

    def test_a_record_from_before_and_after_the_key_of_the_log_turned_holds(self):
        old, new = LogKey(1), LogKey(3)

        def turn(chain):
            log = chain["log"]
            log["key"], log["succession"] = new.key, [succession(old, new)]
            log["checkpoint"], log["signed_head"] = (resigned(log[name], old, new) for name in ("checkpoint", "signed_head"))
            last = log["proofs"][-1]
            head, _, note = last["proof"].partition("\n\n")
            last["proof"] = f"{head}\n\n{resigned(note, old, new)}"

        for keys in ((), [old.key], [new.key]):
            done = self.record(turn, keys)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("lines 1 to 5 are in the public log", done.stdout)

        def without(chain):
            turn(chain)
            del chain["log"]["succession"]

        for key in (old.key, new.key):
            self.assertIn("has not signed", self.record(without, [key]).stderr)


class LogKey:
    """A key of the log shop.example/log with a private half."""

    def __init__(self, seed):
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        typed = bytes([1]) + self.private.public_key().public_bytes_raw()
        self.id = hashlib.sha256(b"shop.example/log\n" + typed).digest()[:4]
        self.key = f"shop.example/log+{self.id.hex()}+{base64.b64encode(typed).decode()}"

    def signs(self, text):
        return f"— shop.example/log {base64.b64encode(self.id + self.private.sign(text.encode())).decode()}\n"


def succession(before, after):
    text = f"cloakroom log key 1\nshop.example/log\n{before.key}\n{after.key}\n"
    return f"{text}\n{before.signs(text)}{after.signs(text)}"


def resigned(note, before, after):
    """A note that a log signed, as another of its keys signs it."""
    text = note[: note.rindex("\n\n") + 1]
    return note.replace(before.signs(text), after.signs(text))


def tiny_log(key, statements):
    """The script on a log of one entry that this key signed, for somebody who knows a key."""
    def check(known):
        leaf = hashlib.sha256(b"\x00x").digest()
        text = f"shop.example/log\n1\n{base64.b64encode(leaf).decode()}\n"
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for name, content in {
                "checkpoint": f"{text}\n{key.signs(text)}".encode(),
                "succession": statements.encode(),
                "tile/entries/000.p/1": b"\x00\x01x",
                "tile/0/000.p/1": leaf,
            }.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            return run("verify_log.py", "log", folder, known.key)

    return check


class Documents(unittest.TestCase):
    def test_every_table_has_its_place_on_more_machines(self):
        migrations = "".join(path.read_text() for path in sorted(HERE.parent.glob("migrations/*.sql")))
        tables = set(re.findall(r"CREATE TABLE (\w+)", migrations)) - set(re.findall(r"DROP TABLE (\w+)", migrations))
        renamed = dict(re.findall(r"ALTER TABLE (\w+) RENAME TO (\w+)", migrations))
        tables = {renamed.get(table, table) for table in tables}
        section = (HERE / "scaling.md").read_text(encoding="utf-8").split("## Where each table goes")[1].split("\n## ")[0]
        placed = [name for row in re.findall(r"^\| (`.*?) \|", section, re.M) for name in re.findall(r"`(\w+)`", row)]
        self.assertEqual(sorted(tables), sorted(placed))


if __name__ == "__main__":
    unittest.main()
