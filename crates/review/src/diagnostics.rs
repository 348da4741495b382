//! What is wrong with a policy file, shown three ways: with colours and carets in a terminal, as plain text anywhere else,
//! as JSON for programs.

use std::{io::IsTerminal, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use policy::{Policy, Problem};
use serde::Serialize;

/// A file that was read.
pub struct Read<'r> {
    /// Its name.
    pub file: &'r str,
    /// Its text.
    pub text: &'r str,
}

/// A file of a translation beside the policy, and what is wrong with it.
pub struct Beside<'b> {
    /// The file.
    pub read: Read<'b>,
    /// What keeps the page from being offered in that language.
    pub problems: &'b [Problem],
}

#[derive(Serialize)]
struct Translated<'o> {
    file: &'o str,
    whole: bool,
    errors: Vec<Pointed<'o>>,
}

/// What came of a file, for programs.
#[derive(Serialize)]
struct Outcome<'o> {
    file: &'o str,
    /// Whether a server would take it.
    sound: bool,
    version: Option<&'o str>,
    /// SHA-256 of the text, in hex.
    sha256: Option<String>,
    errors: Vec<Pointed<'o>>,
    warnings: Vec<Pointed<'o>>,
    /// Facts that this server cannot find out.
    unknown_facts: &'o [String],
    /// Terms that this server counts otherwise, each as a sentence.
    miscounted_terms: &'o [String],
    /// What this server does and the file does not say, each as a sentence.
    unsaid_deeds: &'o [String],
    /// The files of its translations.
    translations: Vec<Translated<'o>>,
}

/// What parts a policy from a server.
#[derive(Debug, Default)]
pub struct Beyond {
    /// Facts that it cannot find out.
    pub facts: Vec<String>,
    /// Terms that it counts otherwise, each as a sentence.
    pub terms: Vec<String>,
    /// What it does and the policy does not say, each as a sentence.
    pub unsaid: Vec<String>,
}

impl Beyond {
    fn is_nothing(&self) -> bool {
        self.facts.is_empty() && self.terms.is_empty() && self.unsaid.is_empty()
    }
}

/// A problem and the place of its words.
#[derive(Serialize)]
struct Pointed<'o> {
    #[serde(flatten)]
    problem: &'o Problem,
    /// The line of the words at fault: a rule may go on over several.
    at_line: usize,
    /// Their first letter in that line, from 1; 0 when the whole line is meant.
    column: usize,
}

/// The problems as one JSON object. `policy` is the file's, if it loads; `beyond` is what parts it from
/// the server; `beside` are the files of its translations.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json(
    read: &Read<'_>,
    policy: Option<&Policy>,
    problems: &[Problem],
    beyond: &Beyond,
    beside: &[Beside<'_>],
) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Outcome {
        file: read.file,
        sound: policy.is_some() && beyond.is_nothing(),
        version: policy.map(Policy::version),
        sha256: policy.map(Policy::hash_hex),
        errors: all_pointed(read, problems),
        warnings: all_pointed(read, policy.map(Policy::warnings).unwrap_or_default()),
        unknown_facts: &beyond.facts,
        miscounted_terms: &beyond.terms,
        unsaid_deeds: &beyond.unsaid,
        translations: beside.iter().map(translated).collect(),
    })
}

fn translated<'o>(beside: &'o Beside<'_>) -> Translated<'o> {
    let errors = all_pointed(&beside.read, beside.problems);
    Translated { file: beside.read.file, whole: errors.is_empty(), errors }
}

fn all_pointed<'o>(read: &Read<'_>, list: &'o [Problem]) -> Vec<Pointed<'o>> {
    list.iter().map(|problem| pointed(read, problem)).collect()
}

fn pointed<'o>(read: &Read<'_>, problem: &'o Problem) -> Pointed<'o> {
    let Some(words) = words(read.text, problem) else {
        return Pointed { problem, at_line: problem.line, column: 0 };
    };
    let before = &read.text[..words.start];
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    Pointed {
        problem,
        at_line: before.matches('\n').count() + 1,
        column: before[begin..].chars().count() + 1,
    }
}

/// For people, each problem a block: in colours when a terminal listens.
pub fn human(read: &Read<'_>, problems: &[Problem], warnings: bool) -> String {
    if !in_colours() {
        return plain(read, problems, warnings);
    }
    let level = if warnings {
        Level::WARNING.with_name("worth a second look")
    } else {
        Level::ERROR.with_name("wrong")
    };
    let shown =
        problems.iter().map(|problem| Renderer::styled().render(&[group(read, problem, level.clone())]));
    shown.collect::<Vec<_>>().join("\n\n")
}

fn in_colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn plain(read: &Read<'_>, problems: &[Problem], warnings: bool) -> String {
    let lead = if warnings { "Worth a second look, " } else { "" };
    let shown = problems.iter().map(|problem| format!("{lead}{}, {problem}", read.file));
    shown.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// The problem as a block with carets under the words at fault and a line under the other rule.
fn group<'g>(read: &Read<'g>, problem: &'g Problem, level: Level<'g>) -> Group<'g> {
    let place = if problem.paragraph.is_empty() {
        String::new()
    } else {
        format!(" (paragraph {})", problem.paragraph)
    };
    let mut group =
        level.primary_title(format!("{}{place}", problem.message)).elements(snippet(read, problem));
    if let Some(example) = &problem.example {
        group = group.element(Level::NOTE.with_name("example").message(example));
    }
    if !problem.mend.is_empty() {
        group = group.element(Level::HELP.with_name("mend").message(&problem.mend));
    }
    group
}

