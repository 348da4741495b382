//! A failed comparison would print both sides.
fn check(name: &gate::Opened) {
    assert_eq!(*name, "Ada Amsel");
}

fn main() {}
