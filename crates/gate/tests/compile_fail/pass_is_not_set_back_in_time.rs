//! What is over by now does not open by an earlier hour.
fn earlier(pass: &mut gate::Pass, then: store::Time) {
    pass.now = then;
}

fn main() {}
