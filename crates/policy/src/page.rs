//! Takes a policy file apart: first lines, sections, paragraphs, and the rules under each.

use crate::problem::{Report, Spot};

/// A file longer than this is no policy.
const LONGEST: usize = 200_000;

/// The file, taken apart but not understood.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub front: Front,
    pub title: String,
    pub sections: Vec<PageSection>,
}

/// What the first lines say.
#[derive(Debug, Default)]
pub(crate) struct Front {
    pub version: String,
    pub effective: String,
    pub settings: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct PageSection {
    pub number: usize,
    pub title: String,
    pub line: usize,
    pub paragraphs: Vec<PageParagraph>,
}

#[derive(Debug, Default)]
pub(crate) struct PageParagraph {
    pub number: String,
    pub line: usize,
    pub prose: String,
    pub rules: Vec<PageRule>,
}

#[derive(Debug)]
pub(crate) struct PageRule {
    pub line: usize,
    pub text: String,
}

impl Page {
    pub fn paragraphs(&self) -> impl Iterator<Item = &PageParagraph> {
        self.sections.iter().flat_map(|section| &section.paragraphs)
    }
}

/// Reads the file as far as it can be read; whatever is out of place is reported.
pub(crate) fn read(text: &str, report: &mut Report) -> Page {
    if text.len() > LONGEST {
        let size = text.len() / 1000;
        report.error(
            &Spot::line(1),
            &format!("this file has {size} kB; a policy has at most {} kB", LONGEST / 1000),
        );
        return Page::default();
    }
    let mut reader = Reader {
        page: Page::default(),
        lines: text.lines().enumerate().peekable(),
        report,
        state: State::Between,
    };
    reader.front();
    reader.page.sections.push(PageSection::default());
    while let Some((index, line)) = reader.lines.next() {
        reader.take(index + 1, line);
    }
    reader.finish();
    reader.page
}

enum State {
    Between,
    Paragraph,
    Fence(usize),
}

struct Reader<'t, 'r> {
    page: Page,
    lines: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'t>>>,
    report: &'r mut Report,
    state: State,
}

impl Reader<'_, '_> {
    fn front(&mut self) {
        if self.lines.next().is_none_or(|(_, line)| line.trim_end() != "---") {
            let mend = "begin with a line `---`, then `version: 1.0.0`, `effective: 2027-01-01`, then `---`";
            self.report.error(&Spot::line(1), "the file does not begin with its first lines").mend =
                mend.to_owned();
            return;
        }
        while let Some((index, line)) = self.lines.next() {
            if line.trim_end() == "---" {
                return self.front_is_whole();
            }
            self.front_line(index + 1, line);
        }
        self.report.error(&Spot::line(1), "the first lines are not closed by a line `---`");
    }

    fn front_line(&mut self, number: usize, line: &str) {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let (value, front) = (value.trim(), &mut self.page.front);
        match key.trim() {
            "version" => front.version = value.to_owned(),
            "effective" => front.effective = value.to_owned(),
            "settings" => front.settings = value.split(',').map(|name| name.trim().to_owned()).collect(),
            "policy" => {}
            other => {
                let message = format!("`{other}` is none of `policy`, `version`, `effective`, `settings`");
                self.report.error(&Spot::of(number, "", line), &message);
            }
        }
    }

    fn front_is_whole(&mut self) {
        if self.page.front.version.is_empty() {
            self.report.error(&Spot::line(1), "the first lines name no version").mend =
                "add `version: 1.0.0`".to_owned();
        }
        if !is_date(&self.page.front.effective) {
            let problem = self
                .report
                .error(&Spot::line(1), "the first lines do not say from which day the policy is in force");
            problem.mend = "add `effective: 2027-01-01` (year, month, day)".to_owned();
        }
    }

    fn take(&mut self, number: usize, line: &str) {
        match self.state {
            State::Fence(_) if line.trim_end() == "```" => self.state = State::Between,
            State::Fence(_) => self.rule(number, line),
            _ if line.starts_with("```") => self.open_fence(number, line),
            _ if line.trim().is_empty() => self.state = State::Between,
            _ if line.starts_with('#') => self.heading(number, line),
            _ => self.prose(number, line),
        }
    }

