//! Takes a page apart into its texts: the title, the headings and the paragraphs, each with its place.

use std::collections::BTreeMap;

use policy::Problem;

/// A file longer than this is no page.
const LONGEST: usize = 400_000;

/// The title's place.
pub(crate) const TITLE: &str = "title";

/// One text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Where it belongs: `title`, `2` for a heading, `2.4` for a paragraph.
    pub place: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// The text, with what it prints between `{{` and `}}`.
    pub source: String,
    /// The mark of the English text it was made from, and the line that says so. The English page has none.
    pub made_from: Option<(String, usize)>,
}

/// A page, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What the first lines say, each with its line.
    pub front: BTreeMap<String, (String, usize)>,
    /// Its texts, in order.
    pub texts: Vec<Text>,
    /// How many lines it has.
    pub lines: usize,
}

impl Sheet {
    /// The English page. It was read by the policy, so nothing is wrong with it.
    pub fn of_policy(source: &str) -> Sheet {
        Reader::read(source, false).0
    }

    /// A translation, and what is out of place in it.
    pub fn of_translation(source: &str) -> (Sheet, Vec<Problem>) {
        Reader::read(source, true)
    }

    /// The text of that place.
    pub fn text(&self, place: &str) -> Option<&Text> {
        self.texts.iter().find(|text| text.place == place)
    }
}

