//! The policy as linked data: a set of ODRL permissions and prohibitions in the terms of the W3C Data Privacy
//! Vocabulary. `docs/privacy-shapes.ttl` says what each of them holds.

use policy::{
    Block, Condition, FactList, Keep, Mask, Permission, Policy, Prohibition, Sort, Span, Term, Then, Unit,
};
use serde_json::{Value, json};

use super::{
    Publisher,
    names::{Names, verbs},
};

/// The whole document.
pub(super) fn document(policy: &Policy, publisher: &Publisher) -> Value {
    let writer = Writer { policy, page: &publisher.page };
    let rules = policy.rules();
    json!({
        "@context": context(),
        "@graph": std::iter::once(writer.notice(publisher))
            .chain(writer.parties())
            .chain(writer.data())
            .chain(writer.purposes())
            .chain(writer.facts())
            .chain(rules.keeps.iter().enumerate().map(|(at, keep)| writer.duty(at, keep)))
            .chain(rules.permissions.iter().map(|may| writer.permission(may)))
            .chain(rules.prohibitions.iter().map(|never| writer.prohibition(never)))
            .collect::<Value>(),
    })
}

fn context() -> Value {
    json!({
        "dcterms": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "odrl": "http://www.w3.org/ns/odrl/2/",
        "pd": "https://w3id.org/dpv/pd#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

struct Writer<'p> {
    policy: &'p Policy,
    page: &'p str,
}

/// The words: who, what, what for, and what may be so.
impl Writer<'_> {
    fn notice(&self, publisher: &Publisher) -> Value {
        let rules = self.policy.rules();
        let numbers = |rules: Vec<usize>| rules.into_iter().map(|rule| self.rule(rule)).collect::<Value>();
        json!({
            "@id": self.page,
            "@type": ["odrl:Set", "dpv:PrivacyNotice"],
            "odrl:uid": { "@id": self.page },
            "dcterms:title": self.policy.document().title,
            "dcterms:publisher": publisher.shop,
            "dcterms:hasVersion": self.policy.version(),
            "dcterms:identifier": format!("sha256:{}", self.policy.hash_hex()),
            "dcterms:valid": { "@type": "xsd:date", "@value": self.policy.document().effective },
            "odrl:permission": numbers(rules.permissions.iter().map(|may| may.rule).collect()),
            "odrl:prohibition": numbers(rules.prohibitions.iter().map(|never| never.rule).collect()),
        })
    }

    fn parties(&self) -> impl Iterator<Item = Value> {
        self.policy.parties().map(|party| {
            let name = self.policy.party_name(party);
            json!({
                "@id": self.word("party", name),
                "@type": ["odrl:Party", self.policy.dpv(Sort::Party, name).unwrap_or("dpv:LegalEntity")],
                "rdfs:label": self.policy.party_words(party),
            })
        })
    }

    fn data(&self) -> impl Iterator<Item = Value> {
        self.policy.all_leaves().map(|leaf| {
            let name = self.policy.leaf_name(leaf);
            let mut types = vec!["odrl:Asset"];
            if self.policy.personal().contains(leaf) {
                types.push("dpv:PersonalData");
            }
            types.extend(self.policy.dpv(Sort::Data, name).filter(|term| !types.contains(term)));
            json!({ "@id": self.word("data", name), "@type": types, "rdfs:label": self.policy.leaf_words(name) })
        })
    }

    fn purposes(&self) -> impl Iterator<Item = Value> {
        self.policy.purposes().map(|purpose| {
            let name = self.policy.purpose_name(purpose);
            let mut types = vec!["dpv:Purpose"];
            types.extend(self.policy.dpv(Sort::Purpose, name));
            json!({
                "@id": self.word("purpose", name), "@type": types,
                "rdfs:label": self.policy.purpose_words(name),
            })
        })
    }

    fn facts(&self) -> impl Iterator<Item = Value> {
        self.policy.facts().map(|fact| {
            let name = self.policy.fact_name(fact);
            let label = self.policy.choice(name).map_or(name, |choice| &choice.label);
            json!({ "@id": self.word("fact", name), "@type": "odrl:LeftOperand", "rdfs:label": label })
        })
    }

    /// What must be done with data when its term is over.
    fn duty(&self, at: usize, keep: &Keep) -> Value {
        let (operand, right) = match keep.term {
            Term::After(span, _) => ("odrl:elapsedTime".to_owned(), duration(span)),
            Term::While(fact) => (self.word("fact", self.policy.fact_name(fact)), json!(false)),
        };
        let words = keep.data.iter().next().map(|leaf| self.policy.keep_words(leaf)).unwrap_or_default();
        json!({
            "@id": self.word("keep", &at.to_string()),
            "@type": "odrl:Duty",
            "odrl:assignee": self.id("party", "shop"),
            "odrl:action": { "@id": match keep.then { Then::Erase => "dpv:Erase", Then::Anonymise => "dpv:Anonymise" } },
            "odrl:target": self.ids("data", &Names(self.policy).data(keep.data.bits())),
            "odrl:constraint": constraint(json!({ "@id": operand }), "odrl:eq", right),
            "rdfs:comment": words,
        })
    }
}

/// The rules.
impl Writer<'_> {
    fn permission(&self, may: &Permission) -> Value {
        let mut rule = self.placed("odrl:Permission", may.rule, may.block);
        let keeps = self.policy.rules().keeps.iter().enumerate();
        let duties = keeps.filter(|(_, keep)| !(keep.data & Mask::from_bits(may.block.data)).is_empty());
        rule["odrl:duty"] = duties.map(|(at, _)| self.id("keep", &at.to_string())).collect();
        if let Some(ground) = may.ground.and_then(|ground| self.policy.dpv(Sort::Ground, ground.word())) {
            rule["dpv:hasLegalBasis"] = json!({ "@id": ground });
        }
        self.add_constraint(&mut rule, self.holds(&may.when));
        rule
    }

    fn prohibition(&self, never: &Prohibition) -> Value {
        let mut rule = self.placed("odrl:Prohibition", never.rule, never.block);
        self.add_constraint(&mut rule, self.fails(&never.unless));
        rule
    }

    fn placed(&self, sort: &str, rule: usize, block: Block) -> Value {
        let (names, clause) = (Names(self.policy), self.policy.clause_of(rule));
        let mut node = self.rule(rule);
        let purposes = self.ids("purpose", &names.purposes(block.purposes));
        let actions = verbs(block.verbs).into_iter().filter_map(|verb| self.policy.dpv(Sort::Verb, verb));
        node["@type"] = json!(sort);
        node["odrl:assigner"] = self.id("party", "shop");
        node["odrl:assignee"] = self.ids("party", &names.parties(block.parties));
        node["odrl:action"] = actions.map(|action| json!({ "@id": action })).collect();
        node["odrl:target"] = self.ids("data", &names.data(block.data));
        node["odrl:constraint"] =
            json!([constraint(json!({ "@id": "odrl:purpose" }), "odrl:isAnyOf", purposes)]);
        node["rdfs:comment"] = json!(clause.rule);
        if !clause.anchor.is_empty() {
            node["dcterms:source"] = json!({ "@id": format!("{}#{}", self.page, clause.anchor) });
        }
        node
    }

    fn add_constraint(&self, rule: &mut Value, more: Option<Value>) {
        if let (Some(more), Some(all)) = (more, rule["odrl:constraint"].as_array_mut()) {
            all.push(more);
        }
    }

    /// One of the lists must hold; nothing to ask where one always does.
    fn holds(&self, when: &Condition) -> Option<Value> {
        let always = when.0.contains(&FactList::default());
        let lists = when.0.iter().map(|list| logical("odrl:and", self.atoms(*list, true)));
        (!always).then(|| logical("odrl:or", lists.collect()))
    }

    /// Each of the lists must fail; nothing to ask where there is none.
    fn fails(&self, unless: &Condition) -> Option<Value> {
        let lists = unless.0.iter().map(|list| logical("odrl:or", self.atoms(*list, false)));
        (!unless.0.is_empty()).then(|| logical("odrl:and", lists.collect()))
    }

    /// Each fact of a list as the list wants it, or each the other way round.
    fn atoms(&self, list: FactList, as_wanted: bool) -> Vec<Value> {
        let names = Names(self.policy);
        let wanted = names.facts(list.needs).into_iter().map(|fact| (fact, as_wanted));
        let unwanted = names.facts(list.lacks).into_iter().map(|fact| (fact, !as_wanted));
        let atom = |(fact, holds)| constraint(self.id("fact", fact), "odrl:eq", json!(holds));
        wanted.chain(unwanted).map(atom).collect()
    }

    fn rule(&self, rule: usize) -> Value {
        self.id("rule", &rule.to_string())
    }

    fn ids(&self, sort: &str, names: &[&str]) -> Value {
        names.iter().map(|name| self.id(sort, name)).collect()
    }

    fn id(&self, sort: &str, name: &str) -> Value {
        json!({ "@id": self.word(sort, name) })
    }

    fn word(&self, sort: &str, name: &str) -> String {
        format!("{}#{sort}-{name}", self.page)
    }
}

fn constraint(left: Value, operator: &str, right: Value) -> Value {
    json!({
        "@type": "odrl:Constraint",
        "odrl:leftOperand": left,
        "odrl:operator": { "@id": operator },
        "odrl:rightOperand": right,
    })
}

fn logical(operator: &str, parts: Vec<Value>) -> Value {
    json!({ "@type": "odrl:LogicalConstraint", operator: { "@list": parts } })
}

/// A span as XML Schema writes one: `P13M`, `PT1H`.
fn duration(span: Span) -> Value {
    let (time, unit) = match span.unit {
        Unit::Minute => ("T", "M"),
        Unit::Hour => ("T", "H"),
        Unit::Day => ("", "D"),
        Unit::Week => ("", "D"),
        Unit::Month => ("", "M"),
        Unit::Year => ("", "Y"),
    };
    let number = if span.unit == Unit::Week { span.number.saturating_mul(7) } else { span.number };
    json!({ "@type": "xsd:duration", "@value": format!("P{time}{number}{unit}") })
}
