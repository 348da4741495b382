//! The table that a policy comes to: purpose, recipient and category, as one page to read, print and file.

mod allowed;
mod overview;

use askama::Template;
use policy::{Condition, Mask, Policy};

use allowed::PurposeShown;
use overview::Overview;

/// The page.
#[derive(Template)]
#[template(path = "table.html")]
struct Page<'p> {
    title: &'p str,
    version: &'p str,
    hash: String,
    overview: Overview,
    purposes: Vec<PurposeShown>,
    /// What never happens: a paragraph and a sentence each.
    never: Vec<(String, String)>,
}

/// The table as one HTML page that needs nothing else: readable on a telephone, in the dark and on paper.
///
/// # Errors
/// When the page cannot be written.
pub fn table_html(policy: &Policy) -> Result<String, askama::Error> {
    let never = policy.rules().prohibitions.iter().map(|never| policy.clause_of(never.rule));
    let page = Page {
        title: &policy.document().title,
        version: policy.version(),
        hash: policy.hash_hex(),
        overview: Overview::of(policy),
        purposes: allowed::purposes(policy),
        never: never.map(|clause| (clause.paragraph.clone(), clause.rule.clone())).collect(),
    };
    page.render()
}

/// Data by name, whole groups by the name of the group.
fn named(policy: &Policy, data: Mask) -> Vec<String> {
    let whole = |(_, parts): &(&str, Mask)| !parts.is_empty() && parts.without(data).is_empty();
    let groups: Vec<(&str, Mask)> =
        policy.data_groups().filter(|(name, _)| *name != "personal").filter(whole).collect();
    let rest = groups.iter().fold(data, |rest, (_, parts)| rest.without(*parts));
    let groups = groups.iter().map(|(name, _)| (*name).to_owned());
    groups.chain(rest.iter().map(|leaf| policy.leaf_name(leaf).to_owned())).collect()
}

/// A condition in the words of the rules: `agreement and order-open`, empty when it always holds.
fn when(policy: &Policy, condition: &Condition) -> String {
    let list = |needs: u64, lacks: u64| {
        let of = |bits: u64| policy.facts().filter(move |fact| bits >> fact.number() & 1 == 1);
        let held = of(needs).map(|fact| policy.fact_name(fact).to_owned());
        let not = of(lacks).map(|fact| format!("not {}", policy.fact_name(fact)));
        held.chain(not).collect::<Vec<_>>().join(" and ")
    };
    condition.0.iter().map(|one| list(one.needs, one.lacks)).collect::<Vec<_>>().join(" or ")
}
