//! `cloakroom policy explain`: one question, answered by the sentence that decides.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use policy::Clause;
use review::Answer;

use super::{Beside, NO};
use crate::print;

/// A question to a policy file.
#[derive(Args)]
pub struct Explain {
    /// The policy file.
    file: PathBuf,
    /// WHO VERB DATA for PURPOSE, and `if FACTS` that hold: courier receive contact.phone for order.deliver if
    /// agreement and order-open.
    #[arg(required = true, trailing_var_arg = true)]
    question: Vec<String>,
    #[command(flatten)]
    beside: Beside,
}

impl Explain {
    /// Answers it.
    ///
    /// # Errors
    /// When the file cannot be read or is not sound, or the question is not clear.
    pub fn run(&self) -> Result<ExitCode> {
        let policy = self.beside.load(&self.file)?;
        let answers = review::ask(&policy, &self.question.join(" "))?;
        print(&answers.iter().map(told).collect::<Vec<_>>().join("\n\n"));
        let yes = answers.iter().all(|answer| answer.allowed);
        Ok(if yes { ExitCode::SUCCESS } else { ExitCode::from(NO) })
    }
}

fn told(answer: &Answer) -> String {
    let clause = answer.clause.as_ref().map(sources).unwrap_or_default();
    format!("{}{clause}", answer.sentence)
}

/// The sentence of the page and the rule under it.
fn sources(clause: &Clause) -> String {
    let Clause { paragraph, sentence, rule, line, .. } = clause;
    let ground = clause.ground.map(|ground| format!("\n  Ground: {ground}.")).unwrap_or_default();
    match line {
        0 => format!("\n  The law: {sentence}\n  Its rule: {rule}"),
        _ => format!("\n  Paragraph {paragraph}: “{sentence}”\n  Line {line}: {rule}{ground}"),
    }
}
