//! Everything that the policy allows, one line each: a change of rights shows as a change of text.

use crate::{
    Policy, Verb,
    bits::{Mask, Party, Purpose, ones},
    rules::{Condition, Permission},
};

impl Policy {
    /// The list: purpose, recipient, verb, categories, conditions, paragraph; in the order of the policy's words.
    pub fn listing(&self) -> String {
        let mut lines = String::new();
        for purpose in 0..self.vocabulary.purposes.names.len() as u8 {
            lines.push_str(&format!("\n{}\n", self.purpose_name(Purpose(purpose))));
            for party in 0..self.vocabulary.parties.names.len() as u8 {
                for verb in Verb::ALL {
                    self.list(Party(party), verb, Purpose(purpose), &mut lines);
                }
            }
        }
        lines.trim_start().to_owned()
    }

    fn list(&self, party: Party, verb: Verb, purpose: Purpose, lines: &mut String) {
        let ever = self.ever(party, verb, purpose);
        for may in self.rules.permissions.iter().filter(|may| may.block.covers(party.0, verb, purpose.0)) {
            let data = Mask(may.block.data) & ever;
            if !data.is_empty() {
                lines.push_str(&self.listed(party, verb, data, may));
            }
        }
    }

    fn listed(&self, party: Party, verb: Verb, data: Mask, may: &Permission) -> String {
        let names: Vec<&str> = data.iter().map(|leaf| self.leaf_name(leaf)).collect();
        let ground = may.ground.map(|ground| format!(" as {ground}")).unwrap_or_default();
        let paragraph = &self.clauses[may.rule].paragraph;
        let who = format!("{} {verb}", self.party_name(party));
        format!("  {who:<26} {}{ground}{} §{paragraph}\n", names.join(" "), self.when(&may.when))
    }

    fn when(&self, condition: &Condition) -> String {
        let term = |needs: u64, lacks: u64| {
            let name = |fact: u8| self.vocabulary.facts.names[usize::from(fact)].as_str();
            let needs = ones(needs).map(|fact| name(fact).to_owned());
            needs
                .chain(ones(lacks).map(|fact| format!("not {}", name(fact))))
                .collect::<Vec<_>>()
                .join(" and ")
        };
        let terms: Vec<String> = condition.0.iter().map(|one| term(one.needs, one.lacks)).collect();
        if terms == [""] { String::new() } else { format!(" if {}", terms.join(" or ")) }
    }
}
