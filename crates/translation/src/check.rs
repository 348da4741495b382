//! Holds a translation against the policy, text for text and word for word, and makes the page of it when it is whole.

use std::collections::BTreeMap;

use policy::{
    Document, Origin, Paragraph, Piece, Policy, Printed, Problem, RuleShown, Section, nearest, pieces, set,
};

use crate::{
    files::{Faults, Files},
    sheet::{Sheet, TITLE, Text, mark, place_in_words},
    speaker::Speaker,
    tongue::Tongue,
    words::{Tables, lacking, missing, read, spelt},
};

/// The policy in another language, whole.
#[derive(Clone, Debug)]
pub struct Translation {
    /// The language.
    pub tongue: Tongue,
    /// The page, with the places and rules of the English one.
    pub document: Document,
    /// The version of the English page that it was made from.
    pub made_from: String,
    /// What is worth a second look, though the page is whole.
    pub notes: Vec<Problem>,
}

/// Makes the page of a translation. `said` has what the shop says in this language for a setting that the translation
/// names in its first lines; `laws` is what the page says of the law over the policy, in English.
///
/// # Errors
/// Everything that keeps it from being whole, at once.
pub fn translate(
    policy: &Policy,
    files: &Files,
    said: &dyn Fn(&str) -> Option<String>,
    laws: &[&str],
) -> Result<Translation, Faults> {
    let english = Sheet::of_policy(policy.source());
    let (sheet, problems) = Sheet::of_translation(&files.page.text);
    let mut checker =
        Checker { policy, english, sheet, files, faults: Faults::default(), settings: BTreeMap::new() };
    checker.faults.page = problems;
    let (code, name) = checker.front(said);
    checker.texts();
    let tables = checker.words();
    let readable = tables.is_some();
    let tongue = Tongue::of(&code, &name, tables.unwrap_or_default());
    if readable {
        checker.speak(&tongue, laws);
    }
    if !checker.faults.is_empty() {
        checker.faults.sort();
        return Err(checker.faults);
    }
    let document = checker.document(&tongue);
    let made_from = checker.said_in_front("translates");
    Ok(Translation { document, made_from, notes: checker.notes(), tongue })
}

struct Checker<'c> {
    policy: &'c Policy,
    english: Sheet,
    sheet: Sheet,
    files: &'c Files,
    faults: Faults,
    /// Settings of the shop that this language says in words of its own.
    settings: BTreeMap<String, String>,
}

/// What the first lines have to say, each with an example.
const FRONT: [(&str, &str); 5] = [
    ("translation", "fr"),
    ("language", "français"),
    ("translates", "1.0.0"),
    ("sha256", "the hash that /privacy/history shows"),
    ("words", "words.fr.toml"),
];

/// An address of the shop that a language may not take.
const TAKEN: &str = "as";

