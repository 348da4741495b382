"""Exports of the policy, read by the tools of others: pyshacl holds the linked data against docs/privacy-shapes.ttl, and
fideslang reads the Fides manifest. The exports come from the real program."""
import csv
import io
import json
import pathlib
import subprocess
import unittest

import fideslang
import pyshacl
import rdflib
import yaml
from fideslang.default_taxonomy import DEFAULT_TAXONOMY

ROOT = pathlib.Path(__file__).parent.parent
ODRL = rdflib.Namespace("http://www.w3.org/ns/odrl/2/")
DPV = rdflib.Namespace("https://w3id.org/dpv#")


def export(form):
    program = ["cargo", "run", "--quiet", "--locked", "--bin", "cloakroom", "--"]
    command = [*program, "policy", "export", form, "policy/privacy.md", "--shop", "Hem and Seam"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def graph(text):
    return rdflib.Graph().parse(data=text, format="json-ld")


class LinkedData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = export("dpv")
        cls.whole = json.loads(export("json"))
        cls.shapes = rdflib.Graph().parse(ROOT / "docs/privacy-shapes.ttl")

    def faults(self, data):
        """Whether the data conforms, and what the report says."""
        conforms, _, words = pyshacl.validate(data, shacl_graph=self.shapes)
        return conforms, words

    def test_the_linked_data_has_the_shape_it_promises(self):
        conforms, words = self.faults(graph(self.text))
        self.assertTrue(conforms, words)

    def test_as_many_rules_come_out_as_went_in(self):
        data = graph(self.text)
        for sort, rules in ((ODRL.Permission, "permissions"), (ODRL.Prohibition, "prohibitions"), (ODRL.Duty, "keep")):
            self.assertEqual(len(set(data.subjects(rdflib.RDF.type, sort))), len(self.whole[rules]), rules)

    def test_every_action_ground_and_kind_is_a_term_of_a_known_vocabulary(self):
        data = graph(self.text)
        known = tuple(map(str, (ODRL, DPV, "https://w3id.org/dpv/pd#")))
        terms = set(data.objects(None, rdflib.RDF.type)) | set(data.objects(None, ODRL.action))
        self.assertEqual([term for term in terms if not str(term).startswith(known)], [])

    def damaged(self, damage):
        data = graph(self.text)
        damage(data)
        return self.faults(data)[0]

    def test_a_rule_for_nobody_is_found(self):
        rule = next(graph(self.text).subjects(rdflib.RDF.type, ODRL.Prohibition))
        self.assertFalse(self.damaged(lambda data: data.remove((rule, ODRL.assignee, None))))

    def test_personal_data_without_a_ground_is_found(self):
        self.assertFalse(self.damaged(lambda data: data.remove((None, DPV.hasLegalBasis, None))))

    def test_personal_data_without_a_term_is_found(self):
        duty = next(graph(self.text).subjects(rdflib.RDF.type, ODRL.Duty))
        self.assertFalse(self.damaged(lambda data: data.remove((duty, ODRL.target, None))))

    def test_a_rule_without_a_purpose_is_found(self):
        self.assertFalse(self.damaged(lambda data: data.remove((None, ODRL.operator, ODRL.isAnyOf))))


class Fides(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manifest = yaml.safe_load(export("fides"))
        cls.taxonomy = fideslang.models.Taxonomy(**cls.manifest)

    def declarations(self):
        return [declaration for system in self.taxonomy.system for declaration in system.privacy_declarations]

    def test_fideslang_reads_every_system_and_declaration(self):
        raw = self.manifest["system"]
        self.assertEqual([system.fides_key for system in self.taxonomy.system], [system["fides_key"] for system in raw])
        self.assertEqual(len(self.declarations()), sum(len(system["privacy_declarations"]) for system in raw))

    def test_every_category_use_and_subject_stands_in_its_taxonomy(self):
        def keys(kind):
            return {entry.fides_key for entry in getattr(DEFAULT_TAXONOMY, kind)}

        categories, uses, subjects = keys("data_category"), keys("data_use"), keys("data_subject")
        for declaration in self.declarations():
            self.assertLessEqual(set(declaration.data_categories), categories, declaration.name)
            self.assertIn(declaration.data_use, uses, declaration.name)
            self.assertLessEqual(set(declaration.data_subjects), subjects, declaration.name)

    def test_the_courier_gets_what_the_page_says(self):
        courier = next(system for system in self.taxonomy.system if system.fides_key == "courier")
        self.assertEqual(len(courier.privacy_declarations), 1)
        self.assertEqual(
            sorted(courier.privacy_declarations[0].data_categories),
            ["user.contact.address", "user.contact.phone_number", "user.name"],
        )


class Record(unittest.TestCase):
    def test_the_record_of_processing_is_a_table_that_others_read(self):
        rows = list(csv.DictReader(io.StringIO(export("art30"), newline="")))
        personal = {word["name"] for word in json.loads(export("json"))["words"]["data"] if word["personal"]}
        rules = json.loads(export("json"))["permissions"]
        self.assertEqual(len(rows), sum(bool(personal & set(rule["data"])) for rule in rules))
        self.assertTrue(all(row["controller"] == "Hem and Seam" for row in rows))


if __name__ == "__main__":
    unittest.main()
