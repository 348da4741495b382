//! Passing an opened value where text is wanted must name `show`.
fn length(name: &vault::Opened) -> usize {
    str::len(name)
}

fn main() {}
