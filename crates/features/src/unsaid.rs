//! What this server does whatever the file says. A page that left one of these out would say less than what happens, so no
//! shop opens with it: people read all that is done, and all that they read is done.

use std::fmt;

use policy::{Policy, Verb};

/// Something that the server does by itself, in the policy's own words.
struct Deed {
    flow: &'static str,
    link: &'static str,
    thing: &'static str,
    /// Whether it comes about at all under a policy.
    comes_about: fn(&Policy) -> bool,
}

const DEEDS: [Deed; 7] = [
    always("refusal", "is", "recorded"),
    Deed { comes_about: |policy| !policy.choices().is_empty(), ..always("choice", "is", "recorded") },
    Deed { comes_about: hands_over, ..always("disclosure", "is", "recorded") },
    always("opening", "is", "recorded"),
    always("stored-value", "is", "sealed"),
    always("connection", "is", "encrypted"),
    always("outside-link", "carries", "nothing"),
];

const fn always(flow: &'static str, link: &'static str, thing: &'static str) -> Deed {
    Deed { flow, link, thing, comes_about: |_| true }
}

/// Whether anybody outside ever receives something personal.
fn hands_over(policy: &Policy) -> bool {
    let receives =
        |party| policy.purposes().any(|purpose| gives(policy, policy.ever(party, Verb::Receive, purpose)));
    policy.parties().filter(|party| !policy.is_inside(*party)).any(receives)
}

fn gives(policy: &Policy, data: policy::Mask) -> bool {
    !(data & policy.personal()).is_empty()
}

/// A sentence that the page has to have and lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid(String);

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unsaid(sentence) = self;
        write!(
            f,
            "No line says `{sentence}`, but this server sees to it whatever the file says; add the line, under a paragraph that tells it"
        )
    }
}

/// What the server does under this policy, and the policy does not say.
pub fn by(policy: &Policy) -> Vec<Unsaid> {
    let said =
        |deed: &Deed| policy.always().iter().any(|one| (&*one.flow, &*one.thing) == (deed.flow, deed.thing));
    let unsaid = DEEDS.iter().filter(|deed| (deed.comes_about)(policy) && !said(deed));
    unsaid.map(|deed| Unsaid(format!("every {} {} {}", deed.flow, deed.link, deed.thing))).collect()
}

#[cfg(test)]
mod tests {
    use policy::Settings;

    use super::*;

    /// A shop that asks nothing and gives nothing away.
    const SMALL: &str = "---\nversion: 1\neffective: 2027-01-01\n---\n# A policy\n\nA promise.\n```rules\nshop may collect, use note for order as contract\nkeep note for 1 year after collection then erase\n```\n\nWords.\n```rules\ndata note\npurpose order\ninside shop, customer\noutside courier (processor)\nfact agreement\n```\n";

    fn missing(text: &str) -> Vec<String> {
        let policy =
            Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"));
        by(&policy).into_iter().map(|Unsaid(sentence)| sentence).collect()
    }

    #[test]
    fn a_page_need_not_say_what_does_not_come_about() {
        let small = missing(SMALL);
        assert!(small.contains(&"every opening is recorded".to_owned()), "{small:?}");
        assert!(!small.contains(&"every disclosure is recorded".to_owned()), "nobody outside gets anything");
        let gives = "```rules\ncourier may receive note for order as contract if agreement\n";
        let gives = missing(&SMALL.replacen("```rules\n", gives, 1));
        assert!(gives.contains(&"every disclosure is recorded".to_owned()), "{gives:?}");
        assert!(!gives.contains(&"every choice is recorded".to_owned()), "nobody is asked");
    }

    #[test]
    fn the_language_has_each_of_these_sentences() {
        for deed in DEEDS {
            let line = format!("```rules\nevery {} {} {}\n", deed.flow, deed.link, deed.thing);
            let text = SMALL.replacen("```rules\n", &line, 1);
            assert!(!missing(&text).iter().any(|sentence| sentence.contains(deed.flow)), "{line}");
        }
    }
}
