//! What an export holds is what the policy holds: counted, and read back.

use std::collections::BTreeSet;

use policy::{Block, Condition, FactList, Policy, Settings, Verb};
use review::{Format, Publisher, export};
use serde_json::Value;

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

fn default_policy() -> Policy {
    Policy::load(DEFAULT, &Settings::stand_ins()).expect("the shop's own policy is sound")
}

fn written(policy: &Policy, format: Format) -> String {
    export(policy, format, &Publisher::stand_ins())
}

fn json(policy: &Policy, format: Format) -> Value {
    serde_json::from_str(&written(policy, format)).expect("the export is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// Bits of the names in a list.
fn bits(names: &Value, number: impl Fn(&str) -> Option<u8>) -> u64 {
    list(names).iter().fold(0, |all, name| {
        let name = name.as_str().expect("a name");
        all | 1 << number(name).unwrap_or_else(|| panic!("`{name}` is no word of the policy"))
    })
}

fn block(policy: &Policy, rule: &Value) -> Block {
    let verb = |name: &str| Verb::ALL.into_iter().find(|verb| verb.word() == name).map(|verb| verb as u8);
    Block {
        parties: bits(&rule["parties"], |name| policy.party(name).map(|party| party.number())),
        verbs: bits(&rule["verbs"], verb) as u8,
        data: bits(&rule["data"], |name| policy.leaf(name).map(|leaf| leaf.number())),
        purposes: bits(&rule["purposes"], |name| policy.purpose(name).map(|purpose| purpose.number())),
    }
}

fn condition(policy: &Policy, lists: &Value) -> Condition {
    let facts = |names: &Value| bits(names, |name| policy.fact(name).map(|fact| fact.number()));
    let term = |list: &Value| FactList { needs: facts(&list["holds"]), lacks: facts(&list["fails"]) };
    Condition(list(lists).iter().map(term).collect())
}

#[test]
fn the_json_read_back_is_the_same_permissions_and_prohibitions() {
    let policy = default_policy();
    let read = json(&policy, Format::Json);
    let (mays, nevers) = (&policy.rules().permissions, &policy.rules().prohibitions);
    assert_eq!(list(&read["permissions"]).len(), mays.len());
    assert_eq!(list(&read["prohibitions"]).len(), nevers.len());
    for (read, may) in list(&read["permissions"]).iter().zip(mays) {
        assert_eq!(block(&policy, read), may.block);
        assert_eq!(condition(&policy, &read["when"]), may.when);
        assert_eq!(read["ground"].as_str(), may.ground.map(|ground| ground.word()));
    }
    for (read, never) in list(&read["prohibitions"]).iter().zip(nevers) {
        assert_eq!(block(&policy, read), never.block);
        assert_eq!(condition(&policy, &read["unless"]), never.unless);
    }
}

#[test]
fn the_json_has_every_word_and_every_rule_of_the_page() {
    let policy = default_policy();
    let read = json(&policy, Format::Json);
    let words = |sort: &str| list(&read["words"][sort]).len();
    assert_eq!(words("parties"), policy.parties().count());
    assert_eq!(words("data"), policy.all_leaves().count());
    assert_eq!(words("purposes"), policy.purposes().count());
    assert_eq!(words("facts"), policy.facts().count());
    let paragraphs = list(&read["sections"]).iter().flat_map(|section| list(&section["paragraphs"]));
    let sources: Vec<&Value> = paragraphs.flat_map(|paragraph| list(&paragraph["rules"])).collect();
    let shown = policy.document().sections.iter().flat_map(|section| &section.paragraphs);
    assert_eq!(sources.len(), shown.map(|paragraph| paragraph.rules.len()).sum::<usize>());
    assert_eq!(list(&read["keep"]).len(), policy.rules().keeps.len());
    assert_eq!(read["sha256"].as_str(), Some(policy.hash_hex().as_str()));
}

#[test]
fn the_cookie_table_names_every_cookie_and_the_choice_it_waits_for() {
    let policy = default_policy();
    let table = json(&policy, Format::Cookies);
    let cookies = list(&table["cookies"]);
    assert_eq!(cookies.len(), policy.cookies().len());
    for cookie in cookies {
        let choice = match cookie["kind"].as_str() {
            Some("functionality") => None,
            Some("analytics") => Some("measure"),
            Some("preference") => Some("remember"),
            Some("advertising") => Some("adverts"),
            other => panic!("a kind nobody knows: {other:?}"),
        };
        let waits: Vec<&str> = list(&cookie["choices"]).iter().filter_map(Value::as_str).collect();
        assert_eq!(waits, choice.into_iter().collect::<Vec<_>>(), "{cookie}");
        assert_eq!(cookie["without_choice"], choice.is_none(), "{cookie}");
        assert!(!list(&cookie["for"]).is_empty(), "{cookie}");
    }
}

/// Rows of a CSV file as RFC 4180 has it.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    rows
}

#[test]
fn the_record_of_processing_has_a_line_for_each_permission_on_personal_data() {
    let policy = default_policy();
    let personal = policy.personal().bits();
    let rows = rows(&written(&policy, Format::Art30));
    let touching: Vec<_> =
        policy.rules().permissions.iter().filter(|may| may.block.data & personal != 0).collect();
    assert_eq!(rows.len() - 1, touching.len());
    for (row, may) in rows[1..].iter().zip(touching) {
        assert_eq!(row.len(), rows[0].len(), "{row:?}");
        let clause = policy.clause_of(may.rule);
        assert_eq!(row[0], clause.paragraph);
        assert_eq!(row[3].split("; ").count() as u32, (may.block.data & personal).count_ones(), "{row:?}");
        let parties = row[5].split("; ").chain(row[6].split("; ")).filter(|party| !party.is_empty());
        assert_eq!(parties.count() as u32, may.block.parties.count_ones(), "{row:?}");
        assert!(!row[8].is_empty() && !row[10].is_empty(), "a ground and a term: {row:?}");
    }
}

#[test]
fn the_record_of_processing_says_what_the_page_says_of_the_courier() {
    let policy = default_policy();
    let rows = rows(&written(&policy, Format::Art30));
    let courier: Vec<_> = rows.iter().filter(|row| row[6].contains("parcel courier (processor)")).collect();
    assert_eq!(courier.len(), 1);
    assert_eq!(courier[0][0], "2.4");
    assert_eq!(courier[0][1], "delivering your order");
    assert_eq!(courier[0][3], "name; delivery address; phone number");
    assert_eq!(courier[0][9], "agreement and order-open");
    assert!(courier[0][11].contains("is sealed"), "safeguards: {}", courier[0][11]);
}

#[test]
fn cedar_has_a_permit_for_each_permission_and_a_forbid_for_each_prohibition() {
    let policy = default_policy();
    let text = written(&policy, Format::Cedar);
    let begins = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!(begins("permit ("), policy.rules().permissions.len());
    assert_eq!(begins("forbid ("), policy.rules().prohibitions.len());
    let permissions = review::cedar::permissions(&policy);
    assert!(text.starts_with(&permissions) && !permissions.contains("forbid ("));
    for never in &policy.rules().prohibitions {
        let region = review::cedar::region(&policy, never);
        assert!(text.contains(&region.replacen("permit", "forbid", 1)), "{region}");
    }
}

/// Nodes of the linked data with that type.
fn nodes<'g>(graph: &'g Value, sort: &str) -> Vec<&'g Value> {
    list(&graph["@graph"]).iter().filter(|node| node["@type"] == sort).collect()
}

