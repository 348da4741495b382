//! With a key in hand nobody would need the pass.
fn keys(pass: &gate::Pass) {
    let _ = &pass.keys;
}

fn main() {}
