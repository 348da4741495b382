//! Says the words of one policy in one language, and keeps note of those that the language lacks.

use std::{cell::RefCell, collections::BTreeMap};

use policy::{Choice, Figure, Mask, Party, Policy, Span, Term, Unit, Value};

use crate::tongue::Tongue;

/// Where a word was needed: paragraph and line of the rule.
pub(crate) type Needed = (String, usize);

/// Knows the words of one policy in one language.
pub struct Speaker<'s> {
    /// The policy.
    pub policy: &'s Policy,
    /// The language.
    pub tongue: &'s Tongue,
    /// Words that are missing, by table and name.
    missing: RefCell<BTreeMap<(String, String), Needed>>,
    /// Words that were asked for, by table.
    used: RefCell<BTreeMap<String, Vec<String>>>,
    here: RefCell<Needed>,
}

impl<'s> Speaker<'s> {
    /// Says that policy in that language.
    pub fn new(policy: &'s Policy, tongue: &'s Tongue) -> Speaker<'s> {
        Speaker {
            policy,
            tongue,
            missing: RefCell::default(),
            used: RefCell::default(),
            here: RefCell::default(),
        }
    }

    /// From now on words are needed by this rule.
    pub(crate) fn go_to(&self, paragraph: &str, line: usize) {
        *self.here.borrow_mut() = (paragraph.to_owned(), line);
    }

    pub(crate) fn missing(&self) -> BTreeMap<(String, String), Needed> {
        self.missing.borrow().clone()
    }

    pub(crate) fn used(&self, table: &str) -> Vec<String> {
        self.used.borrow().get(table).cloned().unwrap_or_default()
    }

    /// A word of the policy in a table; its own name, and a note, when the language lacks it.
    pub(crate) fn word(&self, table: &str, name: &str) -> String {
        self.used.borrow_mut().entry(table.to_owned()).or_default().push(name.to_owned());
        if self.tongue.has(table, name) {
            return self.tongue.word(table, name).to_owned();
        }
        let key = (table.to_owned(), name.to_owned());
        self.missing.borrow_mut().entry(key).or_insert_with(|| self.here.borrow().clone());
        name.to_owned()
    }

    /// "parcel courier", "le transporteur".
    pub fn party(&self, party: Party) -> String {
        let name = self.policy.party_name(party);
        if self.tongue.is_english() { self.policy.party_words(party) } else { self.word("parties", name) }
    }

    /// A kind of data or a group by its name: "delivery address", "votre adresse de livraison".
    pub fn data_named(&self, name: &str) -> String {
        if self.tongue.is_english() { self.policy.leaf_words(name) } else { self.word("data", name) }
    }

    /// A purpose by its name, after "for": "delivering your order", "livrer votre commande".
    pub fn purpose_named(&self, name: &str) -> String {
        if self.tongue.is_english() { self.policy.purpose_words(name) } else { self.word("purposes", name) }
    }

    /// The words beside a choice's box.
    pub fn label(&self, choice: &Choice) -> String {
        if self.tongue.is_english() { choice.label.clone() } else { self.word("quoted", &choice.label) }
    }

    /// What a law is called, or asks: `english` as the law says it.
    pub fn law(&self, english: &str) -> String {
        if self.tongue.is_english() { english.to_owned() } else { self.word("laws", english) }
    }

    /// How long: "6 years after your last order", "tant que votre compte est ouvert".
    pub fn term(&self, data: Mask, term: Term) -> String {
        if self.tongue.is_english() {
            return data.iter().next().map(|leaf| self.policy.keep_words(leaf)).unwrap_or_default();
        }
        self.term_in_words(term)
    }

    pub(crate) fn term_in_words(&self, term: Term) -> String {
        match term {
            Term::After(span, event) => {
                let with = [("span", self.span(span)), ("event", self.word("events", event))];
                self.sentence("term-after", &with)
            }
            Term::While(fact) => {
                self.sentence("term-while", &[("fact", self.fact(self.policy.fact_name(fact), true))])
            }
        }
    }

    /// "the order is still open"; a choice is said by its label.
    pub(crate) fn fact(&self, name: &str, holds: bool) -> String {
        if let Some(choice) = self.policy.choice(name) {
            let state = self.sentence(if holds { "on" } else { "off" }, &[]);
            return self.sentence("choice-fact", &[("label", self.label(choice)), ("state", state)]);
        }
        self.word("facts", &if holds { name.to_owned() } else { format!("not {name}") })
    }

    pub(crate) fn span(&self, span: Span) -> String {
        self.counted(span.number, span.unit.word())
    }

    fn counted(&self, number: u32, one: &str) -> String {
        let unit = self.tongue.unit(one, number).to_owned();
        self.sentence("span", &[("number", self.tongue.number(number.into())), ("unit", unit)])
    }

    pub(crate) fn often(&self, times: u32, span: Span) -> String {
        let each = span.number == 1;
        let pattern = match (times, each) {
            (1, true) => "once-each",
            (1, false) => "once-in",
            (_, true) => "often-each",
            (_, false) => "often-in",
        };
        let unit = self.tongue.unit(span.unit.word(), 1).to_owned();
        let times = self.tongue.number(times.into());
        self.sentence(pattern, &[("times", times), ("span", self.span(span)), ("unit", unit)])
    }

    /// An amount of a figure: "16 years", "20 people", or its words.
    pub(crate) fn amount(&self, number: u32, unit: &str) -> String {
        let one = unit.strip_suffix('s').unwrap_or(unit);
        if [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year]
            .iter()
            .any(|known| known.word() == one)
        {
            return self.counted(number, one);
        }
        let unit = self.word("units", unit);
        self.sentence("span", &[("number", self.tongue.number(number.into())), ("unit", unit)])
    }

    fn figure(&self, figure: &Figure) -> String {
        match (figure.span, figure.number) {
            (Some(span), _) => self.span(span),
            (None, 0) => self.word("quoted", &figure.unit),
            (None, number) => self.amount(number, &figure.unit),
        }
    }

    /// Says everything once that the page may have to say beside its rules, so that what is missing is known.
    pub(crate) fn everything(&self) {
        self.go_to("", 0);
        let policy = self.policy;
        policy.parties().for_each(|party| drop(self.party(party)));
        policy.all_leaves().for_each(|leaf| drop(self.data_named(policy.leaf_name(leaf))));
        policy.data_groups().for_each(|(group, _)| drop(self.data_named(group)));
        policy.purposes().for_each(|purpose| drop(self.purpose_named(policy.purpose_name(purpose))));
        policy.choices().iter().for_each(|choice| drop(self.label(choice)));
        policy.rules().keeps.iter().for_each(|keep| drop(self.term_in_words(keep.term)));
    }

    /// What the text prints.
    pub(crate) fn value(&self, value: &Value) -> String {
        match value {
            Value::Span(span) => self.span(*span),
            Value::Term(term) => self.term_in_words(*term),
            Value::Often(times, span) => self.often(*times, *span),
            Value::Figure(figure) => self.figure(figure),
            Value::Data(data) if *data == self.policy.personal() => self.sentence("everything", &[]),
            Value::Data(data) => {
                let names = data.iter().map(|leaf| self.data_named(self.policy.leaf_name(leaf)));
                self.tongue.and(&names.collect::<Vec<_>>())
            }
        }
    }

    pub(crate) fn sentence(&self, pattern: &str, with: &[(&str, String)]) -> String {
        let with: Vec<(&str, &str)> = with.iter().map(|(gap, words)| (*gap, words.as_str())).collect();
        self.tongue.sentence(pattern, &with)
    }
}
