//! The command line: `demo`, `serve`, `policy …`, and the outside world of the demo.

mod boot;
mod config;
mod copies;
mod cores;
mod demo;
mod keys;
mod policy;
mod policy_check;
mod scrutiny;
mod seed;
mod server;
mod talk;
mod tls;
mod translations;
mod verify;
mod watch;
mod witnessed;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// One server for the customer side of a shop, which keeps every promise of the shop's privacy policy.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Opens a demonstration shop with everything around it, on the loopback address.
    Demo(demo::Options),
    /// Opens a shop by its configuration file (cloakroom.example.toml explains every setting).
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Works with policy files.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Shows and turns keys, while servers serve. Key material is never shown.
    Keys {
        #[command(subcommand)]
        command: keys::Tool,
    },
    /// Adds a member of staff, or changes their role and password. The password is read from standard input.
    Staff {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The user name.
        name: String,
        /// The role, a party of the policy: advisor, fulfilment, officer.
        role: String,
    },
    /// Checks the file of your record, or a whole public log; needs nothing of the shop that made it.
    Verify(verify::Options),
    /// Countersigns the checkpoints of a shop's public log, on a machine of somebody else than the shop.
    Witness(watch::Options),
    /// Copies the shop's rows, or its keys, into one sealed file while the shop is open.
    Backup(copies::Backup),
    /// Fills an empty database from a backup, and erases again what was erased since.
    Restore(copies::Restore),
    /// The outside world of the demo: payment partner, courier and mail sink.
    #[command(hide = true)]
    Sandbox(demo::SandboxOptions),
}

#[derive(Subcommand)]
enum PolicyCommand {
    /// Reads and checks a policy file; says in words what is wrong with it.
    Check {
        /// The policy file.
        file: PathBuf,
        /// The file with the shop's own words, as policy.words in its configuration.
        #[arg(long)]
        words: Option<PathBuf>,
        /// How to say it.
        #[arg(long, value_enum, default_value_t)]
        format: policy_check::Format,
        #[command(flatten)]
        scrutiny: scrutiny::Options,
    },
    #[command(flatten)]
    Tool(policy::Tool),
}

fn main() -> ExitCode {
    talk::begin();
    cores::leave_none();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(Arguments::parse().command)));
    match done {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("cloakroom: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    // Two providers would be ambiguous: this one is said to be the one before anything speaks TLS.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    match command {
        Command::Demo(options) => demo::run(options).await?,
        Command::Serve { config } => server::serve(&config::Config::read(&config)?).await?,
        Command::Policy { command: PolicyCommand::Check { file, words, format, scrutiny } } => {
            return policy_check::check(&file, words.as_deref(), format, &scrutiny);
        }
        Command::Policy { command: PolicyCommand::Tool(tool) } => return policy::run(&tool).await,
        Command::Keys { command } => keys::run(command).await?,
        Command::Staff { config, name, role } => {
            seed::add_staff(&config::Config::read(&config)?, &name, &role).await?
        }
        Command::Verify(options) => return verify::run(options).await,
        Command::Witness(options) => watch::run(options).await?,
        Command::Backup(command) => copies::back_up(command).await?,
        Command::Restore(command) => copies::restore(command).await?,
        Command::Sandbox(options) => demo::run_sandbox(options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Says something to the person at the terminal.
#[expect(clippy::print_stderr, reason = "the terminal is where this program speaks to its operator")]
fn tell(words: &str) {
    eprintln!("{words}");
}

/// Prints a result.
#[expect(clippy::print_stdout, reason = "the terminal is where this program speaks to its operator")]
fn print(words: &str) {
    println!("{words}");
}
