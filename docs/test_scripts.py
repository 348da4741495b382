"""The three scripts of docs/formats.md against the vectors that the server's own tests use, and against damage."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
VALUES = HERE.parent / "crates/vault/tests/vectors/vault.json"
RECEIPT = HERE / "receipt-example.json"
CHAIN = HERE.parent / "crates/ledger/tests/vectors/chain.json"


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

    def receipt(self, damage=lambda given: None):
        """The script on the example, after it was damaged."""
        given = json.loads(RECEIPT.read_text(encoding="utf-8"))
        damage(given["receipt"])
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("receipt", "keys")]
            for path in paths:
                path.write_text(json.dumps(given[path.name]), encoding="utf-8")
            return run("verify_receipt.py", *paths)

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


if __name__ == "__main__":
    unittest.main()
