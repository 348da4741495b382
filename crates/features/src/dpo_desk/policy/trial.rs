//! A text that somebody typed, held against everything that a policy is held against before a shop opens.

use policy::{Policy, Problem};
use serde::Serialize;
use translation::Faults;

use crate::{checkout, columns, shop::Shop, unsaid};

/// Of a translation that does not fit, so many faults are listed.
const MOST_NOTES: usize = 8;

/// One thing about a text, as the desk shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Trouble {
    /// The line of the text, from 1; 0 when it is about the whole.
    pub line: usize,
    /// Whether it keeps the text from being used; otherwise it is worth a second look.
    pub stops: bool,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// The line before, at and after the words at fault; empty when the whole line is to blame.
    pub source: [String; 3],
    /// More to know.
    pub notes: Vec<String>,
    /// What would mend it.
    pub mend: String,
}

/// What came of trying a text.
pub(super) struct Trial {
    /// The policy, if the text is one that this shop can serve.
    pub policy: Option<Policy>,
    /// What stops it, or what is worth a second look.
    pub troubles: Vec<Trouble>,
}

impl Trial {
    /// Tries a text as if the shop were opened with it.
    pub fn of(shop: &Shop, text: &str) -> Trial {
        match Policy::load(text, shop.house.policy().settings()) {
            Err(problems) => {
                let troubles = problems.list.iter().map(|problem| Trouble::of(problem, true)).collect();
                Trial { policy: None, troubles }
            }
            Ok(policy) => Trial::of_sound(shop, policy),
        }
    }

    /// A text without a fault of its own may still ask for what this server does not do.
    fn of_sound(shop: &Shop, policy: Policy) -> Trial {
        let mut troubles: Vec<Trouble> = beyond_the_server(&policy).into_iter().map(Trouble::whole).collect();
        if !troubles.is_empty() {
            return Trial { policy: None, troubles };
        }
        troubles.extend(policy.warnings().iter().map(|warning| Trouble::of(warning, false)));
        troubles.extend(
            shop.languages
                .lost(&policy)
                .iter()
                .map(|(language, faults)| Trouble::of_language(language, faults)),
        );
        Trial { policy: Some(policy), troubles }
    }

    /// One sentence on top of it all.
    pub fn heading(&self) -> String {
        match (self.policy.is_some(), self.troubles.len()) {
            (true, 0) => "This text holds together".to_owned(),
            (true, 1) => "This text holds together; one thing is worth a second look".to_owned(),
            (true, n) => format!("This text holds together; {n} things are worth a second look"),
            (false, 1) => "One thing to mend".to_owned(),
            (false, n) => format!("{n} things to mend"),
        }
    }
}

fn beyond_the_server(policy: &Policy) -> Vec<String> {
    let unknown = consent::unknown_facts(policy).into_iter().map(|fact| {
        format!("The rules ask for `{fact}`, which this server cannot find out; take it out of the rules")
    });
    let against = checkout::asked_against(policy).into_iter().map(|data| {
        format!("The checkout asks for `{data}`, which this text does not let the shop collect for `order.process`")
    });
    let terms = gate::miscounted(policy, &columns::stored());
    let unsaid = unsaid::by(policy);
    let unsaid = unsaid.iter().map(ToString::to_string);
    unknown.chain(terms.iter().map(ToString::to_string)).chain(against).chain(unsaid).collect()
}

impl Trouble {
    fn of(problem: &Problem, stops: bool) -> Trouble {
        Trouble {
            line: problem.line,
            stops,
            message: policy::begun(&problem.message),
            source: around(&problem.source, &problem.words),
            notes: notes(problem),
            mend: problem.mend.clone(),
        }
    }

    /// A language in which this text could not be read.
    fn of_language(language: &str, faults: &Faults) -> Trouble {
        let wrong = faults.page.iter().chain(&faults.words);
        Trouble {
            stops: false,
            notes: wrong
                .take(MOST_NOTES)
                .map(|problem| format!("{}.", policy::begun(&problem.message)))
                .collect(),
            mend: "translate it before this text comes into force; `cloakroom policy check` names each line"
                .to_owned(),
            ..Trouble::whole(format!(
                "In {language} the page would not be offered any more, until its translation fits this text"
            ))
        }
    }

    pub(super) fn whole(message: String) -> Trouble {
        Trouble {
            line: 0,
            stops: true,
            message,
            source: Default::default(),
            notes: Vec::new(),
            mend: String::new(),
        }
    }
}

/// The other rule that has a part in it, and a situation that shows it.
fn notes(problem: &Problem) -> Vec<String> {
    let other = problem.other.as_ref();
    let other =
        other.map(|other| format!("Line {} (§{}) says: {}", other.line, other.paragraph, other.source));
    let example = problem.example.as_ref().map(|example| format!("For example: {example}"));
    other.into_iter().chain(example).collect()
}

/// The line, cut around the words at fault.
fn around(line: &str, words: &str) -> [String; 3] {
    match line.split_once(words).filter(|_| !words.is_empty()) {
        Some((before, after)) => [before.to_owned(), words.to_owned(), after.to_owned()],
        None => [line.to_owned(), String::new(), String::new()],
    }
}
