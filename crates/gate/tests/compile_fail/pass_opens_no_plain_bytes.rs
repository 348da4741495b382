//! What opens is what a declared column held.
fn open(pass: &gate::Pass, bytes: &Vec<u8>) -> Option<gate::Opened> {
    pass.open(bytes).ok()?
}

fn main() {}
