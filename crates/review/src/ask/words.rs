//! Finds the word of the policy that somebody means.

use policy::{listed, nearest};

use super::Unclear;

/// Words that say nothing here.
const PASSED_OVER: [&str; 10] = ["a", "an", "the", "our", "your", "my", "their", "may", "can", "to"];

/// What is said, without the words that say nothing.
pub(super) fn bare<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let said: Vec<&str> = words.filter(|word| !word.is_empty() && !PASSED_OVER.contains(word)).collect();
    said.join(" ")
}

/// A word that may be said: its name and its plain English.
pub(super) struct Word {
    name: String,
    plain: String,
}

impl Word {
    pub fn new(name: &str, plain: &str) -> Word {
        Word { name: name.to_owned(), plain: bare(plain.to_lowercase().split(' ')) }
    }
}

/// The name that is meant: the name itself, its last part, or its plain English.
pub(super) fn find<'w>(sort: &str, said: &str, words: &'w [Word]) -> Result<&'w str, Unclear> {
    let joined = said.replace(' ', "-");
    let exact = words.iter().find(|word| word.name == joined || word.plain == said);
    if let Some(word) = exact {
        return Ok(&word.name);
    }
    let parts: Vec<&Word> = words.iter().filter(|word| last(&word.name) == joined).collect();
    match parts[..] {
        [one] => Ok(&one.name),
        [] => Err(unknown(sort, said, &joined, words)),
        [..] => {
            let names: Vec<String> = parts.iter().map(|word| format!("`{}`", word.name)).collect();
            let hint = format!("say {}", listed(&names, "or"));
            Err(Unclear { message: format!("`{said}` may be more than one {sort}"), hint })
        }
    }
}

fn unknown(sort: &str, said: &str, joined: &str, words: &[Word]) -> Unclear {
    let near = nearest(joined, words.iter().map(|word| word.name.as_str()));
    let said_near = || {
        let plain = nearest(said, words.iter().map(|word| word.plain.as_str()))?;
        words.iter().find(|word| word.plain == plain).map(|word| word.name.as_str())
    };
    let hint = match near.or_else(said_near) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("it has {}", short(words)),
    };
    Unclear { message: format!("the policy has no {sort} called `{said}`"), hint }
}

/// More names than these help nobody.
const MOST_NAMED: usize = 12;

fn short(words: &[Word]) -> String {
    let mut names: Vec<String> =
        words.iter().take(MOST_NAMED).map(|word| format!("`{}`", word.name)).collect();
    if words.len() > MOST_NAMED {
        names.push("others".to_owned());
    }
    listed(&names, "and")
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
