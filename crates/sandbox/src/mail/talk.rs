//! What is said over SMTP (RFC 5321), line by line; knows no socket.

use super::Sink;

/// The largest mail that is taken, in bytes.
pub(super) const LARGEST: usize = 5 * 1024 * 1024;
const MOST_RECIPIENTS: usize = 100;
const TWICE: &str = "503 5.5.1 One thing at a time: that was said already";

/// One conversation.
pub(super) struct Talk {
    sink: Sink,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What to do after a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Say this.
    Say(String),
    /// Say this, then take the mail itself.
    TakeMail(String),
    /// Say this and close.
    Close(String),
}

impl Talk {
    pub fn new(sink: Sink) -> Talk {
        Talk { sink, greeted: false, from: None, to: Vec::new() }
    }

    /// Answers a line that is not part of a mail.
    pub fn hear(&mut self, line: &str) -> Next {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.greet(rest, true),
            "HELO" => self.greet(rest, false),
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest),
            "DATA" => self.data(),
            "RSET" => self.reset(),
            "NOOP" => say("250 2.0.0 Still here"),
            "VRFY" => say("252 2.1.5 Send it and see"),
            "QUIT" => Next::Close("221 2.0.0 Goodbye".to_owned()),
            _ => say("500 5.5.2 That command is not known here"),
        }
    }

    fn greet(&mut self, host: &str, extended: bool) -> Next {
        if host.trim().is_empty() {
            return say("501 5.5.4 And who are you?");
        }
        self.greeted = true;
        self.forget();
        match extended {
            true => Next::Say(format!(
                "250-pillarbox\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {LARGEST}"
            )),
            false => say("250 pillarbox"),
        }
    }

    fn mail(&mut self, rest: &str) -> Next {
        let Some((address, parameters)) = path(rest, "FROM:") else {
            return say("501 5.5.4 MAIL FROM:<address> is how it goes");
        };
        match (self.greeted, &self.from) {
            (false, _) => say("503 5.5.1 Say EHLO first"),
            (true, Some(_)) => say(TWICE),
            (true, None) if announced_size(&parameters) > LARGEST => say(TOO_LARGE),
            (true, None) => {
                self.from = Some(address);
                say("250 2.1.0 Sender taken")
            }
        }
    }

    fn recipient(&mut self, rest: &str) -> Next {
        if self.from.is_none() {
            return say("503 5.5.1 Say MAIL first");
        }
        let Some((address, _)) = path(rest, "TO:").filter(|(address, _)| address.contains('@')) else {
            return say("501 5.1.3 RCPT TO:<address> is how it goes");
        };
        if self.to.len() >= MOST_RECIPIENTS {
            return say("452 4.5.3 No more recipients for one mail");
        }
        match self.sink.planned_for(&address) {
            Some(code) => Next::Say(planned(code)),
            None => {
                self.to.push(address);
                say("250 2.1.5 Recipient taken")
            }
        }
    }

    fn data(&mut self) -> Next {
        match (&self.from, self.to.is_empty()) {
            (None, _) => say("503 5.5.1 Say MAIL first"),
            (Some(_), true) => say("503 5.5.1 Say RCPT first"),
            (Some(_), false) => {
                Next::TakeMail("354 Go on; a full stop on a line of its own ends it".to_owned())
            }
        }
    }

    fn reset(&mut self) -> Next {
        self.forget();
        say("250 2.0.0 Forgotten")
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    /// Answers the end of a mail; `None` is one that was too large to be kept.
    pub fn take(&mut self, mail: Option<&[u8]>) -> String {
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        match mail {
            Some(mail) => format!("250 2.0.0 Taken as {}", self.sink.take(from, to, mail)),
            None => TOO_LARGE.to_owned(),
        }
    }
}

const TOO_LARGE: &str = "552 5.3.4 That is more than is taken here";

fn say(words: &str) -> Next {
    Next::Say(words.to_owned())
}

fn planned(code: u16) -> String {
    format!("{code} {}.3.0 As the controls want it", code / 100)
}

/// The address in angle brackets after `FROM:` or `TO:`, and what follows.
fn path(rest: &str, word: &str) -> Option<(String, String)> {
    let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let (address, parameters) = rest[head.len()..].trim_start().strip_prefix('<')?.split_once('>')?;
    Some((address.to_owned(), parameters.to_owned()))
}

fn announced_size(parameters: &str) -> usize {
    let size =
        |word: &str| word.to_ascii_uppercase().strip_prefix("SIZE=").and_then(|size| size.parse().ok());
    parameters.split(' ').find_map(size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, mail::Planned};

    fn talk() -> Talk {
        Talk::new(Sink::new(Clock::of(|| 0)))
    }

    fn code(next: Next) -> u16 {
        let (Next::Say(words) | Next::TakeMail(words) | Next::Close(words)) = next;
        words[..3].parse().unwrap()
    }

    fn codes(talk: &mut Talk, lines: &[&str]) -> Vec<u16> {
        lines.iter().map(|line| code(talk.hear(line))).collect()
    }

    #[test]
    fn a_mail_goes_through_its_steps() {
        let mut talk = talk();
        let lines = ["EHLO me", "mail from:<a@b> BODY=8BITMIME", "RCPT TO: <c@d>", "RCPT TO:<e@f>", "DATA"];
        assert_eq!(codes(&mut talk, &lines), [250, 250, 250, 250, 354]);
        assert!(talk.take(Some(b"Subject: x\r\n\r\ny")).starts_with("250"));
        assert_eq!(talk.sink.letters_to("e@f").len(), 1);
    }

    #[test]
    fn steps_out_of_order_are_refused() {
        let lines = [
            "MAIL FROM:<a@b>",
            "HELO me",
            "RCPT TO:<c@d>",
            "DATA",
            "MAIL FROM:<a@b>",
            "MAIL FROM:<a@b>",
            "DATA",
            "BDAT 3",
        ];
        assert_eq!(codes(&mut talk(), &lines), [503, 250, 503, 503, 250, 503, 503, 500]);
    }

    #[test]
    fn a_reset_forgets_the_mail_but_not_the_greeting() {
        let lines = ["EHLO me", "MAIL FROM:<>", "RCPT TO:<c@d>", "RSET", "DATA", "MAIL FROM:<a@b>"];
        assert_eq!(codes(&mut talk(), &lines), [250, 250, 250, 250, 503, 250]);
    }

    #[test]
    fn a_mail_announced_as_too_large_is_refused_at_once() {
        let mut talk = talk();
        talk.hear("EHLO me");
        assert_eq!(code(talk.hear(&format!("MAIL FROM:<a@b> SIZE={}", LARGEST + 1))), 552);
    }

    #[test]
    fn planned_answers_are_given_so_often_and_only_to_whom_they_are_for() {
        let mut talk = talk();
        talk.sink.plan(Planned { code: 451, times: 1, only: Some("c@d".to_owned()) });
        let lines = ["EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<e@f>", "RCPT TO:<c@d>", "RCPT TO:<c@d>"];
        assert_eq!(codes(&mut talk, &lines), [250, 250, 250, 451, 250]);
    }
}
