//! What an order may ask for, and what the form for one may say.

use store::{Id, Time};

use super::super::rules::{day, midnight};
use crate::forms::Problems;

/// A kind of thing that an authority may ask for.
pub struct Part {
    /// Its name in the form and in the store.
    pub key: &'static str,
    /// Its name on the page.
    pub words: &'static str,
    /// What of the need it takes.
    pub data: &'static [&'static str],
    /// The sections of the person's things it stands for.
    pub sections: &'static [&'static str],
}

/// All of them.
pub const PARTS: [Part; 6] = [
    Part {
        key: "contact",
        words: "Name, e-mail address and telephone number",
        data: &["identity.name", "identity.username", "contact.email", "contact.phone"],
        sections: &["contact"],
    },
    Part {
        key: "addresses",
        words: "Address book",
        data: &["identity.name", "contact.home", "contact.shipping", "contact.billing"],
        sections: &["addresses"],
    },
    Part {
        key: "orders",
        words: "Orders, payments and parcels, with who they were for",
        data: &[
            "orders",
            "identity.name",
            "contact.email",
            "contact.phone",
            "contact.home",
            "contact.shipping",
            "contact.billing",
        ],
        sections: &["orders", "payments", "parcels"],
    },
    Part { key: "requests", words: "Requests and complaints", data: &["care"], sections: &["requests"] },
    Part {
        key: "choices",
        words: "Choices and objections",
        data: &["account.choices"],
        sections: &["choices"],
    },
    Part {
        key: "age",
        words: "Birth date and guardian",
        data: &["identity.birth-date", "identity.guardian"],
        sections: &["age"],
    },
];

/// The parts of an order's scope.
pub fn parts(scope: &[String]) -> Vec<&'static Part> {
    PARTS.iter().filter(|part| scope.iter().any(|key| key == part.key)).collect()
}

/// What the need declares and this scope does not name.
pub fn beyond(scope: &[String]) -> Vec<&'static str> {
    let (named, mut left): (Vec<_>, Vec<_>) =
        (parts(scope).iter().flat_map(|part| part.data).collect(), Vec::new());
    for name in PARTS.iter().flat_map(|part| part.data) {
        if !named.contains(&name) && !left.contains(name) {
            left.push(*name);
        }
    }
    left
}

/// At most so long may an order be silent, and good.
const LONGEST_DAYS: i64 = 366;

/// What the form says, as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Whose order number or address.
    pub wanted: String,
    /// Who ordered.
    pub authority: String,
    /// What they call it.
    pub reference: String,
    /// The parts asked for.
    pub scope: Vec<String>,
    /// Last day of the order.
    pub until: String,
    /// Last day on which nothing may be said, if there is one.
    pub silent: String,
    /// Whether the officer has called the authority back.
    pub called_back: bool,
}

impl Typed {
    /// From the fields of the form.
    pub fn of(fields: Vec<(String, String)>) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in fields {
            match name.as_str() {
                "wanted" => typed.wanted = value,
                "authority" => typed.authority = value,
                "reference" => typed.reference = value,
                "scope" => typed.scope.push(value),
                "until" => typed.until = value,
                "silent" => typed.silent = value,
                "called-back" => typed.called_back = value == "yes",
                _ => {}
            }
        }
        typed
    }
}

/// What the form says, parsed.
pub struct Told {
    /// Who ordered.
    pub authority: String,
    /// What they call it.
    pub reference: String,
    /// The parts asked for.
    pub scope: Vec<String>,
    /// When it ends.
    pub until: Time,
    /// Until when nothing may be said.
    pub silent_until: Option<Time>,
}

impl Told {
    /// Parses all but whose values it is about.
    pub fn parse(typed: &Typed, now: Time, problems: &mut Problems) -> Option<Told> {
        let authority =
            problems.check("authority", line(&typed.authority, "Please say which court or authority."));
        let reference = problems
            .check("reference", line(&typed.reference, "Please give the number that the authority gave it."));
        let scope: Vec<String> = parts(&typed.scope).iter().map(|part| part.key.to_owned()).collect();
        if scope.is_empty() {
            problems.note("scope", "Please pick what the order names. Nothing else is handed over.");
        }
        let until = problems.check("until", end_of(&typed.until, now));
        let silent = match typed.silent.trim() {
            "" => Some(None),
            day => problems.check("silent", end_of(day, now)).map(Some),
        };
        if !typed.called_back {
            problems.note(
                "called-back",
                "Please call the authority back first, at a number that is not in the letter.",
            );
        }
        let told = Told {
            authority: authority?,
            reference: reference?,
            scope,
            until: until?,
            silent_until: silent?,
        };
        problems.is_empty().then_some(told)
    }
}

fn line(typed: &str, empty: &str) -> Result<String, String> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() {
        0 => Err(empty.to_owned()),
        1..=120 => Ok(words),
        _ => Err("Please shorten it to 120 characters.".to_owned()),
    }
}

/// The midnight after a day that is not over and not more than a year away.
fn end_of(typed: &str, now: Time) -> Result<Time, String> {
    let end = day(typed)?.tomorrow().ok().and_then(midnight).unwrap_or(now);
    match end.seconds_since(now) {
        ..=0 => Err("This day is over. Please check it.".to_owned()),
        seconds if seconds > LONGEST_DAYS * 86_400 => {
            Err("Please give a day within a year: what lasts longer is ordered anew.".to_owned())
        }
        _ => Ok(end),
    }
}

/// How the person is named on the desk until something is opened: by their number alone.
pub fn numbered(customer: Id) -> String {
    format!("Customer {customer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_named_part_takes_is_left_out() {
        let of = |scope: &[&str]| beyond(&scope.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["contact", "addresses", "orders", "requests", "choices", "age"]), Vec::<&str>::new());
        assert!(of(&["requests"]).contains(&"identity.name") && !of(&["requests"]).contains(&"care"));
        assert!(
            !of(&["addresses"]).contains(&"identity.name") && of(&["addresses"]).contains(&"contact.email")
        );
    }
}
