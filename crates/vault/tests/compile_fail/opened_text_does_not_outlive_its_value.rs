//! What was shown must not be kept after the value is wiped.
fn keep(name: vault::Opened) -> &'static str {
    let shown = name.show();
    drop(name);
    shown
}

fn main() {}
