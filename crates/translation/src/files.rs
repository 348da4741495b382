//! The files of a translation, and what is wrong with them.

use policy::Problem;

/// More problems of one file than this help nobody.
const MOST_SHOWN: usize = 60;

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The two files of a translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The prose, such as `privacy.fr.md`.
    pub page: File,
    /// The words, such as `words.fr.toml`.
    pub words: File,
}

/// What is wrong, file by file; a translation with anything wrong is not offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// In the prose.
    pub page: Vec<Problem>,
    /// In the words.
    pub words: Vec<Problem>,
}

impl Faults {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.page.is_empty() && self.words.is_empty()
    }

    /// How many things are.
    pub fn len(&self) -> usize {
        self.page.len() + self.words.len()
    }

    /// All of it, a block each, as a log has it.
    pub fn told(&self, files: &Files) -> String {
        let of = |file: &File, problems: &[Problem]| -> String {
            problems.iter().map(|problem| format!("{}, {problem}\n", file.name)).collect()
        };
        format!("{}{}", of(&files.page, &self.page), of(&files.words, &self.words)).trim_end().to_owned()
    }

    pub(crate) fn sort(&mut self) {
        for list in [&mut self.page, &mut self.words] {
            list.sort_by_key(|problem| problem.line);
            list.truncate(MOST_SHOWN);
        }
    }
}