#[test]
fn the_linked_data_has_a_node_for_each_permission_prohibition_and_term() {
    let policy = default_policy();
    let graph = json(&policy, Format::Dpv);
    let permissions = nodes(&graph, "odrl:Permission");
    assert_eq!(permissions.len(), policy.rules().permissions.len());
    assert_eq!(nodes(&graph, "odrl:Prohibition").len(), policy.rules().prohibitions.len());
    assert_eq!(nodes(&graph, "odrl:Duty").len(), policy.rules().keeps.len());
    for (node, may) in permissions.into_iter().zip(&policy.rules().permissions) {
        assert_eq!(list(&node["odrl:assignee"]).len() as u32, may.block.parties.count_ones());
        assert_eq!(list(&node["odrl:action"]).len() as u32, may.block.verbs.count_ones());
        assert_eq!(list(&node["odrl:target"]).len() as u32, may.block.data.count_ones());
        let purposes = &node["odrl:constraint"][0]["odrl:rightOperand"];
        assert_eq!(list(purposes).len() as u32, may.block.purposes.count_ones());
    }
}

#[test]
fn the_fides_manifest_declares_every_permission_on_personal_data() {
    let policy = default_policy();
    let manifest = json(&policy, Format::Fides);
    let systems = list(&manifest["system"]);
    assert_eq!(systems.len(), 1 + policy.outside().count(), "the shop and each party outside");
    let declared: BTreeSet<usize> = systems
        .iter()
        .flat_map(|system| list(&system["privacy_declarations"]))
        .filter_map(|declaration| declaration["name"].as_str()?.split([' ', ',']).nth(4)?.parse().ok())
        .collect();
    let personal = policy.personal().bits();
    let mays = policy.rules().permissions.iter().filter(|may| may.block.data & personal != 0);
    assert_eq!(declared, mays.map(|may| may.rule).collect());
}

#[test]
fn every_format_has_a_name_a_file_and_a_media_type_of_its_own() {
    let names: BTreeSet<&str> = Format::ALL.iter().map(|format| format.word()).collect();
    let files: BTreeSet<&str> = Format::ALL.iter().map(|format| format.file_name()).collect();
    assert_eq!((names.len(), files.len()), (Format::ALL.len(), Format::ALL.len()));
    for format in Format::ALL {
        assert_eq!(Format::of(format.word()), Some(format));
        assert!(format.media_type().contains('/'));
    }
    assert_eq!(Format::of("smoke-signals"), None);
}
