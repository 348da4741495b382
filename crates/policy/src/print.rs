//! Prints what stands between `{{` and `}}`: figures from the rules, and the shop's own settings.

use crate::{
    Figure, Span, Term,
    bits::Mask,
    nearest::nearest,
    problem::{Report, Spot},
    rules::Rules,
    sentence::{Speaker, often},
    settings::Settings,
    verb::Verb,
    vocabulary::Vocabulary,
    words::Ear,
};

/// Where a printed value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A rule: the page marks it.
    Rule,
    /// A setting of the shop.
    Setting,
}

/// A value to print in the text.
#[derive(Clone, Debug)]
pub struct Printed {
    /// As the page says it.
    pub words: String,
    /// Where it came from.
    pub origin: Origin,
}

/// What stands between `{{` and `}}`, looked up and not yet in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A stretch of time: an answer, a term, a cookie.
    Span(Span),
    /// How long something is kept, when that hangs on a fact.
    Term(Term),
    /// How many times in how long.
    Often(u32, Span),
    /// A figure.
    Figure(Figure),
    /// Kinds of data.
    Data(Mask),
}

/// A text cut into what is typed and what is printed.
pub enum Piece<'t> {
    /// Typed.
    Typed(&'t str),
    /// Printed: the words between the braces.
    Printed(&'t str),
}

/// Cuts a text at its `{{…}}`.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        pieces.push(Piece::Typed(before));
        pieces.push(Piece::Printed(inside.trim()));
        rest = behind;
    }
    pieces.push(Piece::Typed(rest));
    pieces
}

/// Knows what can be printed.
#[derive(Clone, Copy)]
pub(crate) struct Printer<'p> {
    pub vocabulary: &'p Vocabulary,
    pub rules: &'p Rules,
    pub settings: &'p Settings,
    /// The settings that the file names in its first lines.
    pub declared: &'p [String],
}

impl Printer<'_> {
    /// What the words between the braces print; reported when nothing answers to them.
    pub fn print(&self, asked: &str, spot: &Spot, report: &mut Report) -> Printed {
        if self.declared.iter().any(|setting| setting == asked) {
            return self.setting(asked, spot, report);
        }
        let words = self.value(asked).map(|value| self.words(&value));
        words.map_or_else(
            || self.nothing(asked, spot, report),
            |words| Printed { words, origin: Origin::Rule },
        )
    }

    /// What the rules say to it.
    pub fn value(&self, asked: &str) -> Option<Value> {
        let (rules, words) = (self.rules, asked.split_whitespace().collect::<Vec<_>>());
        match words.as_slice() {
            ["keep", data] => self.keep(data),
            ["limit", name] => {
                let limit = rules.limits.iter().find(|limit| limit.name == *name)?;
                Some(Value::Often(limit.times, limit.span))
            }
            ["answer", name] => rules
                .answers
                .iter()
                .find(|answer| answer.name == *name)
                .map(|answer| Value::Span(answer.span)),
            ["cookie", name] => rules
                .cookies
                .iter()
                .find(|cookie| cookie.name == *name)
                .map(|cookie| Value::Span(cookie.lasts)),
            ["what", party, "receives"] => self.receives(party),
            [name] => rules.figures.iter().find(|figure| figure.name == *name).cloned().map(Value::Figure),
            _ => None,
        }
    }

    fn words(&self, value: &Value) -> String {
        let speaker = Speaker { vocabulary: self.vocabulary, rules: self.rules, ear: Ear::Customer };
        match value {
            Value::Span(span) => span.to_string(),
            Value::Term(term) => speaker.term(*term),
            Value::Often(times, span) => often(*times, *span),
            Value::Figure(figure) => figure.in_words(),
            Value::Data(data) => speaker.data(*data),
        }
    }

    fn keep(&self, data: &str) -> Option<Value> {
        let data = self.vocabulary.data(data)?;
        let whole = self.rules.keeps.iter().find(|keep| data.without(keep.data).is_empty());
        let Some(keep) = whole else { return self.longest(data) };
        Some(keep.span().map_or(Value::Term(keep.term), Value::Span))
    }

    /// The longest of several terms that a law made out of one.
    fn longest(&self, data: Mask) -> Option<Value> {
        let keeps: Vec<_> = self.rules.keeps.iter().filter(|keep| !(keep.data & data).is_empty()).collect();
        let covered = keeps.iter().fold(Mask::EMPTY, |covered, keep| covered | keep.data);
        let one_rule = keeps.iter().all(|keep| keep.line == keeps[0].line);
        let longest = keeps.iter().filter_map(|keep| keep.span()).max_by_key(|span| span.to_seconds());
        longest.filter(|_| one_rule && data.without(covered).is_empty()).map(Value::Span)
    }

    /// Everything that a party may ever receive.
    fn receives(&self, party: &str) -> Option<Value> {
        let party = self.vocabulary.party(party)?;
        let gets = self.rules.permissions.iter().filter(|may| {
            may.block.parties >> party.0 & 1 == 1 && may.block.verbs >> Verb::Receive as u8 & 1 == 1
        });
        let data = Mask(gets.fold(0, |data, may| data | may.block.data));
        (!data.is_empty()).then_some(Value::Data(data))
    }

    fn setting(&self, name: &str, spot: &Spot, report: &mut Report) -> Printed {
        let words = self.settings.get(name).unwrap_or_else(|| {
            let problem = report.error(spot, &format!("the setting `{name}` has no value"));
            problem.words = name.to_owned();
            problem.mend = format!("give `{name}` a value in the shop's configuration");
            String::new()
        });
        Printed { words, origin: Origin::Setting }
    }

    fn nothing(&self, asked: &str, spot: &Spot, report: &mut Report) -> Printed {
        let printed = Printed { words: String::new(), origin: Origin::Rule };
        // The rule that would print it may be the very one that could not be read.
        if !report.errors.is_empty() {
            return printed;
        }
        let figures = self.rules.figures.iter().map(|figure| figure.name.as_str());
        let near = nearest(asked, figures.chain(self.declared.iter().map(String::as_str)));
        let problem = report.error(spot, &format!("no rule gives `{asked}` a figure to print"));
        problem.words = format!("{{{{{asked}}}}}");
        problem.meant(near.map(|near| format!("{{{{{near}}}}}")).as_deref(), || {
            "print a figure (`{{crowd}}`), `{{keep chat}}`, `{{limit …}}`, `{{answer …}}`, `{{cookie …}}`, \
             `{{what courier receives}}`, or a setting named in the first lines"
                .to_owned()
        });
        printed
    }
}