fn snippet<'g>(read: &Read<'g>, problem: &'g Problem) -> Option<Snippet<'g, Annotation<'g>>> {
    let here = words(read.text, problem).or_else(|| rule(read.text, problem.line))?;
    let snippet = Snippet::source(read.text).path(read.file).annotation(AnnotationKind::Primary.span(here));
    let other = problem.other.as_ref().and_then(|other| Some((other, rule(read.text, other.line)?)));
    Some(match other {
        Some((other, there)) => {
            let label = format!("the other rule (paragraph {})", other.paragraph);
            snippet.annotation(AnnotationKind::Context.span(there).label(label))
        }
        None => snippet,
    })
}

/// Where the words at fault stand in the text: in the problem's line, or in one that goes on from it.
fn words(text: &str, problem: &Problem) -> Option<Range<usize>> {
    let rule = rule(text, problem.line).filter(|_| !problem.words.is_empty())?;
    let at = rule.start + text[rule].find(&problem.words)?;
    Some(at..at + problem.words.len())
}

/// A line of the text and those that go on from it, without the space around.
fn rule(text: &str, line: usize) -> Option<Range<usize>> {
    let mut starts = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let (start, first) = starts.nth(line.checked_sub(1)?)?;
    let rest: usize = starts
        .take_while(|(_, line)| line.starts_with("  ") && !line.trim().is_empty())
        .map(|(_, line)| line.len())
        .sum();
    let whole = &text[start..start + first.len() + rest];
    let begin = start + whole.len() - whole.trim_start().len();
    Some(begin..start + whole.trim_end().len()).filter(|range| !range.is_empty())
}

#[cfg(test)]
mod tests {
    use policy::Settings;

    use super::*;

    const OWN: &str = include_str!("../../../policy/privacy.md");

    fn wrong(text: &str) -> Vec<Problem> {
        Policy::load(text, &Settings::stand_ins()).expect_err("this policy is wrong").list
    }

    fn drawn(text: &str) -> String {
        let read = Read { file: "privacy.md", text };
        let problems = wrong(text);
        Renderer::plain().render(&[group(&read, &problems[0], Level::ERROR.with_name("wrong"))])
    }

    #[test]
    fn a_contradiction_shows_both_rules_the_example_and_the_mend() {
        let text = OWN.replacen(
            "contact.phone for order.deliver",
            "contact.phone, contact.email\n  for order.deliver",
            1,
        );
        assert_eq!(
            drawn(&text),
            "\
wrong: this rule allows what line 69 forbids (paragraph 2.4)
  --> privacy.md:67:1
   |
67 | / courier may receive, use identity.name, contact.shipping, contact.phone, contact.email
68 | |   for order.deliver as contract if agreement and order-open
   | |___________________________________________________________^
69 |   courier may never receive personal but identity.name, contact.shipping, contact.phone
   |   ------------------------------------------------------------------------------------- the other rule (paragraph 2.4)
   |
   = example: courier would receive contact.email for order.deliver, when an agreement with whoever receives it is in date and the order is still open
   = mend: take contact.email out of line 67; or, if you mean to allow it, except it in line 69 as well (`but contact.email`)"
        );
    }

    #[test]
    fn carets_stand_under_the_words_also_where_a_rule_goes_on() {
        let text = OWN.replacen(
            "courier may never receive personal but identity.name, contact.shipping",
            "courier may never receive personal but\n  identity.nmae, contact.shipping",
            1,
        );
        assert_eq!(
            drawn(&text),
            "\
wrong: no kind of data is called `identity.nmae` (paragraph 2.4)
  --> privacy.md:69:3
   |
69 |   identity.nmae, contact.shipping, contact.phone
   |   ^^^^^^^^^^^^^
   |
   = mend: did you mean `identity.name`?"
        );
    }

    #[test]
    fn a_program_gets_every_part_by_itself() {
        let text = OWN.replacen(
            "courier may never receive personal but",
            "courier may never receive personell but",
            1,
        );
        let read = Read { file: "privacy.md", text: &text };
        let shown = json(&read, None, &wrong(&text), &Beyond::default(), &[]).expect("this can be written");
        let value: serde_json::Value = serde_json::from_str(&shown).expect("this is JSON");
        assert_eq!(value["sound"], false);
        let first = &value["errors"][0];
        assert_eq!(
            (&first["line"], &first["at_line"], &first["column"]),
            (&68.into(), &68.into(), &27.into()),
            "{shown}"
        );
        assert_eq!((&first["paragraph"], &first["words"]), (&"2.4".into(), &"personell".into()));
        assert_eq!(first["message"], "no kind of data is called `personell`");
    }

    #[test]
    fn text_for_a_file_has_no_colours() {
        let text = OWN.replacen("courier may never", "curier may never", 1);
        let shown = plain(&Read { file: "privacy.md", text: &text }, &wrong(&text), false);
        assert!(
            shown.starts_with("privacy.md, line 68 (paragraph 2.4): no party is called `curier`\n"),
            "{shown}"
        );
        assert!(!shown.contains('\u{1b}'));
    }
}
