//! The languages that the policy can be read in: each translation is held against the policy in force, and offered whole
//! or not at all.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use policy::Policy;
use review::Law;
use translation::{Faults, Files, Sheet, Translation, translate};

/// A translation as the shop brings it.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// Its two files.
    pub files: Files,
    /// What the shop says in this language for settings that need words of their own.
    pub say: BTreeMap<String, String>,
}

impl Brought {
    fn held_against(&self, policy: &Policy, law: Law) -> Result<Translation, Faults> {
        translate(policy, &self.files, &|name| self.say.get(name).cloned(), &law.said())
    }

    fn in_front(&self, key: &str) -> String {
        let (sheet, _) = Sheet::of_translation(&self.files.page.text);
        sheet.front.get(key).map(|(value, _)| value.clone()).unwrap_or_default()
    }

    fn language(&self) -> String {
        self.in_front("language")
    }
}

/// Those that were whole when that edition, by its hash, was looked at.
type Held = ([u8; 32], Arc<Vec<Translation>>);

/// The translations of a shop.
#[derive(Debug, Default)]
pub struct Languages {
    brought: Vec<(String, Brought)>,
    law: Law,
    held: Mutex<Option<Held>>,
}

impl Languages {
    /// Of these translations, under that law.
    pub fn new(brought: Vec<Brought>, law: Law) -> Languages {
        let brought = brought.into_iter().map(|one| (one.in_front("translation"), one)).collect();
        Languages { brought, law, held: Mutex::default() }
    }

    /// Whether the shop has a translation into that language, whole or not.
    pub fn knows(&self, code: &str) -> bool {
        self.brought.iter().any(|(known, _)| known == code)
    }

    /// The translations that are whole for that edition. What is wrong with the others is logged when an edition is looked
    /// at for the first time.
    pub fn offered(&self, policy: &Policy) -> Arc<Vec<Translation>> {
        let hash = policy.hash();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, offered)) = held.as_ref().filter(|(known, _)| *known == hash) {
            return Arc::clone(offered);
        }
        let offered = Arc::new(self.whole(policy));
        *held = Some((hash, Arc::clone(&offered)));
        offered
    }

    /// The languages in which that edition could not be offered, by their names, each with what is wrong.
    pub fn lost(&self, policy: &Policy) -> Vec<(String, Faults)> {
        let lost = self
            .brought
            .iter()
            .filter_map(|(_, one)| Some((one.language(), one.held_against(policy, self.law).err()?)));
        lost.collect()
    }

    fn whole(&self, policy: &Policy) -> Vec<Translation> {
        let mut whole: Vec<Translation> = Vec::new();
        for (code, one) in &self.brought {
            match one.held_against(policy, self.law) {
                Ok(translation) if whole.iter().all(|other| other.tongue.code() != code) => {
                    whole.push(translation)
                }
                Ok(_) => {
                    tracing::warn!(file = %one.files.page.name, "there are two translations into `{code}`; the first is offered")
                }
                Err(faults) => warn(policy, one, &faults),
            }
        }
        whole
    }
}

fn warn(policy: &Policy, one: &Brought, faults: &Faults) {
    tracing::warn!(
        file = %one.files.page.name,
        "this translation does not fit version {} of the policy, so the page is not offered in this language\n{}",
        policy.version(),
        faults.told(&one.files)
    );
}
