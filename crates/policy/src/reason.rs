//! "Why we ask": the words at a form field, made from the rules.

use crate::{
    bits::{Mask, ones},
    declared::Reason,
    render::anchor,
    rules::{Permission, Placed, Rules},
    sentence::Speaker,
    verb::Verb,
    vocabulary::Vocabulary,
    words::{Ear, begun, listed},
};

pub(crate) struct Asker<'a> {
    pub vocabulary: &'a Vocabulary,
    pub rules: &'a Rules,
    pub placed: &'a [Placed],
}

impl Asker<'_> {
    /// Why a form asks for this data, for these purposes: a purpose for which no rule takes it in is left out.
    pub fn reason(&self, data: Mask, purposes: u64) -> Reason {
        let shop = self.vocabulary.party("shop").map_or(0, |shop| 1 << shop.0);
        let for_us: Vec<_> = self.touching(data, purposes, &[Verb::Collect, Verb::Use], shop).collect();
        let found = for_us.iter().fold(0, |bits, may| bits | may.block.purposes) & purposes;
        let paragraph = self.paragraph(&for_us, data);
        if found == 0 {
            let words = "No rule of our privacy page lets us ask for this.".to_owned();
            return Reason { words, clause: String::new() };
        }
        let sentences = [self.what_for(found), self.who_gets(data, found), self.how_long(data)];
        let words =
            sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ");
        Reason { words, clause: anchor(&paragraph) }
    }

    fn touching<'t>(
        &'t self,
        data: Mask,
        purposes: u64,
        verbs: &[Verb],
        parties: u64,
    ) -> impl Iterator<Item = &'t Permission> {
        let verbs = verbs.iter().fold(0u8, |bits, verb| bits | 1 << *verb as u8);
        self.rules.permissions.iter().filter(move |may| {
            let block = may.block;
            block.data & data.0 != 0
                && block.purposes & purposes != 0
                && block.verbs & verbs != 0
                && block.parties & parties != 0
        })
    }

    /// The paragraph that covers most of it, the first of them.
    fn paragraph(&self, rules: &[&Permission], data: Mask) -> String {
        let most = rules.iter().rev().max_by_key(|may| (may.block.data & data.0).count_ones());
        most.map(|may| self.placed[may.rule].spot.paragraph.clone()).unwrap_or_default()
    }

    fn what_for(&self, purposes: u64) -> String {
        let names = ones(purposes)
            .map(|at| self.vocabulary.plain.purpose(&self.vocabulary.purposes.names[usize::from(at)]));
        format!("For {}.", listed(&names.collect::<Vec<_>>(), "and"))
    }

    fn who_gets(&self, data: Mask, purposes: u64) -> String {
        let outside = self.vocabulary.parties.all() & !self.vocabulary.inside;
        let gets = self.touching(data, purposes, &[Verb::Receive], outside);
        let parties = gets.fold(0, |parties, may| parties | may.block.parties) & outside;
        let names = ones(parties).map(|at| {
            format!("our {}", self.vocabulary.plain.party(&self.vocabulary.parties.names[usize::from(at)]))
        });
        let names: Vec<String> = names.collect();
        match names.len() {
            0 => "Nobody outside the shop receives it for that.".to_owned(),
            1 => format!("{} may receive it.", begun(&names[0])),
            _ => format!("{} may receive it.", begun(&listed(&names, "and"))),
        }
    }

    fn how_long(&self, data: Mask) -> String {
        let Some(keep) = self.rules.keeps.iter().find(|keep| !(keep.data & data).is_empty()) else {
            return String::new();
        };
        let speaker = Speaker { vocabulary: self.vocabulary, rules: self.rules, ear: Ear::Customer };
        let term = speaker.term(keep.term);
        if keep.span().is_some() { format!("We keep it for {term}.") } else { format!("We keep it {term}.") }
    }
}
