//! A map keyed by opened values would keep them.
fn count(names: Vec<vault::Opened>) -> usize {
    std::collections::HashSet::from_iter(names).len()
}

fn main() {}
