//! A line of the ledger as one plain sentence.

use gate::{Entry, Kind};
use policy::{Mask, Policy};

/// Says lines in the policy's own words.
pub struct Words<'a>(pub &'a Policy);

impl Words<'_> {
    /// "Parcel courier Swift got your name, delivery address and phone, to deliver order 10482."
    pub fn sentence(&self, entry: &Entry) -> String {
        let (who, what) = (self.who(entry), self.what(entry));
        let own = entry.actor == "customer";
        let deed = match entry.kind {
            Kind::HandedOver if entry.party == "customer" => format!("You took a copy of {what} along"),
            Kind::HandedOver => format!("{who} got {what}"),
            Kind::Refused if own => format!("You asked for {what}, and the policy refused"),
            Kind::Refused => format!("{who} asked for {what} and got nothing"),
            Kind::Changed if own => return self.own_change(entry, &what),
            Kind::Changed => format!("{who} changed {what}"),
            Kind::Erased if own => format!("You removed {what}"),
            Kind::Erased => format!("We destroyed {what}"),
            Kind::Collected if entry.leaves.iter().any(|leaf| leaf == "care.request") => wrote(entry),
            Kind::Collected if own && entry.party == "customer" => format!("You told us {what}"),
            Kind::Collected => format!("We took in {what}"),
            Kind::Choice => format!("{who} made a choice"),
            Kind::Opened if own && entry.party == "customer" => format!("You looked at {what}"),
            Kind::Opened if entry.party == "shop" => format!("We used {what}"),
            Kind::Opened => format!("{who} looked at {what}"),
            Kind::Note => format!("{who} noted: {}", entry.about.as_deref().unwrap_or(&what)),
        };
        format!("{deed}{}.", self.why(entry))
    }

    /// Who acted or received, with the firm's name.
    pub fn party(&self, entry: &Entry) -> String {
        let party = self.0.party_words_of(&entry.party);
        match &entry.recipient {
            Some(firm) => format!("{party} {firm}"),
            None => party,
        }
    }

    fn who(&self, entry: &Entry) -> String {
        let party = self.party(entry);
        match entry.actor.split_once(' ') {
            Some((role, pseudonym)) if role == entry.party => {
                format!("Our {party} ({pseudonym})")
            }
            _ if entry.party == "shop" => "We".to_owned(),
            _ if entry.party == "customer" => "You".to_owned(),
            _ if entry.recipient.is_none() => format!("The {party}"),
            _ => policy::begun(&party),
        }
    }

    /// "your name, delivery address and phone".
    fn what(&self, entry: &Entry) -> String {
        let known: Option<Mask> = entry
            .leaves
            .iter()
            .map(|leaf| self.0.leaf(leaf))
            .try_fold(Mask::EMPTY, |mask, leaf| Some(mask.with(leaf?)));
        match known {
            Some(mask) if mask.is_empty() => "your details".to_owned(),
            Some(mask) if mask.len() > MANY => "nearly everything we hold".to_owned(),
            Some(mask) => format!("your {}", self.in_groups(mask)),
            None => format!("your {}", entry.leaves.join(", ")),
        }
    }

    /// What is whole is called by its group's name: "name, contact details and orders".
    fn in_groups(&self, mask: Mask) -> String {
        let whole = |group: &&&str| {
            self.0.leaves(group).is_some_and(|leaves| leaves.len() > 1 && leaves.without(mask).is_empty())
        };
        let groups: Vec<&&str> = GROUPS.iter().filter(whole).collect();
        let left = groups.iter().filter_map(|group| self.0.leaves(group)).fold(mask, Mask::without);
        let single = left.iter().map(|leaf| self.0.leaf_words(self.0.leaf_name(leaf)));
        let words: Vec<String> = single.chain(groups.iter().map(|group| self.0.leaf_words(group))).collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }

    fn own_change(&self, entry: &Entry, what: &str) -> String {
        match &entry.about {
            Some(about) if about.starts_with("tell me when: ") => {
                format!("You chose what to be told of: {}.", about.trim_start_matches("tell me when: "))
            }
            Some(about) if entry.leaves == ["account.choices"] && about.contains(": ") => {
                format!("You answered “{about}”.")
            }
            Some(about) if entry.leaves == ["account.choices"] => format!("You made a choice about {about}."),
            Some(about) if about.starts_with("new address") => format!("You changed {what}: {about}."),
            Some(about) => format!("You changed {what} in your {about}."),
            None => format!("You changed {what}."),
        }
    }

    /// ", to deliver order 10482", or nothing where the deed says it all.
    fn why(&self, entry: &Entry) -> String {
        let about = entry.about.as_deref().unwrap_or_default();
        let order = if about.starts_with("order ") { about.to_owned() } else { "your order".to_owned() };
        match (entry.kind, entry.purpose.as_str()) {
            (Kind::Erased, _) if about.starts_with("keys destroyed") => {
                ": the keys are gone, in every copy".to_owned()
            }
            (Kind::Opened, "account.manage" | "rights") if entry.actor == "customer" => {
                ", in My Account".to_owned()
            }
            (_, "order.deliver") => format!(", to deliver {order}"),
            (_, "order.process") => format!(", to handle {order}"),
            (_, "order.pay") => format!(", to pay for {order}"),
            (_, "order.tell-status") => format!(", to write to you about {order}"),
            (Kind::Collected, "care.answer") => String::new(),
            (Kind::Collected, "account.manage") => ", for your account".to_owned(),
            (_, "account.manage") => ", to run your account".to_owned(),
            (_, "care.answer") => ", to answer your request".to_owned(),
            (_, "check.age") => ", for the age question".to_owned(),
            (_, "site.run") => ", to keep your basket and wish list".to_owned(),
            (_, "marketing.email") => ", for news by e-mail".to_owned(),
            (_, "marketing.post") => ", for news by post".to_owned(),
            (_, "legal") => ", because the law demanded it".to_owned(),
            (Kind::Opened, "rights") if entry.party == "officer" => format!(", to answer your {about}"),
            (Kind::Opened, "rights") if entry.party == "shop" => {
                ", to see what you want to be told of".to_owned()
            }
            (_, "rights") => String::new(),
            (_, purpose) => format!(", for {}", self.0.purpose_words(purpose)),
        }
    }
}

