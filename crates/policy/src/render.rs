//! Makes the page: prose to safe HTML, figures marked, rules beside their paragraphs.

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

use crate::{
    document::{Document, Paragraph, RuleShown, Section},
    page::{Page, PageParagraph},
    print::{Origin, Piece, Printed, Printer, pieces},
    problem::{Report, Spot},
    rules::Placed,
    sentence::Speaker,
    words::Ear,
};

/// Stands in the Markdown for the first printed value; the next ones follow. No alphabet has these characters.
const FIRST: u32 = 0xe000;

pub(crate) struct Renderer<'r> {
    pub page: &'r Page,
    pub placed: &'r [Placed],
    pub printer: Printer<'r>,
    pub report: &'r mut Report,
}

impl Renderer<'_> {
    pub fn document(&mut self) -> Document {
        let page = self.page;
        let title = self.plain(&page.title, &Spot::line(1));
        let sections = page.sections.iter().map(|section| {
            let title = self.plain(&section.title, &Spot::of(section.line, "", &section.title));
            let paragraphs = section.paragraphs.iter().map(|paragraph| self.paragraph(paragraph)).collect();
            Section { number: section.number, title, anchor: format!("s{}", section.number), paragraphs }
        });
        let sections = sections.collect();
        let (version, effective) = (page.front.version.clone(), page.front.effective.clone());
        Document { title, version, effective, sections }
    }

    fn plain(&mut self, text: &str, spot: &Spot) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Typed(typed) => out.push_str(typed),
                Piece::Printed(asked) => out.push_str(&self.printer.print(asked, spot, self.report).words),
            }
        }
        out
    }

    fn paragraph(&mut self, paragraph: &PageParagraph) -> Paragraph {
        let spot = |offset: usize, line: &str| Spot::of(paragraph.line + offset, &paragraph.number, line);
        let lines: Vec<&str> = paragraph.prose.lines().collect();
        for (offset, line) in lines.iter().enumerate() {
            for piece in pieces(line) {
                if let Piece::Typed(typed) = piece {
                    self.typed_figure(typed, &spot(offset, line));
                }
            }
        }
        let print =
            |offset: usize, asked: &str| self.printer.print(asked, &spot(offset, lines[offset]), self.report);
        let (html, text) = set(&paragraph.prose, print);
        let speaker =
            Speaker { vocabulary: self.printer.vocabulary, rules: self.printer.rules, ear: Ear::Customer };
        let placed = self.placed.iter().filter(|one| one.spot.paragraph == paragraph.number);
        let shown = |one: &Placed| RuleShown {
            source: one.spot.source.clone(),
            words: speaker.rule(one),
            line: one.spot.line,
        };
        let anchor = anchor(&paragraph.number);
        Paragraph { number: paragraph.number.clone(), anchor, html, text, rules: placed.map(shown).collect() }
    }

    /// A figure that is typed can differ from the rule one day.
    fn typed_figure(&mut self, typed: &str, spot: &Spot) {
        let words: Vec<&str> =
            typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let counts =
            |word: &str| word.parse::<u32>().is_ok() || NUMBERS.contains(&word.to_lowercase().as_str());
        let figure = words.windows(2).find(|pair| counts(pair[0]) && COUNTED.contains(&pair[1]));
        if let Some(pair) = figure {
            let problem =
                self.report.warning(spot, "this figure is typed, so no rule holds the server to it");
            let joint = [" ", "-"].map(|joint| pair.join(joint));
            problem.words = joint.into_iter().find(|words| spot.source.contains(words)).unwrap_or_default();
            problem.mend = "print it from a rule, between `{{` and `}}`".to_owned();
        }
    }
}

const NUMBERS: [&str; 22] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "sixty", "ninety", "hundred",
];
const COUNTED: [&str; 14] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
    "people", "times",
];

/// `2.4` stands at `p2-4`.
pub(crate) fn anchor(paragraph: &str) -> String {
    format!("p{}", paragraph.replace('.', "-"))
}

/// Sets prose as a page does: as safe HTML and as bare text. `print` says what stands for each `{{…}}`, of which it is
/// given the line within the prose, from 0, and the words between the braces.
pub fn set(prose: &str, mut print: impl FnMut(usize, &str) -> Printed) -> (String, String) {
    let (mut markdown, mut printed) = (String::new(), Vec::new());
    for (offset, line) in prose.lines().enumerate() {
        for piece in pieces(line) {
            match piece {
                Piece::Typed(typed) => markdown.push_str(typed),
                Piece::Printed(asked) => {
                    markdown.extend(char::from_u32(FIRST + printed.len() as u32));
                    printed.push(print(offset, asked));
                }
            }
        }
        markdown.push('\n');
    }
    convert(&markdown, &printed)
}

/// The paragraph as HTML and as bare text.
fn convert(markdown: &str, printed: &[Printed]) -> (String, String) {
    let events: Vec<Event<'_>> = Parser::new(markdown).filter_map(|event| safe(event, printed)).collect();
    let text: String = events.iter().map(bare).collect();
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    (fill(&out, printed, marked), fill(text.trim(), printed, |value| value.words.clone()))
}

/// HTML in the file is shown, not obeyed; pictures are left out; links lead to pages and mailboxes only.
fn safe<'e>(event: Event<'e>, printed: &[Printed]) -> Option<Event<'e>> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = fill(&dest_url, printed, |value| value.words.clone());
            let schemes = ["https://", "http://", "mailto:", "tel:", "/", "#"];
            let fine =
                schemes.iter().any(|scheme| dest_url.starts_with(scheme)) && !dest_url.starts_with("//");
            let dest_url: CowStr<'e> = if fine { dest_url.into() } else { "#".into() };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        event => Some(event),
    }
}

fn bare(event: &Event<'_>) -> String {
    match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Item | TagEnd::Paragraph) => " ".to_owned(),
        _ => String::new(),
    }
}

/// Puts the printed values where their characters stand.
fn fill(text: &str, printed: &[Printed], show: impl Fn(&Printed) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match (letter as u32).checked_sub(FIRST).and_then(|at| printed.get(at as usize)) {
            Some(value) => out.push_str(&show(value)),
            None => out.push(letter),
        }
    }
    out
}

fn marked(value: &Printed) -> String {
    let words = escaped(&value.words);
    if value.origin == Origin::Rule { format!("<span class=\"figure\">{words}</span>") } else { words }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
