//! Laws as data: what each asks of a policy, and where a policy says less.

mod asks;

use std::{fmt, sync::LazyLock};

use policy::{Change, LawRules, Narrowed, Policy, Settings};
use serde::Deserialize;

use self::asks::Asks;

/// A body of law that a shop may stand under. [`fmt::Display`] says its short name.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// None: the policy as it is written.
    #[default]
    AsWritten,
    /// The United Kingdom's.
    Uk,
    /// The European Union's.
    Eu,
    /// California's, with the federal law beside it.
    UsCa,
}

impl Law {
    /// All of them.
    pub const ALL: [Law; 4] = [Law::Uk, Law::Eu, Law::UsCa, Law::AsWritten];

    /// Its short name, as the command line and the configuration have it.
    pub fn name(self) -> &'static str {
        match self {
            Law::AsWritten => "as-written",
            Law::Uk => "uk",
            Law::Eu => "eu",
            Law::UsCa => "us-ca",
        }
    }

    /// The law of that short name.
    pub fn of(name: &str) -> Option<Law> {
        Law::ALL.into_iter().find(|law| law.name() == name)
    }

    /// What it asks.
    pub fn profile(self) -> &'static Profile {
        match self {
            Law::AsWritten => &AS_WRITTEN,
            Law::Uk => &UK,
            Law::Eu => &EU,
            Law::UsCa => &US_CA,
        }
    }

    /// Everything that a page says of it: its title, and what each of its rules asks. Nothing for the policy alone.
    pub fn said(self) -> Vec<&'static str> {
        let profile = self.profile();
        let title = Some(profile.title.as_str()).filter(|_| !profile.rules.is_empty());
        title.into_iter().chain(profile.rules.iter().map(|rule| rule.sentence.as_str())).collect()
    }

    /// These settings, with the law over the policy that is loaded with them: of promise and law the stricter wins.
    pub fn over(self, settings: Settings) -> Settings {
        self.profile().rules.iter().fold(settings, |settings, rule| {
            if rule.narrows.is_empty() {
                return settings;
            }
            let laid = LawRules::new(&rule.act);
            settings.under_law(rule.narrows.iter().fold(laid, |law, text| law.with(&rule.article, text)))
        })
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

static AS_WRITTEN: LazyLock<Profile> = LazyLock::new(|| read(include_str!("laws/as-written.toml")));
static UK: LazyLock<Profile> = LazyLock::new(|| read(include_str!("laws/uk.toml")));
static EU: LazyLock<Profile> = LazyLock::new(|| read(include_str!("laws/eu.toml")));
static US_CA: LazyLock<Profile> = LazyLock::new(|| read(include_str!("laws/us-ca.toml")));

/// The files are part of the program, and a test reads each; one that cannot be read must not pass for a law without rules.
fn read(text: &str) -> Profile {
    toml::from_str(text).unwrap_or_else(|error| panic!("a law's own file cannot be read: {error}"))
}

/// What a law asks, rule by rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Its short name.
    pub name: String,
    /// Its name in a sentence: "the law of California".
    pub title: String,
    /// The day up to which its changes were looked at, as `2026-06-30`.
    pub as_of: String,
    /// Its rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<LawRule>,
}

/// One thing that a law asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawRule {
    /// The act, such as `UK GDPR`.
    pub act: String,
    /// The article, section or regulation.
    pub article: String,
    /// What it asks, in plain English.
    pub sentence: String,
    /// Rules of the policy's language that are laid over the policy.
    #[serde(default)]
    pub narrows: Vec<String>,
    /// What the policy has to have.
    #[serde(default)]
    asks: Option<Asks>,
}

impl LawRule {
    /// "UK GDPR 12(3)".
    pub fn citation(&self) -> String {
        format!("{} {}", self.act, self.article)
    }

    /// Whether it can be seen in a policy; if not, people keep it.
    pub fn is_for_people(&self) -> bool {
        self.asks.is_none() && self.narrows.is_empty()
    }
}

/// A sentence of a policy and an article of a law that say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The paragraph, such as `2.5`; empty where the policy says nothing of it.
    pub paragraph: String,
    /// The line in the file; 0 where no line is to blame.
    pub line: usize,
    /// The act and the article.
    pub citation: String,
    /// What the law asks, in plain English.
    pub sentence: String,
    /// Where the policy says less.
    pub less: String,
    /// Whether the server keeps to the law all the same; otherwise the text has to be mended.
    pub mended: bool,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.paragraph.as_str()) {
            (0, "") => write!(f, "nowhere in the file: {}", self.less)?,
            (0, paragraph) => write!(f, "paragraph {paragraph}: {}", self.less)?,
            (line, paragraph) => write!(f, "line {line} (paragraph {paragraph}): {}", self.less)?,
        }
        write!(f, "\n  {}: {}", self.citation, self.sentence)?;
        let end = if self.mended { "the server keeps to the law" } else { "the text has to be mended" };
        write!(f, "\n  {end}")
    }
}

/// Where the policy says less than the law. It has to be loaded with [`Law::over`].
pub fn findings(law: Law, policy: &Policy) -> Vec<Finding> {
    let rules = &law.profile().rules;
    let mut found: Vec<Finding> =
        policy.narrowed().iter().filter_map(|one| narrowed(rules, policy, one)).collect();
    for rule in rules {
        let gaps = rule.asks.iter().flat_map(|asks| asks.gaps(policy));
        found.extend(gaps.map(|gap| Finding {
            paragraph: gap.paragraph,
            line: gap.line,
            citation: rule.citation(),
            sentence: rule.sentence.clone(),
            less: gap.less,
            mended: false,
        }));
    }
    found.sort_by_key(|one| (one.line == 0, one.line));
    found
}

fn narrowed(rules: &[LawRule], policy: &Policy, one: &Narrowed) -> Option<Finding> {
    let rule = rules.iter().find(|rule| rule.act == one.law && rule.article == one.article)?;
    let less = match &one.change {
        Change::Forbidden { example, .. } => format!("the file allows that {example}"),
        Change::Kept { data, from, to } => {
            format!("the file keeps {} for {from}, and the law for {to}", policy.describe(*data))
        }
        Change::Figured { from, to } => format!("the file says {from}, and the law {to}"),
        Change::Answered { from, to } => format!("the file answers within {from}, and the law within {to}"),
    };
    let (paragraph, sentence) = (one.paragraph.clone(), rule.sentence.clone());
    Some(Finding { paragraph, line: one.line, citation: rule.citation(), sentence, less, mended: true })
}
