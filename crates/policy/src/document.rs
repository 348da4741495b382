//! The policy as a page: sections and paragraphs with safe HTML, each with its rules.

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// The version of the file.
    pub version: String,
    /// The day from which it is in force, such as `2027-01-01`.
    pub effective: String,
    /// The sections, in order. What stands before the first heading is section 0, without a title.
    pub sections: Vec<Section>,
}

impl Document {
    /// The sections that have a title: the table of contents.
    pub fn contents(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| !section.title.is_empty())
    }

    /// The paragraph with that number.
    pub fn paragraph(&self, number: &str) -> Option<&Paragraph> {
        self.sections
            .iter()
            .flat_map(|section| &section.paragraphs)
            .find(|paragraph| paragraph.number == number)
    }
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its number.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Its place on the page, such as `s2`.
    pub anchor: String,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its number, such as `2.1`.
    pub number: String,
    /// Its place on the page, such as `p2-1`.
    pub anchor: String,
    /// The text as safe HTML; printed figures stand in `<span class="figure">`.
    pub html: String,
    /// The text alone.
    pub text: String,
    /// The rules under it.
    pub rules: Vec<RuleShown>,
}

/// A rule as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleShown {
    /// As it stands in the file.
    pub source: String,
    /// As a sentence.
    pub words: String,
    /// Its line in the file.
    pub line: usize,
}
