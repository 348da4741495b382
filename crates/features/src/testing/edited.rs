//! Towns whose policy was edited before the shop opened.

use store::Engine;

use super::{DEFAULT_POLICY, Town};

/// The default policy with some sentences of its rules written otherwise.
pub fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(DEFAULT_POLICY.clone(), |text, (old, new)| {
        assert!(text.contains(old), "the default policy says {old}");
        text.replace(old, new)
    })
}

/// Tells a story on both engines, in a shop whose policy was edited before it opened.
macro_rules! under {
    ($($edits:ident: async fn $name:ident($town:ident: Town) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every story uses what stands around it")]
            use super::*;

            async fn story($town: $crate::testing::Town) $body

            #[test]
            fn sqlite() {
                $crate::testing::told_under(store::Engine::Sqlite, $edits, story);
            }

            #[test]
            fn postgres() {
                $crate::testing::told_under(store::Engine::Postgres, $edits, story);
            }
        }
    )+};
}
pub(crate) use under;

/// Runs a story in a town of that policy.
pub fn told_under<F: Future<Output = ()>>(
    engine: Engine,
    edits: &[(&str, &str)],
    story: impl FnOnce(Town) -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { story(Town::with_policy(engine, &edited(edits)).await).await });
}
