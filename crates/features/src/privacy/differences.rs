//! Two texts of the page side by side: which lines went, which came, and which words in them.

use similar::{ChangeTag, TextDiff};

/// Lines that stand together.
pub struct Passage {
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// One line of the file.
pub struct Line {
    /// Whether it stayed, went or came.
    pub kind: Kind,
    /// Its words; those that made the difference are marked.
    pub parts: Vec<(bool, String)>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is in both texts.
    Stayed,
    /// It is in the earlier text alone.
    Went,
    /// It is in the later text alone.
    Came,
}

/// The passages in which two texts differ, each with a line around it.
pub fn between(old: &str, new: &str) -> Vec<Passage> {
    let diff = TextDiff::from_lines(old, new);
    let passage = |operations: &Vec<similar::DiffOp>| Passage {
        lines: operations
            .iter()
            .flat_map(|operation| diff.iter_inline_changes(operation))
            .map(line)
            .collect(),
    };
    diff.grouped_ops(1).iter().map(passage).collect()
}

fn line(change: similar::InlineChange<'_, str>) -> Line {
    let kind = match change.tag() {
        ChangeTag::Equal => Kind::Stayed,
        ChangeTag::Delete => Kind::Went,
        ChangeTag::Insert => Kind::Came,
    };
    let parts = change.iter_strings_lossy();
    let parts = parts.map(|(marked, words)| (marked, words.trim_end_matches('\n').to_owned()));
    Line { kind, parts: parts.filter(|(_, words)| !words.is_empty()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_marked_in_the_line_that_went_and_in_the_one_that_came() {
        let [passage] = &between(
            "# Page\nWe keep it for 3 months.\nEnd\n",
            "# Page\nWe keep it for 6 months.\nEnd\n",
        )[..] else {
            panic!("one passage")
        };
        let kinds: Vec<Kind> = passage.lines.iter().map(|line| line.kind).collect();
        assert_eq!(kinds, [Kind::Stayed, Kind::Went, Kind::Came, Kind::Stayed]);
        let marked = |at: usize| {
            passage.lines[at]
                .parts
                .iter()
                .filter(|(marked, _)| *marked)
                .map(|(_, words)| words.trim())
                .collect::<String>()
        };
        assert_eq!((marked(1), marked(2)), ("3".to_owned(), "6".to_owned()));
    }

    #[test]
    fn equal_texts_have_no_passage() {
        assert!(between("a\nb\n", "a\nb\n").is_empty());
    }
}
