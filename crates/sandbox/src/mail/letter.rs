//! A mail that arrived, taken apart.

use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use serde_json::{Value, json};

use crate::clock::Moment;

/// A mail.
#[derive(Clone)]
pub(super) struct Letter {
    pub id: String,
    pub at: Moment,
    /// Who sent it, by the envelope.
    pub envelope_from: String,
    /// Whom it was for, by the envelope.
    pub to: Vec<String>,
    pub from: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub headers: Vec<(String, String)>,
    /// Files that came along: name and text.
    pub enclosed: Vec<(String, String)>,
}

impl Letter {
    pub fn read(id: String, envelope_from: String, to: Vec<String>, raw: &[u8], at: Moment) -> Letter {
        let message = MessageParser::default().parse(raw).unwrap_or_default();
        let part = |body: Option<std::borrow::Cow<'_, str>>| body.unwrap_or_default().into_owned();
        Letter {
            from: message.from().map(names).unwrap_or_else(|| envelope_from.clone()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: part(text_of(&message)),
            html: part(html_of(&message)),
            headers: headers(&message),
            enclosed: enclosed(&message),
            id,
            at,
            envelope_from,
            to,
        }
    }

    /// Whether it is for this address; every mail is for the empty one.
    pub fn is_to(&self, address: &str) -> bool {
        address.is_empty() || self.to.iter().any(|to| to.eq_ignore_ascii_case(address))
    }

    pub fn recipients(&self) -> String {
        self.to.join(", ")
    }

    /// The headers that a reader may want to see, besides those on top of the page.
    pub fn headers_of_interest(&self) -> Vec<&(String, String)> {
        const KNOWN: [&str; 6] = [
            "list-unsubscribe",
            "list-unsubscribe-post",
            "auto-submitted",
            "message-id",
            "reply-to",
            "dkim-signature",
        ];
        self.headers.iter().filter(|(name, _)| KNOWN.contains(&name.to_ascii_lowercase().as_str())).collect()
    }

    pub fn json(&self) -> Value {
        let headers: serde_json::Map<String, Value> =
            self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), json!(value))).collect();
        json!({
            "id": self.id,
            "at": self.at.iso(),
            "to": self.recipients(),
            "recipients": self.to,
            "from": self.from,
            "envelope_from": self.envelope_from,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "headers": headers,
            "enclosed": self.enclosed.iter().map(|(name, text)| json!({ "name": name, "text": text })).collect::<Vec<_>>(),
        })
    }
}

/// Only a part that was sent as such: the parser would make one out of the other.
fn text_of<'x>(message: &'x Message<'x>) -> Option<std::borrow::Cow<'x, str>> {
    message
        .text_part(0)
        .filter(|part| part.is_text() && !part.is_text_html())
        .and_then(|_| message.body_text(0))
}

fn html_of<'x>(message: &'x Message<'x>) -> Option<std::borrow::Cow<'x, str>> {
    message.html_part(0).filter(|part| part.is_text_html()).and_then(|_| message.body_html(0))
}

fn names(address: &Address<'_>) -> String {
    let one = |one: &mail_parser::Addr<'_>| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (_, address) => address.unwrap_or_default().to_owned(),
    };
    address.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    let unfolded = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
    message.headers_raw().map(|(name, value)| (name.to_owned(), unfolded(value))).collect()
}

fn enclosed(message: &Message<'_>) -> Vec<(String, String)> {
    let files = message.attachments();
    files
        .map(|file| {
            let name = file.attachment_name().unwrap_or_default().to_owned();
            (name, String::from_utf8_lossy(file.contents()).into_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Letter {
        Letter::read("m".into(), "a@b".into(), vec!["ada@example.org".into()], raw.as_bytes(), Moment(0))
    }

    #[test]
    fn encoded_words_and_folded_headers_are_read() {
        let letter = read(
            "From: The shop <shop@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\nList-Unsubscribe: <https://a/\r\n b>\r\n\r\nHello\r\n",
        );
        assert_eq!((letter.subject.as_str(), letter.from.as_str()), ("Café", "The shop <shop@example.org>"));
        assert_eq!(letter.headers[2], ("List-Unsubscribe".to_owned(), "<https://a/ b>".to_owned()));
        assert_eq!(letter.text, "Hello\r\n");
    }

    #[test]
    fn a_part_that_was_not_sent_is_empty() {
        assert_eq!(read("Subject: x\r\n\r\nplain").html, "");
        assert_eq!(read("Content-Type: text/html\r\n\r\n<p>rich</p>").text, "");
    }

    #[test]
    fn recipients_are_compared_without_regard_to_capitals() {
        let letter = read("Subject: x\r\n\r\ny");
        assert!(letter.is_to("ADA@example.org") && letter.is_to("") && !letter.is_to("ben@example.org"));
    }
}
