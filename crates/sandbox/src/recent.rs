//! A shelf with room for so many things; the oldest gives way.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The newest things by their ids.
pub(crate) struct Recent<T> {
    most: usize,
    kept: Mutex<Kept<T>>,
}

struct Kept<T> {
    by_id: HashMap<String, T>,
    order: VecDeque<String>,
}

impl<T: Clone> Recent<T> {
    /// A shelf for so many things.
    pub fn new(most: usize) -> Recent<T> {
        Recent { most, kept: Mutex::new(Kept { by_id: HashMap::new(), order: VecDeque::new() }) }
    }

    /// Puts a thing on it.
    pub fn put(&self, id: &str, thing: T) {
        let mut kept = self.lock();
        if kept.by_id.insert(id.to_owned(), thing).is_none() {
            kept.order.push_back(id.to_owned());
        }
        while kept.order.len() > self.most {
            let oldest = kept.order.pop_front().unwrap_or_default();
            kept.by_id.remove(&oldest);
        }
    }

    /// The thing of this id.
    pub fn get(&self, id: &str) -> Option<T> {
        self.lock().by_id.get(id).cloned()
    }

    /// Changes the thing of this id; nobody else sees it half changed.
    pub fn change<R>(&self, id: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.lock().by_id.get_mut(id).map(change)
    }

    /// Takes the thing of this id away.
    pub fn take(&self, id: &str) -> Option<T> {
        let mut kept = self.lock();
        kept.order.retain(|kept| kept != id);
        kept.by_id.remove(id)
    }

    /// All of them, the newest first.
    pub fn newest(&self) -> Vec<T> {
        let kept = self.lock();
        kept.order.iter().rev().filter_map(|id| kept.by_id.get(id).cloned()).collect()
    }

    /// Empties it.
    pub fn clear(&self) {
        let mut kept = self.lock();
        kept.by_id.clear();
        kept.order.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way_when_the_shelf_is_full() {
        let shelf = Recent::new(2);
        for id in ["a", "b", "c"] {
            shelf.put(id, id);
        }
        assert_eq!(shelf.newest(), ["c", "b"]);
        assert_eq!(shelf.get("a"), None);
    }

    #[test]
    fn a_thing_put_again_keeps_its_place() {
        let shelf = Recent::new(2);
        shelf.put("a", 1);
        shelf.put("b", 2);
        shelf.put("a", 3);
        assert_eq!(shelf.newest(), [2, 3]);
    }
}
