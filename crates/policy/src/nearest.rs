//! The nearest word that exists.

/// The word that somebody most likely meant, if one is near enough. Last parts of dotted names count first:
/// `birth-date` means `identity.birth-date` rather than anything of about that length.
pub fn nearest<'w>(said: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
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

/// How many letters have to be put in, taken out, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (mut before, mut above) = (Vec::new(), (0..=b.len()).collect::<Vec<usize>>());
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(row[j - 1] + 1).min(above[j] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
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
        assert_eq!(nearest("contact.phoen", WORDS.into_iter()), Some("contact.phone"), "two letters swapped");
        assert_eq!(nearest("identity.phone", WORDS.into_iter()), Some("contact.phone"));
    }

    #[test]
    fn a_word_far_from_all_has_no_neighbour() {
        assert_eq!(nearest("shoe-size", WORDS.into_iter()), None);
    }
}
