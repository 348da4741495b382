//! A refusal is no smaller pass.
fn insist(refusal: gate::Refusal) -> gate::Pass {
    refusal.into()
}

fn main() {}
