//! Nor as a field beside the words.
fn log(name: &gate::Opened) {
    tracing::info!(name = %name, "signed in");
}

fn main() {}
