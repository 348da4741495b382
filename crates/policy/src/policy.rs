//! The policy, loaded: answers what is allowed, by which sentence, and why not.

use crate::{
    Answer, Before, Choice, Clause, CookieRule, Document, Duty, Fact, Facts, Figure, Keep, Leaf, Limit, Mask,
    Narrowed, Party, Problem, Problems, Purpose, Reason, Settings, Term, Verb, Why,
    bits::ones,
    check::Check,
    declared::Always,
    explain::Explainer,
    load,
    print::{Printer, Value},
    problem::Report,
    reason::Asker,
    rules::{Placed, Rules},
    sentence::Speaker,
    syntax::Rule,
    table::Table,
    vocabulary::Vocabulary,
    words::{Ear, Sort},
};

/// A policy that passed every check.
#[derive(Debug)]
pub struct Policy {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) rules: Rules,
    pub(crate) placed: Vec<Placed>,
    pub(crate) table: Table,
    /// One for each rule.
    pub(crate) clauses: Vec<Clause>,
    pub(crate) document: Document,
    pub(crate) version: String,
    pub(crate) source: String,
    pub(crate) hash: [u8; 32],
    pub(crate) warnings: Vec<Problem>,
    pub(crate) settings: Settings,
    pub(crate) narrowed: Vec<Narrowed>,
}

impl Policy {
    /// Reads, checks and compiles a policy file.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(text: &str, settings: &Settings) -> Result<Policy, Problems> {
        load::load(text, settings)
    }

    /// What the party may do with that verb for that purpose while these facts hold: one look into the table.
    pub fn mask(&self, party: Party, verb: Verb, purpose: Purpose, facts: Facts) -> Mask {
        self.table.mask(party, verb, purpose, facts)
    }

    /// The facts on which the answer for this data depends; no other needs looking up.
    pub fn facts_that_matter(&self, party: Party, verb: Verb, purpose: Purpose, data: Mask) -> Facts {
        self.table.facts_that_matter(party, verb, purpose, data)
    }

    /// The data of these whose term is not over: what is expired answers nothing. Whoever asks knows when the term of
    /// theirs began and which facts hold; data without a term (about nobody) stays.
    pub fn within_term(&self, data: Mask, is_over: impl Fn(Term) -> bool) -> Mask {
        let over =
            self.rules.keeps.iter().filter(|keep| !(keep.data & data).is_empty() && is_over(keep.term));
        over.fold(data, |left, keep| left.without(keep.data))
    }

    /// How many people must stand behind a figure made of this data before it is about nobody; nothing when a part of it
    /// never makes such figures. Statistics are the only way to take personal data out of the rules for it.
    pub fn crowd(&self, data: Mask) -> Option<u32> {
        let personal = data & self.personal();
        let counted = self.rules.statistics.iter().filter(|(of, _)| !(*of & personal).is_empty());
        let (covered, most) = counted.fold((Mask::EMPTY, 0), |(covered, most), (of, figure)| {
            (covered | *of, most.max(self.figure(figure).map_or(u32::MAX, |figure| figure.number)))
        });
        personal.without(covered).is_empty().then_some(most)
    }

    /// What the party may do in some situation or other.
    pub fn ever(&self, party: Party, verb: Verb, purpose: Purpose) -> Mask {
        self.table.ever(party, verb, purpose)
    }

    /// The rule that allows it, or nothing.
    pub fn clause(
        &self,
        party: Party,
        verb: Verb,
        leaf: Leaf,
        purpose: Purpose,
        facts: Facts,
    ) -> Option<&Clause> {
        self.explainer().permission(party, verb, leaf, purpose, facts).map(|rule| &self.clauses[rule])
    }

    /// Why not: the rule that comes nearest to allowing it and what is missing, or the one that forbids it.
    pub fn explain(&self, party: Party, verb: Verb, leaf: Leaf, purpose: Purpose, facts: Facts) -> Why {
        let (rule, missing) = self.explainer().explain(party, verb, leaf, purpose, facts);
        Why { clause: rule.map(|rule| self.clauses[rule].clone()), missing }
    }

    /// The rules, every word looked up: for tools that compare, export or question a policy.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The rules as they are written, each with its paragraph and its line in the file; 0 for a rule of a law.
    pub fn written(&self) -> impl Iterator<Item = (&Rule, &str, usize)> {
        self.placed.iter().map(|one| (&one.rule, one.spot.paragraph.as_str(), one.spot.line))
    }

    /// What the rules say to the words between `{{` and `}}`; nothing for a setting of the shop.
    pub fn value(&self, asked: &str) -> Option<Value> {
        let (vocabulary, rules, settings) = (&self.vocabulary, &self.rules, &self.settings);
        Printer { vocabulary, rules, settings, declared: &[] }.value(asked)
    }

    /// What the checks say to other rules in this policy's words: to an edit that nobody has written down. Empty when
    /// nothing is wrong with them.
    pub fn problems_with(&self, rules: &Rules) -> Vec<Problem> {
        let mut report = Report::default();
        Check { placed: &self.placed, vocabulary: &self.vocabulary, rules, report: &mut report }.rules();
        report.errors
    }

    /// What the page says about the rule with that place in the file.
    pub fn clause_of(&self, rule: usize) -> &Clause {
        &self.clauses[rule]
    }

    /// Where a law over this policy is stricter than a rule of the file, by line. A policy without a law has none.
    pub fn narrowed(&self) -> &[Narrowed] {
        &self.narrowed
    }

    fn explainer(&self) -> Explainer<'_> {
        Explainer { rules: &self.rules, table: &self.table, speaker: self.speaker(Ear::Other) }
    }

    pub(crate) fn speaker(&self, ear: Ear) -> Speaker<'_> {
        Speaker { vocabulary: &self.vocabulary, rules: &self.rules, ear }
    }
}

