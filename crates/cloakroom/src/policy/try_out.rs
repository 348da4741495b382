//! `cloakroom policy try`: the exercises of `docs/policy-guide.md`, marked by what the edited file does.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use review::{Mark, TASKS, Task};

use super::NO;
use crate::{print, tell};

/// The policy that ships: what the exercises start from.
const DEFAULT: &str = include_str!("../../../../policy/privacy.md");

/// An exercise and an edited copy of the policy that ships. Without either, the exercises.
#[derive(Args)]
pub struct Try {
    /// The number of an exercise, from 1, and the edited copy; without the number, all exercises are looked at.
    #[arg(value_names = ["N", "FILE"], num_args = 0..=2)]
    which: Vec<String>,
}

impl Try {
    /// Marks the file, or lists the exercises.
    ///
    /// # Errors
    /// When there is no such exercise, or the file cannot be read or is not sound.
    pub fn run(&self) -> Result<ExitCode> {
        match self.which.as_slice() {
            [] => {
                print(&TASKS.iter().enumerate().map(asked).collect::<Vec<_>>().join("\n"));
                Ok(ExitCode::SUCCESS)
            }
            [file] => any(&Edited::read(file)?),
            [number, file, ..] => one(number, &Edited::read(file)?),
        }
    }
}

/// An edited copy of the policy that ships.
struct Edited {
    path: PathBuf,
    text: String,
}

impl Edited {
    fn read(file: &str) -> Result<Edited> {
        let path = PathBuf::from(file);
        let text = fs::read_to_string(&path).with_context(|| format!("{file} cannot be read"))?;
        Ok(Edited { path, text })
    }

    fn mark(&self, task: &Task) -> Result<Mark> {
        let mark = review::mark(task, DEFAULT, &self.text);
        Ok(mark.map_err(|problems| problems.named(&self.path.display().to_string()))?)
    }
}

fn asked((at, task): (usize, &Task)) -> String {
    format!("{}. {}: {}", at + 1, task.title, task.wanted)
}

fn one(number: &str, edited: &Edited) -> Result<ExitCode> {
    let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let Some((at, task)) = at.and_then(|at| Some((at, TASKS.get(at)?))) else {
        bail!("there is no exercise {number}; they are numbered from 1 to {}", TASKS.len());
    };
    let mark = edited.mark(task)?;
    if mark.solved {
        print(&format!("Exercise {} is solved: {}.", at + 1, task.title));
        return Ok(ExitCode::SUCCESS);
    }
    tell(&format!("Not yet. {}", asked((at, task))));
    tell(&sentences("Still wanted", &mark.lacking));
    tell(&sentences("Not asked for", &mark.beyond));
    Ok(ExitCode::from(NO))
}

fn sentences(title: &str, list: &[String]) -> String {
    list.iter().map(|sentence| format!("  {title}: {sentence}")).collect::<Vec<_>>().join("\n")
}

/// Whichever exercise the file solves.
fn any(edited: &Edited) -> Result<ExitCode> {
    for (at, task) in TASKS.iter().enumerate() {
        if edited.mark(task)?.solved {
            print(&format!("Exercise {} is solved: {}.", at + 1, task.title));
            return Ok(ExitCode::SUCCESS);
        }
    }
    tell("This file solves no exercise by itself; say which one you are at: cloakroom policy try 3 FILE");
    Ok(ExitCode::from(NO))
}
