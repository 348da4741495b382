//! How long data is kept.

use policy::{Keep, Leaf, Mask, Policy, Span, Term, Then};

use super::{Change, Verdict, choices_about};

/// The changes of terms, data of one change together.
pub(super) fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let mut found: Vec<(Turn, Vec<Leaf>)> = Vec::new();
    for leaf in new.all_leaves() {
        let Some(before) = old.leaf(new.leaf_name(leaf)) else { continue };
        let Some(turn) = Turn::of(old, new, before, leaf) else { continue };
        match found.iter_mut().find(|(known, _)| *known == turn) {
            Some((_, leaves)) => leaves.push(leaf),
            None => found.push((turn, vec![leaf])),
        }
    }
    found.into_iter().map(|(turn, leaves)| turn.change(new, &leaves)).collect()
}

/// The turn that a term takes.
#[derive(PartialEq, Eq)]
struct Turn {
    verdict: Verdict,
    words: String,
    before: Option<String>,
    after: Option<String>,
}

impl Turn {
    fn of(old: &Policy, new: &Policy, before: Leaf, after: Leaf) -> Option<Turn> {
        let (was, is) = (old.keep(before), new.keep(after));
        let verdict = verdict(old, new, was, is);
        if verdict == Verdict::Same {
            return None;
        }
        let (long, short) = (said(new, after), said(old, before));
        let words = format!("for {long} instead of {short}").replace("for as long", "as long");
        let paragraph = |keep: &Keep| keep.paragraph.clone();
        Some(Turn { verdict, words, before: was.map(paragraph), after: is.map(paragraph) })
    }

    fn change(self, new: &Policy, leaves: &[Leaf]) -> Change {
        let data: Mask = leaves.iter().copied().collect();
        Change {
            verdict: self.verdict,
            sentence: format!("We keep your {} {}.", new.describe(data), self.words),
            before: self.before,
            after: self.after,
            data: leaves.iter().map(|leaf| new.leaf_name(*leaf).to_owned()).collect(),
            choices: choices_about(new, data),
        }
    }
}

fn said(policy: &Policy, leaf: Leaf) -> String {
    match policy.keep(leaf) {
        None => "no stated time".to_owned(),
        Some(keep) if keep.then == Then::Anonymise => {
            format!("{}, then without your name", policy.keep_words(leaf))
        }
        Some(_) => policy.keep_words(leaf),
    }
}

fn verdict(old: &Policy, new: &Policy, was: Option<&Keep>, is: Option<&Keep>) -> Verdict {
    match (was, is) {
        (None, None) => Verdict::Same,
        (Some(_), None) => Verdict::Wider,
        (None, Some(_)) => Verdict::Narrower,
        (Some(was), Some(is)) => term(old, new, was.term, is.term).max(then(was.then, is.then)),
    }
}

/// A term that cannot be measured against the old one counts as longer.
fn term(old: &Policy, new: &Policy, was: Term, is: Term) -> Verdict {
    match (was, is) {
        (Term::After(was, from), Term::After(is, since)) if from == since => longer(was, is),
        (Term::While(was), Term::While(is)) if old.fact_name(was) == new.fact_name(is) => Verdict::Same,
        _ => Verdict::Wider,
    }
}

/// Whether more time lets more happen than before.
pub(super) fn longer(was: Span, is: Span) -> Verdict {
    match seconds(is).cmp(&seconds(was)) {
        std::cmp::Ordering::Less => Verdict::Narrower,
        std::cmp::Ordering::Equal => Verdict::Same,
        std::cmp::Ordering::Greater => Verdict::Wider,
    }
}

/// A length for comparing; months and years have their mean length, so that 12 months are a year.
pub(super) fn seconds(span: Span) -> u64 {
    const DAY: u64 = 86_400;
    const MONTH: u64 = 2_629_746;
    let unit = match span.unit {
        policy::Unit::Minute => 60,
        policy::Unit::Hour => 3_600,
        policy::Unit::Day => DAY,
        policy::Unit::Week => 7 * DAY,
        policy::Unit::Month => MONTH,
        policy::Unit::Year => 12 * MONTH,
    };
    u64::from(span.number) * unit
}

fn then(was: Then, is: Then) -> Verdict {
    match (was, is) {
        (Then::Erase, Then::Anonymise) => Verdict::Wider,
        (Then::Anonymise, Then::Erase) => Verdict::Narrower,
        _ => Verdict::Same,
    }
}
