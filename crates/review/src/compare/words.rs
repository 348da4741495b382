//! What changed in words alone: paragraphs said otherwise, and prohibitions that nothing leans on.

use policy::{Paragraph, Policy};

use super::{Change, Verdict};

/// Changes that leave every decision as it was.
pub(super) fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let mut changes: Vec<Change> = prohibitions(old, new).collect();
    changes.extend(reworded(old, new));
    changes
}

fn paragraphs(policy: &Policy) -> impl Iterator<Item = &Paragraph> {
    policy.document().sections.iter().flat_map(|section| &section.paragraphs)
}

/// The sentences of prohibitions: what is refused may be refused for want of a permission as well, so that taking one
/// away opens nothing today. It is said all the same, for a promise is gone.
fn prohibitions(old: &Policy, new: &Policy) -> impl Iterator<Item = Change> {
    let kept: Vec<String> = said(new).map(|(words, _)| words).collect();
    said(old).filter(move |(words, _)| !kept.contains(words)).map(|(words, paragraph)| Change {
        verdict: Verdict::Same,
        sentence: format!("This no longer stands on the page, though nothing more may happen by it: {words}"),
        before: Some(paragraph),
        after: None,
        data: Vec::new(),
        choices: Vec::new(),
    })
}

fn said(policy: &Policy) -> impl Iterator<Item = (String, String)> {
    policy.rules().prohibitions.iter().map(|never| {
        let clause = policy.clause_of(never.rule);
        (clause.rule.clone(), clause.paragraph.clone())
    })
}

fn reworded<'p>(old: &'p Policy, new: &'p Policy) -> impl Iterator<Item = Change> {
    paragraphs(new).filter_map(|is| {
        let was = old.document().paragraph(&is.number);
        let sentence = match was {
            None => format!("Paragraph {} is new.", is.number),
            Some(was) if was.text != is.text => format!("Paragraph {} is worded anew.", is.number),
            Some(_) => return None,
        };
        let (before, after) = (was.map(|was| was.number.clone()), Some(is.number.clone()));
        Some(Change {
            verdict: Verdict::Same,
            sentence,
            before,
            after,
            data: Vec::new(),
            choices: Vec::new(),
        })
    })
}
