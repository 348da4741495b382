//! The macro for a quick look while working would do it as well.
fn look(name: gate::Opened) {
    dbg!(name);
}

fn main() {}
