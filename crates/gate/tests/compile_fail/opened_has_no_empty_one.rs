//! There is no opened value that came from no pass.
fn none() -> gate::Opened {
    gate::Opened::default()
}

fn main() {}
