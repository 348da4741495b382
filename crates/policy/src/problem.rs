//! What is wrong with a policy file, in words for whoever wrote it: where, the words at fault, what would mend it.

use std::fmt;

/// One thing that is wrong, or worth a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: usize,
    /// The paragraph there, such as `2.4`; empty outside paragraphs.
    pub paragraph: String,
    /// What is wrong, in one sentence without its full stop.
    pub message: String,
    /// The line as it stands in the file; empty when none is to blame.
    pub source: String,
    /// The words at fault, a part of `source`; empty when the whole line is.
    pub words: String,
    /// More to know: the other line, an example.
    pub notes: Vec<String>,
    /// What would mend it; empty when that is plain.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.paragraph.is_empty() {
            write!(f, " (paragraph {})", self.paragraph)?;
        }
        writeln!(f, ": {}", self.message)?;
        if !self.source.is_empty() {
            writeln!(f, "    {}", self.source)?;
        }
        if let Some(at) = self.source.find(&self.words).filter(|_| !self.words.is_empty()) {
            let before = self.source[..at].chars().count();
            writeln!(f, "    {}{}", " ".repeat(before), "^".repeat(self.words.chars().count()))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "  {note}"))?;
        if !self.mend.is_empty() {
            writeln!(f, "  mend: {}", self.mend)?;
        }
        Ok(())
    }
}

/// Everything that is wrong with a file; it is not served. Shown one block each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The name of the file, for the first words of each block.
    pub file: String,
    /// The problems, by line.
    pub list: Vec<Problem>,
}

impl Problems {
    /// The same problems of a file with this name.
    pub fn named(self, file: &str) -> Problems {
        Problems { file: file.to_owned(), ..self }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.list {
            writeln!(f, "{}, {problem}", self.file)?;
        }
        let things =
            if self.list.len() == 1 { "1 thing is" } else { &format!("{} things are", self.list.len()) };
        write!(f, "{things} wrong with this policy, so it is not used.")
    }
}

impl std::error::Error for Problems {}
