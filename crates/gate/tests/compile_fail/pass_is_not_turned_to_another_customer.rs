//! Ben's values do not open with Ada's pass.
fn turn(pass: &mut gate::Pass, ben: store::Id) {
    pass.customer = ben;
}

fn main() {}
