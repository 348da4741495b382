//! Who may write a value may not read it for that.
fn open(sealer: &gate::Sealer, name: &gate::Sealed) -> gate::Opened {
    sealer.open(name)
}

fn main() {}
