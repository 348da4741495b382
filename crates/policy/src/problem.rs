//! What is wrong with a policy file, in words for whoever wrote it: where, the words at fault, what would mend it.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong, or worth a second look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line of the file, from 1; 0 for a rule of a law, which stands outside it.
    pub line: usize,
    /// The paragraph there, such as `2.4`; empty outside paragraphs; for a rule of a law, the law and its article.
    pub paragraph: String,
    /// What is wrong, in one sentence without its full stop.
    pub message: String,
    /// The line as it stands in the file; empty when none is to blame.
    pub source: String,
    /// The words at fault, a part of `source`; empty when the whole line is.
    pub words: String,
    /// The word that was most likely meant.
    pub nearest: Option<String>,
    /// The other rule that has a part in it.
    pub other: Option<Place>,
    /// A situation that shows it, in words.
    pub example: Option<String>,
    /// What would mend it; empty when that is plain.
    pub mend: String,
}

/// Another rule of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its line, from 1.
    pub line: usize,
    /// Its paragraph.
    pub paragraph: String,
    /// The rule as it stands there.
    pub source: String,
}

impl Problem {
    /// The word that was most likely meant is the mend; without one, these words are.
    pub(crate) fn meant(&mut self, nearest: Option<&str>, otherwise: impl FnOnce() -> String) {
        self.mend = nearest.map_or_else(otherwise, |word| format!("did you mean `{word}`?"));
        self.nearest = nearest.map(str::to_owned);
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "outside the file ({})", self.paragraph)?;
        } else {
            write!(f, "line {}", self.line)?;
        }
        if self.line > 0 && !self.paragraph.is_empty() {
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
        if let Some(other) = &self.other {
            writeln!(f, "  line {} (paragraph {}) says:\n    {}", other.line, other.paragraph, other.source)?;
        }
        if let Some(example) = &self.example {
            writeln!(f, "  example: {example}")?;
        }
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

/// A place in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    pub line: usize,
    pub paragraph: String,
    pub source: String,
}

impl Spot {
    pub fn place(&self) -> Place {
        Place { line: self.line, paragraph: self.paragraph.clone(), source: self.source.clone() }
    }

    pub fn line(line: usize) -> Spot {
        Spot { line, ..Spot::default() }
    }

    pub fn of(line: usize, paragraph: &str, source: &str) -> Spot {
        Spot { line, paragraph: paragraph.to_owned(), source: source.chars().take(LONGEST_SHOWN).collect() }
    }
}

/// More of a line than this helps nobody.
const LONGEST_SHOWN: usize = 400;

/// More problems than this help nobody either.
const MOST_SHOWN: usize = 60;

/// Collects what is wrong while a file is read.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub errors: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

impl Report {
    /// The file cannot be used.
    pub fn error(&mut self, spot: &Spot, message: &str) -> &mut Problem {
        add(&mut self.errors, spot, message)
    }

    /// The file can be used, and somebody should look.
    pub fn warning(&mut self, spot: &Spot, message: &str) -> &mut Problem {
        add(&mut self.warnings, spot, message)
    }

    /// Whether so much is wrong that looking further is no use.
    pub fn is_full(&self) -> bool {
        self.errors.len() >= MOST_SHOWN
    }

    /// The problems, if there are errors; otherwise the warnings.
    pub fn close(mut self) -> Result<Vec<Problem>, Problems> {
        if self.errors.is_empty() {
            self.warnings.sort_by_key(|problem| problem.line);
            return Ok(self.warnings);
        }
        self.errors.sort_by_key(|problem| problem.line);
        self.errors.truncate(MOST_SHOWN);
        Err(Problems { file: "the policy".to_owned(), list: self.errors })
    }
}

fn add<'p>(list: &'p mut Vec<Problem>, spot: &Spot, message: &str) -> &'p mut Problem {
    list.push(Problem {
        line: spot.line,
        paragraph: spot.paragraph.clone(),
        message: message.to_owned(),
        source: spot.source.clone(),
        ..Problem::default()
    });
    let last = list.len() - 1;
    &mut list[last]
}
