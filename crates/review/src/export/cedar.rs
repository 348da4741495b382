//! The policy in Cedar: a schema and a set of policies, one `permit` for a permission and one `forbid` for a prohibition.
//!
//! Groups are written out: whoever proves something over the policies need not know which data belongs to which. What
//! is asked for and which facts hold stand in the context of a request.

use policy::{Block, Condition, FactList, Policy, Prohibition, Verb};

use super::names::{Names, verbs};

/// Kinds of entities that are enumerated, the six actions and what a request carries.
pub(super) fn schema(policy: &Policy) -> String {
    let names = Names(policy);
    let facts = names.facts(u64::MAX).into_iter().map(|fact| format!("    {}: Bool,\n", quoted(fact)));
    let facts = facts.collect::<String>();
    [
        enumerated("Party", &names.parties(u64::MAX)),
        enumerated("Data", &names.data(u64::MAX)),
        enumerated("Purpose", &names.purposes(u64::MAX)),
        format!("type Facts = {{\n{facts}}};\n"),
        format!("action {} appliesTo {{\n", listed(&Verb::ALL.map(Verb::word), ", ")),
        "  principal: Party,\n  resource: Data,\n  context: { purpose: Purpose, facts: Facts },\n};\n"
            .to_owned(),
    ]
    .concat()
}

/// The policies.
pub(super) fn policies(policy: &Policy) -> String {
    permits(policy).chain(forbids(policy)).collect::<Vec<_>>().join("\n")
}

fn permits(policy: &Policy) -> impl Iterator<Item = String> {
    policy.rules().permissions.iter().map(|may| {
        let ground = may.ground.map(|ground| format!("@ground({})\n", quoted(ground.word())));
        let body = rule(policy, "permit", may.block, Some(&may.when), None);
        format!("{}{}{body}", cited(policy, may.rule), ground.unwrap_or_default())
    })
}

fn forbids(policy: &Policy) -> impl Iterator<Item = String> {
    policy.rules().prohibitions.iter().map(|never| {
        let body = rule(policy, "forbid", never.block, None, Some(&never.unless));
        format!("{}{body}", cited(policy, never.rule))
    })
}

/// The permissions alone, as Cedar policies: what [`region`] is held against.
pub fn permissions(policy: &Policy) -> String {
    permits(policy).collect::<Vec<_>>().join("\n")
}

/// What one prohibition forbids, as a Cedar policy that permits exactly that: no permission may reach into it.
pub fn region(policy: &Policy, never: &Prohibition) -> String {
    rule(policy, "permit", never.block, None, Some(&never.unless))
}

/// Where the rule stands, and what it says.
fn cited(policy: &Policy, rule: usize) -> String {
    let clause = policy.clause_of(rule);
    format!(
        "@paragraph({})\n@line(\"{}\")\n@says({})\n",
        quoted(&clause.paragraph),
        clause.line,
        quoted(&clause.rule)
    )
}

fn rule(
    policy: &Policy,
    effect: &str,
    block: Block,
    when: Option<&Condition>,
    unless: Option<&Condition>,
) -> String {
    let names = Names(policy);
    let sides = [
        one_of("principal", "Party", &names.parties(block.parties), &names.parties(u64::MAX)),
        one_of("resource", "Data", &names.data(block.data), &names.data(u64::MAX)),
        one_of("context.purpose", "Purpose", &names.purposes(block.purposes), &names.purposes(u64::MAX)),
    ];
    let when = when.map(|facts| holds(policy, facts)).filter(|facts| facts != "true");
    let when = sides.into_iter().flatten().chain(when).map(|side| format!("\nwhen {{ {side} }}"));
    let unless = unless.map(|facts| holds(policy, facts)).filter(|facts| facts != "false");
    let unless = unless.map(|facts| format!("\nunless {{ {facts} }}")).unwrap_or_default();
    let actions = verbs(block.verbs).into_iter().map(|verb| format!("Action::{}", quoted(verb)));
    let actions = actions.collect::<Vec<_>>().join(", ");
    format!("{effect} (principal, action in [{actions}], resource){}{unless};\n", when.collect::<String>())
}

/// Membership in an enumeration; nothing where every member will do.
fn one_of(what: &str, sort: &str, names: &[&str], all: &[&str]) -> Option<String> {
    let equal = names.iter().map(|name| format!("{what} == {sort}::{}", quoted(name)));
    (names.len() < all.len()).then(|| equal.collect::<Vec<_>>().join(" || "))
}

/// A condition over facts: `true` where it always holds, `false` where it never does.
fn holds(policy: &Policy, condition: &Condition) -> String {
    if condition.0.is_empty() {
        return "false".to_owned();
    }
    if condition.0.contains(&FactList::default()) {
        return "true".to_owned();
    }
    condition.0.iter().map(|list| format!("({})", all_of(policy, *list))).collect::<Vec<_>>().join(" || ")
}

fn all_of(policy: &Policy, list: FactList) -> String {
    let fact = |fact: &str| format!("context.facts[{}]", quoted(fact));
    let needs = Names(policy).facts(list.needs).into_iter().map(fact);
    let lacks = Names(policy).facts(list.lacks).into_iter().map(|name| format!("!{}", fact(name)));
    needs.chain(lacks).collect::<Vec<_>>().join(" && ")
}

fn enumerated(sort: &str, names: &[&str]) -> String {
    format!("entity {sort} enum [{}];\n", listed(names, ", "))
}

fn listed(names: &[&str], between: &str) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(between)
}

/// A string of Cedar.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