    fn rule(&mut self, number: usize, line: &str) {
        let Some(paragraph) = self.page.sections.last_mut().and_then(|section| section.paragraphs.last_mut())
        else {
            return;
        };
        let text = line.trim();
        match paragraph.rules.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if line.starts_with("  ") => last.text = format!("{} {text}", last.text),
            _ => paragraph.rules.push(PageRule { line: number, text: text.to_owned() }),
        }
    }

    fn open_fence(&mut self, number: usize, line: &str) {
        if line.trim_end() != "```rules" {
            self.report.error(&Spot::of(number, "", line), "a block of rules begins with the line ```rules");
        }
        let under = matches!(self.state, State::Paragraph);
        self.state = State::Fence(number);
        if !under {
            let message = "these rules do not stand directly under a paragraph";
            self.report.error(&Spot::line(number), message).mend =
                "put them right under the sentence that they make true, without an empty line".to_owned();
            // The rules are read all the same, so that their own slips are told in the same go.
            self.new_paragraph(number, "");
        }
    }

    fn heading(&mut self, number: usize, line: &str) {
        self.state = State::Between;
        if let Some(title) = line.strip_prefix("# ") {
            self.page.title = title.trim().to_owned();
        } else if let Some(title) = line.strip_prefix("## ") {
            self.section(number, line, title.trim());
        } else {
            let message = "this heading is neither the title (`# …`) nor a section (`## 3. …`)";
            self.report.error(&Spot::of(number, "", line), message);
        }
    }

    fn section(&mut self, number: usize, line: &str, title: &str) {
        let next = self.page.sections.len();
        let (said, title) = title.split_once(". ").unwrap_or(("", title));
        if said.parse() != Ok(next) {
            let problem =
                self.report.error(&Spot::of(number, "", line), "sections are numbered one after the other");
            problem.mend = format!("write `## {next}. {title}`");
        }
        self.page.sections.push(PageSection {
            number: next,
            title: title.to_owned(),
            line: number,
            paragraphs: Vec::new(),
        });
    }

    fn prose(&mut self, number: usize, line: &str) {
        let begun = matches!(self.state, State::Paragraph);
        self.state = State::Paragraph;
        if line.contains(|c: char| ('\u{e000}'..='\u{f8ff}').contains(&c)) {
            self.report
                .error(&Spot::of(number, "", line), "this line holds a character that no alphabet has");
        }
        let last = self.page.sections.last_mut().and_then(|section| section.paragraphs.last_mut());
        match last {
            Some(paragraph) if begun => paragraph.prose = format!("{}\n{line}", paragraph.prose),
            _ => self.new_paragraph(number, line),
        }
    }

    fn new_paragraph(&mut self, line: usize, prose: &str) {
        let Some(section) = self.page.sections.last_mut() else { return };
        let number = format!("{}.{}", section.number, section.paragraphs.len() + 1);
        section.paragraphs.push(PageParagraph { number, line, prose: prose.to_owned(), rules: Vec::new() });
    }

    fn finish(&mut self) {
        if let State::Fence(line) = self.state {
            self.report.error(&Spot::line(line), "this block of rules has no end").mend =
                "close it with a line ```".to_owned();
        }
        if self.page.title.is_empty() {
            self.report.error(&Spot::line(1), "the page has no title").mend =
                "add a line `# Your privacy`".to_owned();
        }
        for paragraph in self.page.paragraphs().filter(|paragraph| paragraph.rules.is_empty()) {
            let first = paragraph.prose.lines().next().unwrap_or_default();
            let spot = Spot::of(paragraph.line, &paragraph.number, first);
            let problem =
                self.report.error(&spot, "this paragraph promises something and has no rule under it");
            problem.mend = "add a rule, or say `no rule because \"…\"` with your reason".to_owned();
        }
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, width: usize| if part.len() == width { part.parse::<u32>().ok() } else { None };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}