/// Its words.
impl Policy {
    /// The party of that name.
    pub fn party(&self, name: &str) -> Option<Party> {
        self.vocabulary.party(name)
    }

    /// The purpose of that name.
    pub fn purpose(&self, name: &str) -> Option<Purpose> {
        self.vocabulary.purpose(name)
    }

    /// The kind of data of that name.
    pub fn leaf(&self, name: &str) -> Option<Leaf> {
        self.vocabulary.leaf(name)
    }

    /// What a name stands for: a kind of data, a group of them, or `personal`.
    pub fn leaves(&self, name: &str) -> Option<Mask> {
        self.vocabulary.data(name)
    }

    /// The fact or choice of that name.
    pub fn fact(&self, name: &str) -> Option<Fact> {
        self.vocabulary.fact(name)
    }

    /// The policy's name for it, such as `courier`.
    pub fn party_name(&self, party: Party) -> &str {
        &self.vocabulary.parties.names[usize::from(party.0)]
    }

    /// The policy's name for it, such as `order.deliver`.
    pub fn purpose_name(&self, purpose: Purpose) -> &str {
        &self.vocabulary.purposes.names[usize::from(purpose.0)]
    }

    /// The policy's name for it, such as `contact.email`.
    pub fn leaf_name(&self, leaf: Leaf) -> &str {
        &self.vocabulary.leaves.names[usize::from(leaf.0)]
    }

    /// The policy's name for it, such as `order-open`.
    pub fn fact_name(&self, fact: Fact) -> &str {
        &self.vocabulary.facts.names[usize::from(fact.0)]
    }

    /// Every fact and choice.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.facts.names.iter().map(String::as_str)
    }

    /// Every party, in the order of the file.
    pub fn parties(&self) -> impl Iterator<Item = Party> + Clone {
        ones(self.vocabulary.parties.all()).map(Party)
    }

    /// Every kind of data, in the order of the file.
    pub fn all_leaves(&self) -> impl Iterator<Item = Leaf> + Clone {
        ones(self.vocabulary.leaves.all()).map(Leaf)
    }

    /// Every fact and choice, in the order of the file.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + Clone {
        ones(self.vocabulary.facts.all()).map(Fact)
    }

    /// The data that is personal.
    pub fn personal(&self) -> Mask {
        Mask(self.vocabulary.personal)
    }

    /// Whether the party belongs to the shop.
    pub fn is_inside(&self, party: Party) -> bool {
        self.vocabulary.inside >> party.0 & 1 == 1
    }

    /// The groups of kinds of data, each with its parts.
    pub fn data_groups(&self) -> impl Iterator<Item = (&str, Mask)> {
        self.vocabulary.leaves.groups.iter().map(|(name, bits)| (name.as_str(), Mask(*bits)))
    }

    /// The parties outside the company, by name, in the order of the file.
    pub fn outside(&self) -> impl Iterator<Item = &str> {
        let outside = self.vocabulary.parties.all() & !self.vocabulary.inside;
        ones(outside).map(|party| self.party_name(Party(party)))
    }

    /// Every purpose, in the order of the file.
    pub fn purposes(&self) -> impl Iterator<Item = Purpose> + Clone {
        ones(self.vocabulary.purposes.all()).map(Purpose)
    }

    /// Data in plain words: "name, delivery address and phone number".
    pub fn describe(&self, data: Mask) -> String {
        self.speaker(Ear::Customer).data(data)
    }

    /// What a word is called in the W3C Data Privacy Vocabulary 2.3, with its prefix: `pd:EmailAddress`,
    /// `dpv:DeliveryOfGoods`. A word without a name there has its group's, and a party outside that of its kind.
    pub fn dpv(&self, sort: Sort, word: &str) -> Option<&str> {
        self.vocabulary
            .plain
            .dpv(sort, word)
            .or_else(|| self.vocabulary.plain.dpv(Sort::Kind, self.kind_of(sort, word)?))
    }

    /// What a word is called in the fideslang taxonomy 3.1: `user.contact.email`, for a ground `Contract`. Parties and
    /// verbs have no names there. A word without a name has its group's.
    pub fn fides(&self, sort: Sort, word: &str) -> Option<&str> {
        self.vocabulary.plain.fides(sort, word)
    }

    fn kind_of(&self, sort: Sort, word: &str) -> Option<&str> {
        if sort == Sort::Party { self.kind(self.party(word)?) } else { None }
    }

    /// What a party outside is to the shop: `processor`, `controller`, `authority` or `stranger`; nothing for a party
    /// inside, or where the policy does not say.
    pub fn kind(&self, party: Party) -> Option<&str> {
        self.vocabulary.kinds.get(&party.0).map(String::as_str)
    }

    /// A party in plain words: "parcel courier".
    pub fn party_words(&self, party: Party) -> String {
        self.vocabulary.plain.party(self.party_name(party))
    }

    /// The same by its name, also for a party that this policy does not have: old ledger lines may name one.
    pub fn party_words_of(&self, name: &str) -> String {
        self.vocabulary.plain.party(name)
    }

    /// A purpose in plain words, by its name: "delivering your order".
    pub fn purpose_words(&self, name: &str) -> String {
        self.vocabulary.plain.purpose(name)
    }

    /// A fact or choice that holds, or does not, said to the customer: "the order is still open".
    pub fn fact_words(&self, name: &str, holds: bool) -> String {
        self.speaker(Ear::Customer).fact_named(name, holds)
    }

    /// A kind of data or a group in plain words, by its name: "delivery address".
    pub fn leaf_words(&self, name: &str) -> String {
        self.vocabulary.plain.data(name)
    }
}