/// Its front and its texts.
impl Checker<'_> {
    fn said_in_front(&self, key: &str) -> String {
        self.sheet.front.get(key).map(|(value, _)| value.clone()).unwrap_or_default()
    }

    fn front(&mut self, said: &dyn Fn(&str) -> Option<String>) -> (String, String) {
        for (key, example) in FRONT {
            if self.said_in_front(key).is_empty() {
                let mend = format!("add `{key}: …`, for example `{key}: {example}`");
                self.wrong(1, "", &format!("the first lines do not say `{key}`"), &mend);
            }
        }
        let code = self.said_in_front("translation");
        let plain = (2..=8).contains(&code.len())
            && code.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-');
        if !code.is_empty() && (!plain || code == TAKEN) {
            let line = self.sheet.front["translation"].1;
            self.wrong(
                line,
                "",
                &format!("`{code}` is no code of a language that a page can have"),
                "write two letters, such as `fr`, or a language and a country, such as `fr-CA`",
            );
        }
        for name in self.said_in_front("settings").split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match said(name) {
                Some(words) => drop(self.settings.insert(name.to_owned(), words)),
                None => {
                    let line = self.sheet.front["settings"].1;
                    let mend = format!(
                        "say it in the shop’s configuration: `say = {{ {name} = \"…\" }}` beside this file’s name"
                    );
                    self.wrong(
                        line,
                        "",
                        &format!("the shop does not say its `{name}` in this language"),
                        &mend,
                    );
                }
            }
        }
        (code, self.said_in_front("language"))
    }

    fn texts(&mut self) {
        let (english, sheet) = (self.english.clone(), self.sheet.clone());
        for (at, wanted) in english.texts.iter().enumerate() {
            match sheet.text(&wanted.place) {
                Some(text) => self.compare(wanted, text),
                None => {
                    let before = english.texts[..at].iter().rev().find_map(|text| sheet.text(&text.place));
                    self.untranslated(wanted, before);
                }
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for text in &sheet.texts {
            if english.text(&text.place).is_none() {
                let message = format!(
                    "{} stands here, and the policy has none (version {})",
                    place_in_words(&text.place),
                    self.policy.version()
                );
                self.wrong_at(
                    text,
                    &message,
                    "take it out with the mark above it, or give it the number that it has now",
                );
            } else if seen.contains(&text.place.as_str()) {
                let message = format!("{} is translated a second time", place_in_words(&text.place));
                self.wrong_at(text, &message, "keep one of the two");
            }
            seen.push(&text.place);
        }
    }

    fn untranslated(&mut self, wanted: &Text, before: Option<&Text>) {
        let place = &wanted.place;
        let message = format!("{} is not translated", place_in_words(place));
        let after = before
            .map_or("at the beginning".to_owned(), |text| format!("after {}", place_in_words(&text.place)));
        let mend = format!(
            "put its translation {after}, below a line `<!-- {place} {} -->`. In English it is “{}”",
            mark(&wanted.source),
            in_one_line(&wanted.source)
        );
        let line = before.map_or(1, |text| text.line);
        self.faults.page.push(Problem {
            line,
            paragraph: paragraph_of(place),
            message,
            mend,
            ..Problem::default()
        });
    }

    fn compare(&mut self, wanted: &Text, text: &Text) {
        let now = mark(&wanted.source);
        if let Some((made_from, line)) = text.made_from.as_ref().filter(|(made_from, _)| *made_from != now) {
            self.faults.page.push(Problem {
                line: *line,
                paragraph: paragraph_of(&text.place),
                message: format!("the English text of {} is another one than this was made from", place_in_words(&text.place)),
                source: self.files.page.text.lines().nth(line - 1).unwrap_or_default().to_owned(),
                words: made_from.clone(),
                mend: format!("change the translation to what it says now, and then write `{now}` in place of `{made_from}`. In English it is “{}”", in_one_line(&wanted.source)),
                ..Problem::default()
            });
        }
        let (wants, has) = (printed(&wanted.source), printed(&text.source));
        for asked in without(&wants, &has) {
            let message = format!(
                "{} does not print `{{{{{asked}}}}}`, which the English text does",
                place_in_words(&text.place)
            );
            self.wrong_at(
                text,
                &message,
                "print it too: figures are never typed, so that they cannot differ from the rules",
            );
        }
        for asked in without(&has, &wants) {
            let message = format!(
                "{} prints `{{{{{asked}}}}}`, which the English text does not",
                place_in_words(&text.place)
            );
            self.wrong_at(text, &message, "print what the English text prints, and nothing else").words =
                format!("{{{{{asked}}}}}");
        }
    }

    fn wrong_at(&mut self, text: &Text, message: &str, mend: &str) -> &mut Problem {
        let source = self.files.page.text.lines().nth(text.line - 1).unwrap_or_default().to_owned();
        self.wrong(text.line, &paragraph_of(&text.place), message, mend);
        let last = self.faults.page.len() - 1;
        let problem = &mut self.faults.page[last];
        problem.source = source.chars().take(400).collect();
        problem
    }

    fn wrong(&mut self, line: usize, paragraph: &str, message: &str, mend: &str) {
        let (message, mend, paragraph) = (message.to_owned(), mend.to_owned(), paragraph.to_owned());
        self.faults.page.push(Problem { line, paragraph, message, mend, ..Problem::default() });
    }

    /// Another edition than the one it was made from is no fault, as long as no text of it is another one.
    fn notes(&self) -> Vec<Problem> {
        let (said, line) = self.sheet.front.get("sha256").cloned().unwrap_or_default();
        if said == self.policy.hash_hex() {
            return Vec::new();
        }
        vec![Problem {
            line,
            message: format!(
                "this was made from another file than version {} of the policy, though every text of it is the same",
                self.policy.version()
            ),
            mend: format!(
                "look at its rules again, and then write `translates: {}` and `sha256: {}`",
                self.policy.version(),
                self.policy.hash_hex()
            ),
            ..Problem::default()
        }]
    }
}

/// Its words, and the page.
impl Checker<'_> {
    /// Nothing when there are none, or none that can be read.
    fn words(&mut self) -> Option<Tables> {
        let text = &self.files.words.text;
        if self.said_in_front("words").is_empty() {
            return None;
        }
        match read(text) {
            Ok(tables) => {
                self.faults.words.extend(lacking(&tables, text));
                Some(tables)
            }
            Err(problem) => {
                self.faults.words.push(*problem);
                None
            }
        }
    }

    /// Says every rule and everything that the page may ever have to say, and tells which words were missing.
    fn speak(&mut self, tongue: &Tongue, laws: &[&str]) {
        let speaker = Speaker::new(self.policy, tongue);
        for (rule, paragraph, line) in self.policy.written().filter(|(.., line)| *line > 0) {
            speaker.go_to(paragraph, line);
            speaker.rule(rule, line);
        }
        for text in &self.sheet.texts {
            speaker.go_to(&paragraph_of(&text.place), 0);
            printed(&text.source)
                .iter()
                .filter_map(|asked| self.policy.value(asked))
                .for_each(|value| drop(speaker.value(&value)));
        }
        speaker.everything();
        laws.iter().for_each(|english| drop(speaker.law(english)));
        for ((table, name), (paragraph, line)) in speaker.missing() {
            let needed = if line > 0 {
                format!("paragraph {paragraph} needs it (line {line} of the policy)")
            } else {
                "the page needs it".to_owned()
            };
            let mut problem = missing(&self.files.words.text, &table, &name, &needed);
            let used = speaker.used(&table);
            let spare = tongue.names(&table).filter(|other| !used.iter().any(|used| used == other));
            problem.nearest = nearest(&name, spare).map(str::to_owned);
            if let Some(other) = &problem.nearest {
                problem.mend = format!("is it `{other}`, misspelt? Otherwise {}", problem.mend);
            }
            self.faults.words.push(problem);
        }
    }

    fn document(&self, tongue: &Tongue) -> Document {
        let (speaker, english) = (Speaker::new(self.policy, tongue), self.policy.document());
        let sections = english.sections.iter().map(|section| Section {
            number: section.number,
            title: if section.title.is_empty() {
                String::new()
            } else {
                self.plain(&section.number.to_string(), &speaker)
            },
            anchor: section.anchor.clone(),
            paragraphs: section
                .paragraphs
                .iter()
                .map(|paragraph| self.paragraph(paragraph, &speaker))
                .collect(),
        });
        Document {
            title: self.plain(TITLE, &speaker),
            version: english.version.clone(),
            effective: english.effective.clone(),
            sections: sections.collect(),
        }
    }

    fn paragraph(&self, english: &Paragraph, speaker: &Speaker<'_>) -> Paragraph {
        let source = self.source(&english.number, speaker);
        let (html, text) = set(&source, |_, asked| self.print(asked, speaker));
        let written =
            self.policy.written().filter(|(_, paragraph, line)| *paragraph == english.number && *line > 0);
        let rules = english.rules.iter().zip(written);
        let rules = rules.map(|(shown, (rule, _, line))| RuleShown {
            source: shown.source.clone(),
            words: speaker.rule(rule, line),
            line: shown.line,
        });
        Paragraph {
            number: english.number.clone(),
            anchor: english.anchor.clone(),
            html,
            text,
            rules: rules.collect(),
        }
    }

    /// The text as the language spells it.
    fn source(&self, place: &str, speaker: &Speaker<'_>) -> String {
        let source = self.sheet.text(place).map(|text| text.source.as_str()).unwrap_or_default();
        spelt(speaker.tongue.spelling(), source)
    }

    fn plain(&self, place: &str, speaker: &Speaker<'_>) -> String {
        let source = self.source(place, speaker);
        let words = pieces(&source).into_iter().map(|piece| match piece {
            Piece::Typed(typed) => typed.to_owned(),
            Piece::Printed(asked) => self.print(asked, speaker).words,
        });
        words.collect()
    }

    fn print(&self, asked: &str, speaker: &Speaker<'_>) -> Printed {
        let declared =
            self.english.front.get("settings").map(|(names, _)| names.as_str()).unwrap_or_default();
        let is_setting = declared.split(',').any(|name| name.trim() == asked);
        match self.policy.value(asked).filter(|_| !is_setting) {
            Some(value) => Printed { words: speaker.value(&value), origin: Origin::Rule },
            None => {
                let own = self.settings.get(asked).cloned();
                let words = own.or_else(|| self.policy.settings().get(asked)).unwrap_or_default();
                Printed { words, origin: Origin::Setting }
            }
        }
    }
}

/// What a text prints, sorted.
fn printed(source: &str) -> Vec<String> {
    let mut found: Vec<String> = pieces(source)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Printed(asked) => Some(asked.split_whitespace().collect::<Vec<_>>().join(" ")),
            Piece::Typed(_) => None,
        })
        .collect();
    found.sort();
    found
}

/// Those of one list that the other lacks, each as often as it lacks it.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left = those.to_vec();
    let lacks = |one: &&String| match left.iter().position(|other| other == *one) {
        Some(at) => {
            left.remove(at);
            false
        }
        None => true,
    };
    these.iter().filter(lacks).cloned().collect()
}

fn paragraph_of(place: &str) -> String {
    if place.contains('.') { place.to_owned() } else { String::new() }
}

fn in_one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}
