"""The two scripts of docs/formats.md against the vectors that the server's own tests use, and against damage."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
VALUES = HERE.parent / "crates/vault/tests/vectors/vault.json"
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


if __name__ == "__main__":
    unittest.main()
