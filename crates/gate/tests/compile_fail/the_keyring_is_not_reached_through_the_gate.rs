//! Keys are handed out to passes alone.
fn keys(gate: &gate::Gate) {
    gate.keyring();
}

fn main() {}
