//! What a panic says is printed and may be sent on.
fn give_up(name: &gate::Opened) {
    panic!("{name} has no basket");
}

fn main() {}
