//! Nor in the form for programmers.
fn log(name: &gate::Opened) {
    tracing::info!(name = ?name, "signed in");
}

fn main() {}
