//! `cloakroom policy new`: a first policy by questions. Every one can be skipped.

use std::{
    fs::File,
    io::{BufRead, Write, stdin},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use policy::{Policy, Settings};
use review::{Ask, QUESTIONS, Reply, draft};

use crate::print;

/// The policy that ships: what a new one starts from.
const DEFAULT: &str = include_str!("../../../../policy/privacy.md");

/// A new policy file.
#[derive(Args)]
pub struct New {
    /// Where to write it; a file that exists is left alone.
    file: PathBuf,
}

impl New {
    /// Asks on standard input and writes the file. The end of the input answers what is left as usual.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn run(&self) -> Result<ExitCode> {
        let path = self.file.display();
        ensure!(!self.file.exists(), "{path} exists already, and is left alone");
        print(&format!("{} questions. An empty line takes the answer in brackets.\n", QUESTIONS.len()));
        let text = draft(DEFAULT, &replies(stdin().lock()));
        let policy = Policy::load(&text, &Settings::stand_ins())?;
        let made = File::create_new(&self.file).and_then(|mut file| file.write_all(text.as_bytes()));
        made.with_context(|| format!("{path} cannot be written"))?;
        print(&format!(
            "\n{path} is written, and sound: {} paragraphs that visitors read and the server obeys.\nName it in \
             policy.file of your configuration. Its other periods are placeholders: show it to your lawyer.",
            policy.document().sections.iter().map(|section| section.paragraphs.len()).sum::<usize>()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn replies(mut input: impl BufRead) -> Vec<Reply> {
    QUESTIONS.iter().map(|question| reply(question, &mut input)).collect()
}

/// Asks until the answer makes sense.
fn reply(question: &Ask, input: &mut impl BufRead) -> Reply {
    loop {
        print(&format!("{} [{}]", question.words, question.usual()));
        let mut said = String::new();
        // An input that cannot be read any further has nothing more to say.
        if !input.read_line(&mut said).is_ok_and(|bytes| bytes > 0) {
            return Reply::Usual;
        }
        match question.reply(&said) {
            Ok(reply) => return reply,
            Err(words) => print(&format!("  {words}")),
        }
    }
}
