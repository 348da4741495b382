//! A log has no use for what only a pass can open.
fn log(name: &gate::Sealed) {
    println!("{name:?}");
}

fn main() {}
