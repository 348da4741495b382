//! A policy in the languages of others: for records, for banners, for tools that read no Markdown. Each export is made
//! from the looked-up rules, so it holds what the server obeys, and holds as many permissions as the policy does.

mod art30;
pub mod cedar;
mod cookies;
mod dpv;
mod fides;
mod json;
mod names;

use std::fmt;

use policy::Policy;

/// What a policy can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// All of it, as JSON: rules, words and paragraphs.
    Json,
    /// The table of cookies, as JSON for a banner.
    Cookies,
    /// The record of processing that article 30 of the GDPR asks for, as CSV.
    Art30,
    /// The rules in the policy language Cedar.
    Cedar,
    /// The schema that the Cedar policies are written for.
    CedarSchema,
    /// Linked data in the terms of ODRL and the W3C Data Privacy Vocabulary, as JSON-LD.
    Dpv,
    /// A Fides manifest of systems and privacy declarations, as YAML.
    Fides,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 7] = [
        Format::Json,
        Format::Cookies,
        Format::Art30,
        Format::Cedar,
        Format::CedarSchema,
        Format::Dpv,
        Format::Fides,
    ];

    /// Its name on the command line and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Cookies => "cookies",
            Format::Art30 => "art30",
            Format::Cedar => "cedar",
            Format::CedarSchema => "cedar-schema",
            Format::Dpv => "dpv",
            Format::Fides => "fides",
        }
    }

    /// The format of that name.
    pub fn of(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.word() == word)
    }

    /// What it is, for whoever chooses.
    pub fn about(self) -> &'static str {
        match self {
            Format::Json => "The whole policy for programs, as JSON",
            Format::Cookies => "The table of cookies for a cookie notice, as JSON",
            Format::Art30 => "The record of processing after article 30 of the GDPR, as CSV",
            Format::Cedar => "The rules as Cedar policies, for tools that prove and decide",
            Format::CedarSchema => "The schema of the Cedar policies",
            Format::Dpv => "Linked data in the terms of ODRL and the W3C Data Privacy Vocabulary, as JSON-LD",
            Format::Fides => "Systems and privacy declarations for Fides, as YAML",
        }
    }

    /// What its file is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Json => "privacy.json",
            Format::Cookies => "cookies.json",
            Format::Art30 => "record-of-processing.csv",
            Format::Cedar => "privacy.cedar",
            Format::CedarSchema => "privacy.cedarschema",
            Format::Dpv => "privacy.jsonld",
            Format::Fides => "fides.yml",
        }
    }

    /// Its media type, as HTTP says it.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Json | Format::Cookies => "application/json",
            Format::Art30 => "text/csv; charset=utf-8",
            Format::Cedar | Format::CedarSchema => "text/plain; charset=utf-8",
            Format::Dpv => "application/ld+json",
            Format::Fides => "application/yaml",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whose policy it is: what exports name and the policy's rules do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The shop's name.
    pub shop: String,
    /// Where the data-protection officer is reached.
    pub officer: String,
    /// The address of the policy's page, without a slash at its end.
    pub page: String,
}

impl Publisher {
    /// For a file alone: each is said by its own name.
    pub fn stand_ins() -> Publisher {
        Publisher {
            shop: "[shop]".to_owned(),
            officer: "[officer-post]".to_owned(),
            page: "https://shop.example/privacy".to_owned(),
        }
    }
}

/// The policy in that format, as the text of a file.
pub fn export(policy: &Policy, format: Format, publisher: &Publisher) -> String {
    match format {
        Format::Json => lines(&json::whole(policy)),
        Format::Cookies => lines(&cookies::table(policy)),
        Format::Art30 => art30::record(policy, publisher),
        Format::Cedar => cedar::policies(policy),
        Format::CedarSchema => cedar::schema(policy),
        Format::Dpv => lines(&dpv::document(policy, publisher)),
        Format::Fides => lines(&fides::manifest(policy, publisher)),
    }
}

fn lines(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
