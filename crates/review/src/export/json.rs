//! The whole policy as JSON. Names and meaning of its fields stay; new fields may be added: see docs/policy.md.

use policy::{Block, Condition, Keep, Permission, Policy, Prohibition, Sort, Term, Then};
use serde_json::{Value, json};

use super::names::{Names, verbs};

/// What the field `format` says.
const FORM: &str = "cloakroom-policy/1";

pub(super) fn whole(policy: &Policy) -> Value {
    let rules = policy.rules();
    json!({
        "format": FORM,
        "title": policy.document().title,
        "version": policy.version(),
        "effective": policy.document().effective,
        "sha256": policy.hash_hex(),
        "words": words(policy),
        "permissions": each(&rules.permissions, |may| permission(policy, may)),
        "prohibitions": each(&rules.prohibitions, |never| prohibition(policy, never)),
        "keep": each(&rules.keeps, |rule| keep(policy, rule)),
        "declared": declared(policy),
        "sections": sections(policy),
    })
}

pub(super) fn each<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    items.iter().map(value).collect()
}

fn words(policy: &Policy) -> Value {
    let parties = policy.parties().map(|party| {
        let name = policy.party_name(party);
        json!({
            "name": name, "words": policy.party_words(party), "inside": policy.is_inside(party),
            "kind": policy.kind(party), "dpv": policy.dpv(Sort::Party, name),
        })
    });
    let data = policy.all_leaves().map(|leaf| {
        let name = policy.leaf_name(leaf);
        json!({
            "name": name, "words": policy.leaf_words(name), "personal": policy.personal().contains(leaf),
            "dpv": policy.dpv(Sort::Data, name), "fides": policy.fides(Sort::Data, name),
        })
    });
    let purposes = policy.purposes().map(|purpose| {
        let name = policy.purpose_name(purpose);
        json!({
            "name": name, "words": policy.purpose_words(name),
            "dpv": policy.dpv(Sort::Purpose, name), "fides": policy.fides(Sort::Purpose, name),
        })
    });
    let groups = policy.data_groups().map(|(name, parts)| {
        json!({ "name": name, "words": policy.leaf_words(name), "data": Names(policy).data(parts.bits()) })
    });
    json!({
        "parties": parties.collect::<Value>(),
        "data": data.collect::<Value>(),
        "groups": groups.collect::<Value>(),
        "purposes": purposes.collect::<Value>(),
        "facts": policy.fact_names().collect::<Value>(),
    })
}

fn permission(policy: &Policy, may: &Permission) -> Value {
    let mut rule = placed(policy, may.rule, may.block);
    rule["ground"] = json!(may.ground.map(policy::Ground::word));
    rule["when"] = condition(policy, &may.when);
    rule
}

fn prohibition(policy: &Policy, never: &Prohibition) -> Value {
    let mut rule = placed(policy, never.rule, never.block);
    rule["unless"] = condition(policy, &never.unless);
    rule
}

fn placed(policy: &Policy, rule: usize, block: Block) -> Value {
    let (names, clause) = (Names(policy), policy.clause_of(rule));
    json!({
        "paragraph": clause.paragraph, "line": clause.line, "sentence": clause.rule,
        "parties": names.parties(block.parties), "verbs": verbs(block.verbs),
        "data": names.data(block.data), "purposes": names.purposes(block.purposes),
    })
}

/// Lists of facts, of which one must hold. A list that asks for nothing always holds; no list never does.
fn condition(policy: &Policy, condition: &Condition) -> Value {
    let names = Names(policy);
    each(&condition.0, |list| json!({ "holds": names.facts(list.needs), "fails": names.facts(list.lacks) }))
}

fn keep(policy: &Policy, keep: &Keep) -> Value {
    let (span, event, fact) = match keep.term {
        Term::After(span, event) => (Some(span.to_string()), Some(event), None),
        Term::While(fact) => (None, None, Some(policy.fact_name(fact))),
    };
    json!({
        "paragraph": keep.paragraph, "data": Names(policy).data(keep.data.bits()),
        "for": span, "after": event, "while": fact,
        "then": match keep.then { Then::Erase => "erase", Then::Anonymise => "anonymise" },
    })
}

fn declared(policy: &Policy) -> Value {
    let rules = policy.rules();
    json!({
        "choices": each(&rules.choices, |choice| json!({
            "name": choice.name, "label": choice.label, "starts_on": choice.starts_on,
            "asked_at": choice.asked_at, "paragraph": choice.paragraph,
        })),
        "cookies": super::cookies::table(policy)["cookies"],
        "limits": each(&rules.limits, |limit| json!({
            "name": limit.name, "times": limit.times, "in": limit.span.to_string(), "paragraph": limit.paragraph,
        })),
        "answers": each(&rules.answers, |answer| json!({
            "name": answer.name, "within": answer.span.to_string(), "through": answer.through,
            "paragraph": answer.paragraph,
        })),
        "figures": each(&rules.figures, |figure| json!({
            "name": figure.name, "is": figure.in_words(), "paragraph": figure.paragraph,
        })),
        "before": each(&rules.befores, |before| json!({
            "action": before.action, "require": Names(policy).facts(before.facts.bits()),
            "paragraph": before.paragraph,
        })),
        "duties": each(&rules.duties, |duty| json!({
            "name": duty.name, "label": duty.label, "of": duty.owner, "every": duty.every.to_string(),
            "paragraph": duty.paragraph,
        })),
        "always": each(&rules.always, |always| json!({
            "every": always.flow, "thing": always.thing, "paragraph": always.paragraph,
        })),
        "statistics": each(&rules.statistics, |(data, figure)| json!({
            "of": Names(policy).data(data.bits()), "need": figure,
        })),
        "change": rules.change.as_ref().map(|(figure, again)| json!({ "notice": figure, "asks_again": again })),
    })
}

fn sections(policy: &Policy) -> Value {
    each(&policy.document().sections, |section| {
        json!({
            "number": section.number, "title": section.title,
            "paragraphs": each(&section.paragraphs, |paragraph| json!({
                "number": paragraph.number, "anchor": paragraph.anchor, "text": paragraph.text,
                "rules": each(&paragraph.rules, |rule| json!({
                    "line": rule.line, "source": rule.source, "sentence": rule.words,
                })),
            })),
        })
    })
}
