//! Patterns with gaps, such as `{who} may {verbs} {data}`, and lists.

/// The pattern with its gaps filled. A gap that nothing fills stays.
pub(crate) fn filled(pattern: &str, with: &[(&str, &str)]) -> String {
    let (mut out, mut rest) = (String::with_capacity(pattern.len()), pattern);
    while let Some((before, name, after)) = next_gap(rest) {
        out.push_str(before);
        match with.iter().find(|(known, _)| *known == name) {
            Some((_, words)) => out.push_str(words),
            None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names of its gaps, sorted.
pub(crate) fn gaps(pattern: &str) -> Vec<&str> {
    let (mut names, mut rest) = (Vec::new(), pattern);
    while let Some((_, name, after)) = next_gap(rest) {
        names.push(name);
        rest = after;
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn next_gap(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// "a, b and c".
pub(crate) fn listed(words: &[String], comma: &str, last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., end] => format!("{}{last}{end}", most.join(comma)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_in_any_order() {
        assert_eq!(filled("{b} et {a}, {c}", &[("a", "1"), ("b", "2")]), "2 et 1, {c}");
        assert_eq!(gaps("{b} et {a}, {b}"), ["a", "b"]);
    }

    #[test]
    fn lists_read_like_lists() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&words, ", ", " et "), "a, b et c");
    }
}
