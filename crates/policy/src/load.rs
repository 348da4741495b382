//! From a text to a policy: read, look up, check, compile, render.

use aws_lc_rs::digest::{SHA256, digest};

use crate::{
    check::Check,
    declared::Clause,
    grammar, law,
    page::{self, Page},
    policy::Policy,
    print::Printer,
    problem::{Problems, Report, Spot},
    render::{Renderer, anchor},
    rules::{Placed, Rules},
    sentence::Speaker,
    settings::Settings,
    syntax::Rule,
    table::{Table, TooMuch},
    verb::Ground,
    vocabulary::Vocabulary,
    words::Ear,
};

/// Rules in one file, at most.
const MOST_RULES: usize = 1_000;

pub(crate) fn load(text: &str, settings: &Settings) -> Result<Policy, Problems> {
    let mut report = Report::default();
    let page = page::read(text, &mut report);
    let mut placed = rules_of(&page, &mut report);
    let mut vocabulary = Vocabulary { plain: settings.words.0.clone(), ..Vocabulary::default() };
    for one in &placed {
        vocabulary.declare(&one.rule, &one.spot, &mut report);
    }
    let mut rules = crate::bind::bind(&placed, &vocabulary, &mut report);
    checked(&placed, &vocabulary, &rules, &mut report);
    let narrowed = law::lay_over(&settings.laws, &mut placed, &vocabulary, &mut rules, &mut report);
    let table = compiled(&placed, &vocabulary, &rules, &mut report);
    let printer =
        Printer { vocabulary: &vocabulary, rules: &rules, settings, declared: &page.front.settings };
    let document = Renderer { page: &page, placed: &placed, printer, report: &mut report }.document();
    let warnings = report.close()?;
    let clauses = clauses(&placed, &vocabulary, &rules, &document);
    let (version, hash) = (page.front.version, sha256(text.as_bytes()));
    let source = text.to_owned();
    Ok(Policy {
        vocabulary,
        rules,
        placed,
        table,
        clauses,
        document,
        version,
        source,
        hash,
        warnings,
        settings: settings.clone(),
        narrowed,
    })
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// Every rule that can be read.
fn rules_of(page: &Page, report: &mut Report) -> Vec<Placed> {
    let mut placed = Vec::new();
    for paragraph in page.paragraphs() {
        for one in &paragraph.rules {
            let spot = Spot::of(one.line, &paragraph.number, &one.text);
            match grammar::rule(&one.text) {
                Ok(rule) if placed.len() < MOST_RULES => placed.push(Placed { rule, spot }),
                Ok(_) => too_many(&spot, report),
                Err(slip) if !report.is_full() => slip.tell(&spot, report),
                Err(_) => {}
            }
        }
    }
    placed
}

fn too_many(spot: &Spot, report: &mut Report) {
    if !report.is_full() {
        report.error(spot, &format!("a policy has at most {MOST_RULES} rules; this is one more"));
    }
}

/// Checks go on only as far as what they stand on is sound.
fn checked(placed: &[Placed], vocabulary: &Vocabulary, rules: &Rules, report: &mut Report) {
    if report.errors.is_empty() {
        Check { placed, vocabulary, rules, report }.rules();
    }
}

/// The table of rules without a fault, and what shows only there.
fn compiled(placed: &[Placed], vocabulary: &Vocabulary, rules: &Rules, report: &mut Report) -> Table {
    if !report.errors.is_empty() {
        return Table::default();
    }
    match Table::compile(rules, vocabulary) {
        Ok(table) => {
            Check { placed, vocabulary, rules, report }.second_looks(&table);
            table
        }
        Err(too_much) => {
            refuse(too_much, placed, report);
            Table::default()
        }
    }
}

fn refuse(too_much: TooMuch, placed: &[Placed], report: &mut Report) {
    match too_much {
        TooMuch::Facts(rules) => {
            let first = rules.first().map(|rule| placed[*rule].spot.clone()).unwrap_or_default();
            report.error(&first, "more than ten facts decide what this rule allows").mend =
                "ask for fewer facts, or split the purpose in two".to_owned();
        }
        TooMuch::Situations => {
            report.error(&Spot::line(1), "these rules have more situations than can be checked one by one");
        }
    }
}

fn clauses(
    placed: &[Placed],
    vocabulary: &Vocabulary,
    rules: &Rules,
    document: &crate::Document,
) -> Vec<Clause> {
    let speaker = Speaker { vocabulary, rules, ear: Ear::Customer };
    let clause = |one: &Placed| Clause {
        paragraph: one.spot.paragraph.clone(),
        anchor: if one.spot.line == 0 { String::new() } else { anchor(&one.spot.paragraph) },
        sentence: document
            .paragraph(&one.spot.paragraph)
            .map_or_else(|| one.spot.paragraph.clone(), |paragraph| paragraph.text.clone()),
        rule: speaker.rule(one),
        ground: ground(&one.rule),
        line: one.spot.line,
    };
    placed.iter().map(clause).collect()
}

fn ground(rule: &Rule) -> Option<Ground> {
    match rule {
        Rule::May(may) => may.ground,
        _ => None,
    }
}
