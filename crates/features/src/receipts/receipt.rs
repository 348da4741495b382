//! A receipt for one answer: who asked, what was shown, what was said, what it allows; as JSON-LD in the terms of the
//! W3C's Data Privacy Vocabulary, signed.

use consent::{choices::Made, clearance::Approval, wording::Signed};
use serde_json::{Value, json};
use store::{Id, Time};
use web::House;

use super::{grounds::Allowed, proof, wording::LANGUAGE};
use crate::shop::Contact;

/// The fact that a guardian's yes brings about.
const CLEARED: &str = "cleared";

/// An answer, with the words it was given to.
pub struct Yes {
    record: String,
    /// The choice or fact of the policy that the answer decides.
    fact: String,
    status: &'static str,
    by: &'static str,
    at: Time,
    words: Signed,
}

impl Yes {
    /// A choice. `before` is what held until then: a no after a yes takes the yes back.
    pub fn of_choice(made: &Made, before: bool, words: Signed) -> Yes {
        let status = match (made.on, before) {
            (true, _) => "dpv:ConsentGiven",
            (false, true) => "dpv:ConsentWithdrawn",
            (false, false) => "dpv:ConsentRefused",
        };
        Yes {
            record: made.event.to_string(),
            fact: made.name.clone(),
            status,
            by: "dpv:DataSubject",
            at: made.at,
            words,
        }
    }

    /// The receipt, signed at that moment.
    pub fn receipt(self, house: &House, contact: &Contact, now: Time) -> Value {
        let made = moment(now);
        let shown: Value = serde_json::from_str(&self.words.body).unwrap_or_default();
        let document = json!({
            "@context": context(),
            "@id": format!("urn:cloakroom:receipt:{}", self.record),
            "@type": "dpv:ConsentReceipt",
            "dct:created": made,
            "dct:publisher": publisher(house, contact),
            "dpv:hasRecordOfActivity": {
                "@id": format!("urn:cloakroom:record:{}", self.record),
                "@type": "dpv:ConsentRecord",
                "dct:identifier": self.record,
                "dpv:hasDataController": publisher(house, contact),
                "dpv:hasDataSubject": { "@type": "dpv:Customer" },
                "dpv:hasConsentStatus": { "@id": self.status },
                "dpv:isIndicatedBy": { "@type": self.by },
                "dpv:isIndicatedAtTime": moment(self.at),
                "dpv:hasNotice": notice(house, &self.words, &shown),
                "dpv:hasProcess": Allowed::by(&house.policy(), &self.fact).process(),
            },
        });
        proof::signed(house, document, &made)
    }
}

/// A guardian's yes for somebody. Its record has no number of its own; one is made from whose it is.
pub fn of_guardian(customer: Id, approval: Approval, words: Signed) -> Yes {
    let number = web::sha256(&[b"guardian", &customer.0, &approval.at.0.to_be_bytes()]);
    let record = web::hex(&number[..16]);
    Yes {
        record,
        fact: CLEARED.to_owned(),
        status: "dpv:ConsentGiven",
        by: "dpv:GuardianOfDataSubject",
        at: approval.at,
        words,
    }
}

fn context() -> Value {
    json!([
        "https://w3id.org/security/data-integrity/v2",
        { "dct": "http://purl.org/dc/terms/", "dpv": "https://w3id.org/dpv#", "cloakroom": "urn:cloakroom:" },
    ])
}

fn publisher(house: &House, contact: &Contact) -> Value {
    json!({
        "@id": house.setup.base_url,
        "dct:title": house.setup.title,
        "dpv:hasContact": contact.officer_post,
    })
}

/// What was shown: the very words, and the signature that was made when they were first answered.
fn notice(house: &House, words: &Signed, shown: &Value) -> Value {
    let paragraph = shown["paragraph"]["number"].as_str().unwrap_or_default().replace('.', "-");
    json!({
        "@type": "dpv:ConsentNotice",
        "dct:language": LANGUAGE,
        "dct:source": format!("{}/privacy#p{paragraph}", house.setup.base_url),
        "cloakroom:words": shown,
        "cloakroom:sha256": web::hex(&words.hash),
        "cloakroom:signature": web::hex(&words.signature),
    })
}

fn moment(at: Time) -> String {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
