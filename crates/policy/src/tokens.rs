//! One rule as words, marks and texts in quotes.

/// A part of a rule; each is a slice of the rule's own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'r> {
    Word(&'r str),
    /// What stood between two quotes.
    Text(&'r str),
    Mark(char),
}

impl Token<'_> {
    pub fn shown(&self) -> String {
        match self {
            Token::Word(word) => (*word).to_owned(),
            Token::Text(text) => format!("\"{text}\""),
            Token::Mark(mark) => mark.to_string(),
        }
    }
}

/// Splits a rule. A text without its second quote is returned as the error.
pub(crate) fn split(rule: &str) -> Result<Vec<Token<'_>>, &str> {
    let (mut tokens, mut rest) = (Vec::new(), rule.trim_start());
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            ',' | ':' | '(' | ')' => (Token::Mark(first), 1),
            '"' => {
                let end = rest[1..].find('"').ok_or(rest)?;
                (Token::Text(&rest[1..=end]), end + 2)
            }
            _ => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || ",:()\"".contains(c)).unwrap_or(rest.len());
                (Token::Word(&rest[..end]), end)
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}
