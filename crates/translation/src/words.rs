//! A file of words: tables of words and patterns, such as `[parties]` with `courier = "le transporteur"`.

use std::{collections::BTreeMap, sync::LazyLock};

use policy::Problem;

use crate::phrase::gaps;

/// Tables by name, each with its words.
pub(crate) type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// The patterns and the phrases of the page in English: what every language has to have.
pub(crate) fn english() -> &'static Tables {
    static ENGLISH: LazyLock<Tables> =
        LazyLock::new(|| toml::from_str(include_str!("english.toml")).unwrap_or_default());
    &ENGLISH
}

/// Spelling is a language's own affair.
const OWN: &str = "spelling";

/// Reads a file of words.
pub(crate) fn read(text: &str) -> Result<Tables, Box<Problem>> {
    let mut tables: Tables = toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Box::new(Problem {
            line,
            message: format!("this file of words cannot be read: {}", error.message()),
            source: text.lines().nth(line - 1).unwrap_or_default().to_owned(),
            mend: "each line is a word of the policy, an equals sign, and its translation between quotes"
                .to_owned(),
            ..Problem::default()
        })
    })?;
    let spelling = tables.remove(OWN).unwrap_or_default();
    for words in tables.values_mut().flat_map(BTreeMap::values_mut) {
        *words = spelt(&spelling, words);
    }
    tables.insert(OWN.to_owned(), spelling);
    Ok(tables)
}

/// The text as the language sets it: spaces before signs that do not break, and the like.
pub(crate) fn spelt(spelling: &BTreeMap<String, String>, text: &str) -> String {
    spelling.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What the patterns lack, against the English ones: a pattern, or a gap in one.
pub(crate) fn lacking(tables: &Tables, text: &str) -> Vec<Problem> {
    let wanted = english().iter().flat_map(|(table, words)| words.iter().map(move |word| (table, word)));
    let faults = wanted.filter_map(|(table, (name, english))| {
        match tables.get(table).and_then(|words| words.get(name)).filter(|words| !words.is_empty()) {
            None => Some(missing(text, table, name, &format!("in English it is `{english}`"))),
            Some(said) if gaps(said) != gaps(english) => Some(uneven(text, (table, name), said, english)),
            Some(_) => None,
        }
    });
    faults.collect()
}

/// A word that stands nowhere.
pub(crate) fn missing(text: &str, table: &str, name: &str, why: &str) -> Problem {
    let header = text.lines().position(|line| line.trim() == format!("[{table}]"));
    let key = if name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    };
    let mend = match header {
        Some(_) => format!("add `{key} = \"…\"` under [{table}]; {why}"),
        None => format!("add a line `[{table}]` and under it `{key} = \"…\"`; {why}"),
    };
    Problem {
        line: header.map_or(1, |at| at + 1),
        message: format!("`{name}` is missing under [{table}]"),
        source: header.map_or(String::new(), |_| format!("[{table}]")),
        mend,
        ..Problem::default()
    }
}

fn uneven(text: &str, (table, name): (&str, &str), said: &str, english: &str) -> Problem {
    let (has, wants) = (gaps(said), gaps(english));
    let braced =
        |names: Vec<&&str>| names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
    let less = braced(wants.iter().filter(|name| !has.contains(name)).collect());
    let more = braced(has.iter().filter(|name| !wants.contains(name)).collect());
    let mut faults = Vec::new();
    if !less.is_empty() {
        faults.push(format!("leaves out {less}"));
    }
    if !more.is_empty() {
        faults.push(format!("asks for {more}, which nothing fills"));
    }
    let (line, source) = line_of(text, table, name);
    Problem {
        line,
        message: format!("`{name}` under [{table}] {}", faults.join(" and ")),
        source,
        mend: format!("the same gaps as in English, in any order: `{english}`"),
        ..Problem::default()
    }
}

/// The line of a word in its table.
fn line_of(text: &str, table: &str, name: &str) -> (usize, String) {
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim() == format!("[{table}]");
        }
        let key = line.split_once('=').map_or("", |(key, _)| key.trim().trim_matches('"'));
        if inside && key == name {
            return (at + 1, line.to_owned());
        }
    }
    (1, String::new())
}
