//! One's own look at one's own data is written down once a sitting and place; everybody else's every time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use policy::Mask;

use crate::durable::Durable;

/// Sittings remembered, at most; beyond it the memory is emptied, and looks are written down once more.
const REMEMBERED: usize = 50_000;

/// A sitting and a place in it.
type Where = ([u8; 32], &'static str);

/// What has been written down already in this process: sitting and place, with the categories and the line.
#[derive(Default)]
pub struct Shown(Mutex<HashMap<Where, (Mask, Durable)>>);

impl Shown {
    /// The line of this sitting that covers these categories at this place, if there is one.
    pub(crate) fn covers(&self, sitting: [u8; 32], at: &'static str, mask: Mask) -> Option<Durable> {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.get(&(sitting, at)).filter(|(shown, _)| mask.without(*shown).is_empty()).map(|(_, line)| *line)
    }

    /// Remembers a line.
    pub(crate) fn remember(&self, sitting: [u8; 32], at: &'static str, mask: Mask, line: Durable) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.len() >= REMEMBERED {
            memory.clear();
        }
        memory.insert((sitting, at), (mask, line));
    }
}