/// What it declares.
impl Policy {
    /// The choice of that name.
    pub fn choice(&self, name: &str) -> Option<&Choice> {
        self.rules.choices.iter().find(|choice| choice.name == name)
    }

    /// Every choice.
    pub fn choices(&self) -> &[Choice] {
        &self.rules.choices
    }

    /// SHA-256 of the label and the paragraph that stand beside the box; of nothing for an unknown choice.
    pub fn wording_hash(&self, choice: &str) -> [u8; 32] {
        let Some(choice) = self.choice(choice) else { return load::sha256(b"") };
        let text = self.document.paragraph(&choice.paragraph).map(|paragraph| paragraph.text.as_str());
        load::sha256(format!("{}\n{}", choice.label, text.unwrap_or_default()).as_bytes())
    }

    /// The cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&CookieRule> {
        self.rules.cookies.iter().find(|cookie| cookie.name == name)
    }

    /// Every cookie.
    pub fn cookies(&self) -> &[CookieRule] {
        &self.rules.cookies
    }

    /// How long that kind of data is kept.
    pub fn keep(&self, leaf: Leaf) -> Option<&Keep> {
        self.rules.keeps.iter().find(|keep| keep.data.contains(leaf))
    }

    /// How long it is kept, in words: "6 years after your last order".
    pub fn keep_words(&self, leaf: Leaf) -> String {
        self.keep(leaf).map(|keep| self.speaker(Ear::Customer).term(keep.term)).unwrap_or_default()
    }

    /// The figure of that name.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.rules.figures.iter().find(|figure| figure.name == name)
    }

    /// The answer of that name.
    pub fn answer(&self, name: &str) -> Option<&Answer> {
        self.rules.answers.iter().find(|answer| answer.name == name)
    }

    /// The limit of that name.
    pub fn limit(&self, name: &str) -> Option<&Limit> {
        self.rules.limits.iter().find(|limit| limit.name == name)
    }

    /// What must be so before something is done.
    pub fn before(&self, action: &str) -> Option<&Before> {
        self.rules.befores.iter().find(|before| before.action == action)
    }

    /// Tasks that somebody has to do again and again.
    pub fn duties(&self) -> &[Duty] {
        &self.rules.duties
    }

    /// What is always so.
    pub fn always(&self) -> &[Always] {
        &self.rules.always
    }

    /// Statistics about data, each with its figure of how many people they cover at least.
    pub fn statistics(&self) -> &[(Mask, String)] {
        &self.rules.statistics
    }

    /// The figure of notice before a change that allows more, and whether what rested on a yes is asked again.
    pub fn change(&self) -> Option<(&str, bool)> {
        self.rules.change.as_ref().map(|(figure, again)| (figure.as_str(), *again))
    }

    /// Why a form asks for that kind or group of data, for these purposes.
    pub fn reason(&self, data: &str, purposes: &[&str]) -> Reason {
        let data = self.leaves(data).unwrap_or_default();
        let purposes = purposes
            .iter()
            .filter_map(|name| self.vocabulary.purposes.bits(name))
            .fold(0, |all, one| all | one);
        Asker { vocabulary: &self.vocabulary, rules: &self.rules, placed: &self.placed }
            .reason(data, purposes)
    }
}

/// The file itself.
impl Policy {
    /// The version the file gives itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The file's text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What was printed into it, for reading another text as this one was read.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// SHA-256 of the file.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// SHA-256 of the file, in hex.
    pub fn hash_hex(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The page.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is worth a second look, though the policy loads.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}
