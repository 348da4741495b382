//! The translations of a policy: files beside it, read and held against it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use features::privacy::languages::Brought;
use policy::Policy;
use review::{
    Law,
    diagnostics::{self, Beside, Read},
};
use translation::{Faults, File, Files, Sheet, Translation, translate};

use crate::{config::TranslationFile, print, tell};

/// Reads the two files of a translation: the prose, and the words that it names.
///
/// # Errors
/// When one of them cannot be read.
pub fn read(page: &Path, setting: &str) -> Result<Files> {
    let page = file(page, setting)?;
    let (sheet, _) = Sheet::of_translation(&page.text);
    let words = sheet.front.get("words").map(|(name, _)| name.clone()).unwrap_or_default();
    if words.is_empty() {
        return Ok(Files { page, words: File::default() });
    }
    let folder = Path::new(&page.name).parent().unwrap_or(Path::new(""));
    let words = file(&folder.join(words), &format!("{setting} {}: its words in", page.name))?;
    Ok(Files { page, words })
}

fn file(path: &Path, setting: &str) -> Result<File> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("{setting} {name} cannot be read"))?;
    Ok(File { name, text })
}

/// The translations that a configuration names.
///
/// # Errors
/// When a file cannot be read.
pub fn brought(named: &[TranslationFile]) -> Result<Vec<Brought>> {
    let one = |named: &TranslationFile| {
        Ok(Brought { files: read(&named.file, "policy.translations")?, say: named.say.clone() })
    };
    named.iter().map(one).collect()
}

/// A translation, and what came of it.
pub struct Looked {
    files: Files,
    found: Result<Translation, Faults>,
    none: Faults,
}

/// Holds every translation against the policy that stands beside it: of `privacy.md` that is `privacy.fr.md` and each
/// other file with a language in that place.
///
/// # Errors
/// When one of the files cannot be read.
pub fn look_beside(policy: &Path, loaded: &Policy, law: Law) -> Result<Vec<Looked>> {
    beside(policy)?.iter().map(|page| Ok(look(read(page, "the translation")?, loaded, law))).collect()
}

/// What a shop says in a language stands in its configuration, so that here each setting stands for itself.
fn look(files: Files, policy: &Policy, law: Law) -> Looked {
    let found = translate(policy, &files, &|name| Some(format!("[{name}]")), &law.said());
    Looked { files, found, none: Faults::default() }
}

fn beside(policy: &Path) -> Result<Vec<PathBuf>> {
    let stem = policy.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = policy.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_translation = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let language = name.strip_prefix(&format!("{stem}.")).and_then(|rest| rest.strip_suffix(".md"));
        language.is_some_and(|code| {
            (2..=8).contains(&code.len())
                && code.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-')
        })
    };
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_translation).collect();
    found.sort();
    Ok(found)
}

impl Looked {
    /// Whether the page can be offered in that language.
    pub fn is_whole(&self) -> bool {
        self.found.is_ok()
    }

    /// Its two files and what is wrong with each, for programs.
    pub fn beside(&self) -> [Beside<'_>; 2] {
        let faults = self.found.as_ref().err().unwrap_or(&self.none);
        [
            Beside { read: reading(&self.files.page), problems: &faults.page },
            Beside { read: reading(&self.files.words), problems: &faults.words },
        ]
    }

    /// Says what came of it.
    pub fn tell(&self) {
        let name = &self.files.page.name;
        match &self.found {
            Ok(whole) => {
                if !whole.notes.is_empty() {
                    tell(&diagnostics::human(&reading(&self.files.page), &whole.notes, true));
                }
                print(&format!(
                    "{name} is whole: {}, made from version {}.",
                    whole.tongue.name(),
                    whole.made_from
                ));
            }
            Err(faults) => {
                for Beside { read, problems } in self.beside().iter().filter(|file| !file.problems.is_empty())
                {
                    tell(&diagnostics::human(read, problems, false));
                }
                let things = if faults.len() == 1 {
                    "1 thing is".to_owned()
                } else {
                    format!("{} things are", faults.len())
                };
                tell(&format!(
                    "\n{things} to be mended in {name}. Until then the page is offered in English only."
                ));
            }
        }
    }
}

fn reading(file: &File) -> Read<'_> {
    Read { file: &file.name, text: &file.text }
}
