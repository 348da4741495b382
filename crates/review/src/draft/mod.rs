//! A first policy: the one that ships, with a shop's own figures and without what the shop does not do.

mod questions;

pub use questions::QUESTIONS;

/// Something to ask whoever starts a policy. No answer means the usual one.
#[derive(Debug)]
pub struct Ask {
    /// The question, in plain English.
    pub words: &'static str,
    /// What may be answered.
    pub about: About,
}

/// What a question is about.
#[derive(Debug)]
pub enum About {
    /// A figure of one rule.
    Figure {
        /// The rule, with `#` where the figure stands.
        rule: &'static str,
        /// The usual figure.
        usual: u32,
        /// The least and the most that make sense.
        within: (u32, u32),
    },
    /// Something that not every shop does; the usual answer is yes.
    Part {
        /// How the paragraphs begin that go when the answer is no.
        paragraphs: &'static [&'static str],
        /// What else is worded otherwise then.
        instead: &'static [(&'static str, &'static str)],
    },
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// As usual.
    Usual,
    /// This figure.
    Figure(u32),
    /// The shop does not do it.
    No,
}

impl Ask {
    /// Understands an answer; an empty one is the usual.
    ///
    /// # Errors
    /// What may be answered, in words.
    pub fn reply(&self, said: &str) -> Result<Reply, String> {
        let said = said.trim().to_lowercase();
        match (&self.about, said.as_str()) {
            (_, "") | (About::Part { .. }, "y" | "yes") => Ok(Reply::Usual),
            (About::Part { .. }, "n" | "no") => Ok(Reply::No),
            (About::Part { .. }, _) => Err("please answer yes or no, or nothing for yes".to_owned()),
            (About::Figure { within: (least, most), usual, .. }, said) => {
                let number = said.parse().ok().filter(|number| (*least..=*most).contains(number));
                number.map(Reply::Figure).ok_or_else(|| {
                    format!("please answer with a number from {least} to {most}, or nothing for {usual}")
                })
            }
        }
    }

    /// The answer that stands behind no answer, for the end of the question.
    pub fn usual(&self) -> String {
        match self.about {
            About::Figure { usual, .. } => usual.to_string(),
            About::Part { .. } => "yes".to_owned(),
        }
    }

    fn apply(&self, text: String, reply: Reply) -> String {
        match (&self.about, reply) {
            (About::Figure { rule, usual, .. }, Reply::Figure(number)) => {
                let (was, is) = (usual.to_string(), number.to_string());
                text.replacen(&rule.replace('#', &was), &rule.replace('#', &is), 1)
            }
            (About::Part { paragraphs, instead }, Reply::No) => {
                let text = paragraphs.iter().fold(text, |text, begins| without(&text, begins));
                instead.iter().fold(text, |text, (words, others)| text.replacen(words, others, 1))
            }
            _ => text,
        }
    }
}

/// The policy that ships, with these answers to [`QUESTIONS`] in their order; the rest is as usual.
pub fn draft(default: &str, replies: &[Reply]) -> String {
    let answered = QUESTIONS.iter().zip(replies);
    answered.fold(default.to_owned(), |text, (question, reply)| question.apply(text, *reply))
}

/// The text without the paragraph that begins like this and the block of rules under it.
fn without(text: &str, begins: &str) -> String {
    let end = |start: usize| text[start..].find("\n```\n").map(|at| start + at + "\n```\n".len());
    let Some((start, end)) = text.find(begins).and_then(|start| Some((start, end(start)?))) else {
        return text.to_owned();
    };
    format!("{}{}", &text[..start], text[end..].trim_start_matches('\n'))
}
