//! What the program writes to its log: its own words as much as the operator asks for, those of the crates it is built on
//! only when something is wrong.
//!
//! What a crate of somebody else writes when it is asked to say everything is nobody's promise: one of them writes the
//! address of each page, with the secret of a link in it. So no setting lets them.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
};

/// The crates of this project, as they stand at the beginning of a line.
const OWN: [&str; 19] = [
    "backup",
    "catalogue",
    "cloakroom",
    "consent",
    "custody",
    "features",
    "gate",
    "ledger",
    "mail",
    "policy",
    "publiclog",
    "review",
    "sandbox",
    "store",
    "tlog",
    "translation",
    "vault",
    "web",
    "witness",
];

/// Lines on standard error, as `CLOAKROOM_LOG` says; warnings and errors when it says nothing.
pub fn begin() {
    let filter = EnvFilter::try_from_env("CLOAKROOM_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let talk = talk(filter, std::io::stderr);
    // Crates that write to the older interface are heard too, and held to the same.
    drop(tracing_subscriber::util::SubscriberInitExt::try_init(talk));
}

fn talk<W>(filter: EnvFilter, to: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::registry().with(filter).with(filter_fn(may_say)).with(fmt::layer().with_writer(to))
}

/// Whether a line may be written, whatever the operator asks for.
fn may_say(line: &Metadata<'_>) -> bool {
    let krate = line.target().split("::").next().unwrap_or_default();
    *line.level() <= Level::WARN || OWN.contains(&krate)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs, io,
        path::Path,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_setting_lets_the_crates_of_others_say_more_than_what_is_wrong() {
        for setting in ["trace", "tower_http=trace,web=trace,error", "debug,tower_http::csrf=trace,web=trace"]
        {
            let paper = Paper::default();
            let writer = paper.clone();
            let talk = talk(EnvFilter::new(setting), move || writer.clone());
            tracing::subscriber::with_default(talk, || {
                tracing::trace!(target: "tower_http::csrf::service", "an address");
                tracing::info!(target: "tokio_postgres", "a parameter");
                tracing::trace!(target: "web::routes", "our own words");
                tracing::error!(target: "tower_http", "what is wrong");
            });
            let said = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
            assert!(said.contains("our own words"), "{setting}: {said}");
            assert!(said.contains("what is wrong"), "{setting}: {said}");
            assert!(!said.contains("an address") && !said.contains("a parameter"), "{setting}: {said}");
        }
    }

    #[test]
    fn every_crate_of_the_project_may_talk() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let names: BTreeSet<String> = fs::read_dir(crates)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names, OWN.map(str::to_owned).into());
    }
}
