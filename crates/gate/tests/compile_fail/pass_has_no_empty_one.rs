//! Nor is there one to begin with.
fn forge() -> gate::Pass {
    gate::Pass::default()
}

fn main() {}
