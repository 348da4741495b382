//! The nearest word that exists.

/// The word that somebody most likely meant, if one is near enough. Last parts of dotted names count first:
/// `birth-date` means `identity.birth-date` rather than anything of about that length.
pub(crate) fn nearest<'w>(said: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if said.is_empty() || said.len() > 60 {
        return None;
    }
    let reach = (last(said).chars().count() / 3).max(1) * 2;
    let near = words
        .map(|word| (2 * distance(last(said), last(word)) + usize::from(first(said) != first(word)), word));
    near.filter(|(far, _)| *far <= reach.min(7)).min().map(|(_, word)| word)
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn first(name: &str) -> &str {
    name.split_once('.').map_or("", |(first, _)| first)
}

/// How many letters have to be put in, taken out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const WORDS: [&str; 5] =
        ["chat", "identity.birth-date", "contact.email", "contact.phone", "card.stand-in"];

    #[test]
    fn last_parts_are_compared_first() {
        assert_eq!(nearest("birth-date", WORDS.into_iter()), Some("identity.birth-date"));
        assert_eq!(nearest("contact.e-mail", WORDS.into_iter()), Some("contact.email"));
        assert_eq!(nearest("identity.phone", WORDS.into_iter()), Some("contact.phone"));
    }

    #[test]
    fn a_word_far_from_all_has_no_neighbour() {
        assert_eq!(nearest("shoe-size", WORDS.into_iter()), None);
    }
}
