//! What the policy allowed is not added to.
fn widen(pass: &mut gate::Pass, more: policy::Mask) {
    pass.mask = pass.mask | more;
}

fn main() {}
