//! Nor without a word about its form.
fn log(name: &gate::Opened) {
    tracing::info!(name, "signed in");
}

fn main() {}