/// A question about a line says which; anything else that was written to us is named by its receiver.
fn wrote(entry: &Entry) -> String {
    match entry.about.as_deref() {
        Some(about) if about.starts_with("question ") => match about.strip_suffix(", answered") {
            Some(question) => format!("We answered your {question}"),
            None => format!("You asked a {about}"),
        },
        _ => "You wrote to customer care".to_owned(),
    }
}

/// Groups that are called by their own name when all of them was concerned.
const GROUPS: [&str; 4] = ["contact", "orders", "card", "care"];

/// More kinds of data than this are not worth a list in a sentence; the line's own page names them all.
const MANY: usize = 12;

/// The icon of whoever acted or received.
pub fn symbol(entry: &Entry) -> &'static str {
    if entry.actor == "customer" && entry.party == "customer" {
        return own_symbol(entry);
    }
    match entry.party.as_str() {
        "courier" => "truck",
        "payment-partner" => "card",
        "fulfilment" => "parcel",
        "advisor" => "headset",
        "officer" | "authority" => "scales",
        "marketer" => "mail",
        "analyst" | "figures-partner" => "chart",
        "group-company" | "partner" => "group",
        "chat-provider" | "coach" => "speech",
        "check-agency" | "fraud-desk" => "shield",
        _ if entry.kind == Kind::Erased => "bin",
        _ if entry.purpose == "order.tell-status" => "mail",
        _ => "shop",
    }
}

fn own_symbol(entry: &Entry) -> &'static str {
    match entry.kind {
        Kind::Changed => "pen",
        Kind::Erased => "bin",
        Kind::HandedOver => "download",
        _ => "person",
    }
}

/// The paragraphs that decided, one by one.
pub fn paragraphs(entry: &Entry) -> Vec<String> {
    entry.paragraph.split(", ").filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

/// The legal grounds, in words.
pub fn grounds(entry: &Entry) -> Vec<String> {
    let word = |ground: &str| {
        let known = policy::Ground::ALL.into_iter().find(|known| known.word() == ground);
        known.map_or(ground.to_owned(), |known| format!("{ground}: {}", known.in_words()))
    };
    entry.ground.split(", ").filter(|ground| !ground.is_empty()).map(word).collect()
}
