//! Only the gate counts what it decided.
fn counts(gate: &gate::Gate) {
    gate.counts();
}

fn main() {}