/// The mark of a text: eight letters of the SHA-256 of its words. Another text has another one; where its lines break
/// does not matter.
pub fn mark(source: &str) -> String {
    let words = source.split_whitespace().collect::<Vec<_>>().join(" ");
    policy::sha256(words.as_bytes())[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// "paragraph 2.4", "the heading of section 2", "the title".
pub(crate) fn place_in_words(place: &str) -> String {
    match place {
        TITLE => "the title".to_owned(),
        paragraph if paragraph.contains('.') => format!("paragraph {paragraph}"),
        section => format!("the heading of section {section}"),
    }
}

#[derive(Default)]
struct Reader {
    sheet: Sheet,
    problems: Vec<Problem>,
    translation: bool,
    /// The mark that waits for its text: place, mark, line.
    waiting: Option<(String, String, usize)>,
    section: usize,
    paragraph: usize,
    in_paragraph: bool,
    in_rules: bool,
}

impl Reader {
    fn read(source: &str, translation: bool) -> (Sheet, Vec<Problem>) {
        let mut reader = Reader { translation, ..Reader::default() };
        reader.sheet.lines = source.lines().count().max(1);
        if source.len() > LONGEST {
            let longest = LONGEST / 1000;
            reader.wrong(1, "", &format!("this file is longer than {longest} kB, so it is not read"), "");
            return (reader.sheet, reader.problems);
        }
        let mut lines = source.lines().enumerate().map(|(at, line)| (at + 1, line));
        reader.front(&mut lines);
        lines.for_each(|(number, line)| reader.take(number, line));
        reader.leave_mark();
        (reader.sheet, reader.problems)
    }

    fn front<'l>(&mut self, lines: &mut impl Iterator<Item = (usize, &'l str)>) {
        if lines.next().is_none_or(|(_, line)| line.trim_end() != "---") {
            return self.wrong(
                1,
                "",
                "the file does not begin with its first lines",
                "begin with a line `---`",
            );
        }
        for (number, line) in lines {
            if line.trim_end() == "---" {
                return;
            }
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            self.sheet.front.insert(key.trim().to_owned(), (value.trim().to_owned(), number));
        }
        self.wrong(1, "", "the first lines have no end", "close them with a line `---`");
    }

    fn take(&mut self, number: usize, line: &str) {
        let begins_fence = line.starts_with("```");
        if self.in_rules {
            self.in_rules = line.trim_end() != "```";
        } else if begins_fence {
            self.fence(number, line);
        } else if line.trim().is_empty() {
            self.in_paragraph = false;
        } else if let Some(title) = line.strip_prefix("# ") {
            self.text(number, line, TITLE.to_owned(), title);
        } else if let Some(heading) = line.strip_prefix("## ") {
            self.heading(number, line, heading);
        } else if self.translation && line.starts_with("<!--") {
            self.comment(number, line);
        } else {
            self.prose(number, line);
        }
    }

    fn fence(&mut self, number: usize, line: &str) {
        (self.in_rules, self.in_paragraph) = (true, false);
        if self.translation {
            let mend = "take the block out, from the line ``` to the line ```: the rules under the English text count";
            self.wrong(
                number,
                line,
                "a translation carries prose only, and here begins a block of rules",
                mend,
            );
        }
    }

    fn heading(&mut self, number: usize, line: &str, heading: &str) {
        let (said, title) = heading.split_once(". ").unwrap_or(("", heading));
        (self.section, self.paragraph) = (self.section + 1, 0);
        let place = if said.parse::<usize>().is_ok() { said.to_owned() } else { self.section.to_string() };
        self.text(number, line, place, title);
    }

    /// `<!-- 2.4 5f3a9c21 -->`
    fn comment(&mut self, number: usize, line: &str) {
        self.leave_mark();
        self.in_paragraph = false;
        let inside = line.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let words: Vec<&str> = inside.unwrap_or_default().split_whitespace().collect();
        match words.as_slice() {
            [place, mark] => self.waiting = Some((place.to_string(), mark.to_string(), number)),
            _ => self.wrong(
                number,
                line,
                "this line names no place and no mark",
                "write it like `<!-- 2.4 5f3a9c21 -->`: the number of the paragraph, and the mark of its English text",
            ),
        }
    }

    fn prose(&mut self, number: usize, line: &str) {
        if line.contains(|letter: char| ('\u{e000}'..='\u{f8ff}').contains(&letter)) {
            self.wrong(number, line, "this line holds a character that no alphabet has", "take it out");
        }
        if let Some(last) = self.sheet.texts.last_mut().filter(|_| self.in_paragraph) {
            last.source = format!("{}\n{line}", last.source);
            return;
        }
        self.paragraph += 1;
        let counted = format!("{}.{}", self.section, self.paragraph);
        let marked = self.waiting.as_ref().map(|(place, ..)| place.clone());
        self.text(number, line, marked.unwrap_or(counted), line);
        self.in_paragraph = true;
    }

    fn text(&mut self, number: usize, line: &str, place: String, source: &str) {
        self.in_paragraph = false;
        let waiting = self.waiting.take();
        let made_from = waiting.as_ref().map(|(_, mark, line)| (mark.clone(), *line));
        if let Some((marked, _, at)) = waiting.filter(|(marked, ..)| *marked != place) {
            let message =
                format!("the mark for {} stands above {}", place_in_words(&marked), place_in_words(&place));
            self.wrong(at, "", &message, "put each mark right above the text that it belongs to");
        } else if self.translation && made_from.is_none() {
            let message = format!("nothing says which English text {} was made from", place_in_words(&place));
            let mend = format!("write `<!-- {place} … -->` above it, with the mark of the English text");
            self.wrong(number, line, &message, &mend);
        }
        self.sheet.texts.push(Text { place, line: number, source: source.trim().to_owned(), made_from });
    }

    /// A mark that no text came after.
    fn leave_mark(&mut self) {
        if let Some((place, _, line)) = self.waiting.take() {
            let message = format!("no text stands under the mark for {}", place_in_words(&place));
            self.wrong(line, "", &message, "write the translation right under it, or take the mark out");
        }
    }

    fn wrong(&mut self, line: usize, source: &str, message: &str, mend: &str) {
        self.problems.push(Problem {
            line,
            message: message.to_owned(),
            source: source.chars().take(400).collect(),
            mend: mend.to_owned(),
            ..Problem::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "\
---
translation: fr
---
<!-- title 00000000 -->
# Titre

<!-- 0.1 11111111 -->
Un paragraphe
sur deux lignes.

<!-- 1 22222222 -->
## 1. Rubrique
";

    #[test]
    fn texts_have_their_places_and_the_marks_above_them() {
        let (sheet, problems) = Sheet::of_translation(FRENCH);
        assert_eq!(problems, []);
        let found: Vec<_> =
            sheet.texts.iter().map(|text| (text.place.as_str(), text.source.as_str())).collect();
        assert_eq!(
            found,
            [("title", "Titre"), ("0.1", "Un paragraphe\nsur deux lignes."), ("1", "Rubrique")]
        );
        assert_eq!(
            sheet.text("0.1").and_then(|text| text.made_from.clone()),
            Some(("11111111".to_owned(), 7))
        );
    }

    #[test]
    fn a_mark_does_not_hang_on_where_lines_break() {
        assert_eq!(mark("one two\nthree"), mark("one  two three"));
        assert_ne!(mark("one two"), mark("one too"));
    }

    #[test]
    fn rules_have_no_place_in_a_translation() {
        let (_, problems) = Sheet::of_translation(&format!("{FRENCH}\n```rules\nshop may see card\n```\n"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].message.contains("prose only"), "{}", problems[0].message);
        assert_eq!(problems[0].line, 14);
    }

    #[test]
    fn a_text_without_a_mark_and_a_mark_without_a_text_are_told() {
        let (_, problems) = Sheet::of_translation(&FRENCH.replace("<!-- 0.1 11111111 -->\n", ""));
        assert!(
            problems[0].message.contains("nothing says which English text paragraph 0.1"),
            "{problems:?}"
        );
        let (_, problems) = Sheet::of_translation(&format!("{FRENCH}\n<!-- 1.1 33333333 -->\n"));
        assert!(
            problems[0].message.contains("no text stands under the mark for paragraph 1.1"),
            "{problems:?}"
        );
    }
}
