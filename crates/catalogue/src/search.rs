//! Finding products by the words people type.

use std::collections::HashMap;

use crate::{Category, Product};

// A word in the name says more about a piece than a word in its story.
const NAME: u32 = 12;
const HOUSE: u32 = 10;
const KIND: u32 = 8;
const COLOUR: u32 = 8;
const MATERIAL: u32 = 4;
const STORY: u32 = 1;

/// Every word of the catalogue with the products that use it and how much it says about each.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    words: HashMap<String, HashMap<usize, u32>>,
    size: usize,
}

impl Index {
    pub(crate) fn of(products: &[Product], categories: &[Category]) -> Index {
        let mut index = Index { words: HashMap::new(), size: products.len() };
        for (at, product) in products.iter().enumerate() {
            let shelf = categories.iter().find(|category| category.slug == product.category);
            index.add(at, NAME, &product.name);
            index.add(at, HOUSE, &product.house);
            index.add(at, KIND, shelf.map_or("", |category| &category.name));
            index.add(at, COLOUR, &product.colour.name);
            index.add(at, MATERIAL, &product.composition);
            index.add(at, STORY, &product.story);
            product.details.iter().for_each(|detail| index.add(at, STORY, detail));
        }
        index
    }

    fn add(&mut self, at: usize, weight: u32, text: &str) {
        for word in words(text) {
            let best = self.words.entry(word).or_default().entry(at).or_default();
            *best = weight.max(*best);
        }
    }

    /// Places of the products that answer every word, best first; equals stay in the order of the file.
    pub(crate) fn find(&self, query: &str) -> Vec<usize> {
        let asked = words(query);
        if asked.is_empty() {
            return Vec::new();
        }
        let answers: Vec<_> = asked.iter().map(|word| self.answers(word)).collect();
        let score = |at: usize| answers.iter().map(|found| found.get(&at).copied()).sum::<Option<u32>>();
        let mut ranked: Vec<_> = (0..self.size).filter_map(|at| Some((score(at)?, at))).collect();
        ranked.sort_by_key(|&(score, at)| (std::cmp::Reverse(score), at));
        ranked.into_iter().map(|(_, at)| at).collect()
    }

    /// A slip is forgiven only when nothing in the shop is spelt as asked: `boot` must not find `boat`.
    fn answers(&self, word: &str) -> HashMap<usize, u32> {
        let near = self.gather(|known| nearness(word, known));
        if !near.is_empty() { near } else { self.gather(|known| if slipped(word, known) { 1 } else { 0 }) }
    }

    fn gather(&self, nearness: impl Fn(&str) -> u32) -> HashMap<usize, u32> {
        let mut found: HashMap<usize, u32> = HashMap::new();
        for (known, places) in &self.words {
            let factor = nearness(known);
            for (&at, &weight) in places.iter().filter(|_| factor > 0) {
                let best = found.entry(at).or_default();
                *best = (weight * factor).max(*best);
            }
        }
        found
    }
}

/// 4 for the same word, 2 for the beginning of one, 0 otherwise.
fn nearness(asked: &str, known: &str) -> u32 {
    match (asked == known, asked.chars().count() >= 3 && known.starts_with(asked)) {
        (true, _) => 4,
        (false, true) => 2,
        (false, false) => 0,
    }
}

/// Words that every second product has in its story, and that nobody means when typing them.
const EMPTY: [&str; 16] =
    ["a", "an", "and", "at", "by", "for", "from", "in", "it", "of", "on", "or", "the", "to", "with", "is"];

fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(unaccented).collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(singular)
        .collect()
}

fn unaccented(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '\u{300}'..='\u{36f}' => ' ',
        other => other,
    }
}

/// Plural to singular, roughly; both sides go through it, so it need only be the same for both.
fn singular(word: &str) -> String {
    for (ending, instead) in [("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 1) {
            return format!("{stem}{instead}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') && !stem.ends_with('u') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether `asked` is `known` with one slip (two in words of eight letters or more). Short words have too many neighbours.
fn slipped(asked: &str, known: &str) -> bool {
    let allowed = match asked.chars().count() {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    edits(asked, known) <= allowed
}

/// Optimal string alignment distance: letters added, dropped, changed, or two neighbours swapped.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_edit_whether_added_dropped_changed_or_swapped() {
        for slip in ["scraf", "scar", "scarff", "scorf"] {
            assert_eq!(edits(slip, "scarf"), 1, "{slip}");
        }
        assert_eq!(edits("coat", "boot"), 2);
    }

    #[test]
    fn plural_and_singular_are_one_word() {
        for (many, one) in [("dresses", "dress"), ("coats", "coat"), ("watches", "watch"), ("ponies", "pony")]
        {
            assert_eq!(singular(many), singular(one), "{many}");
        }
    }

    #[test]
    fn accents_and_case_are_put_aside() {
        assert_eq!(words("BOUCLÉ Crêpe"), ["boucle", "crepe"]);
    }
}
