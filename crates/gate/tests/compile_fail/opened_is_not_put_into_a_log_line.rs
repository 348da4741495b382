//! A log keeps what no promise covers, and for longer.
fn log(name: &gate::Opened) {
    tracing::info!("{name} signed in");
}

fn main() {}
