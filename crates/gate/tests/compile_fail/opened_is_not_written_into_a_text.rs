//! A page grows by words that were shown.
fn page(page: &mut String, name: &gate::Opened) {
    use std::fmt::Write;
    write!(page, "<p>{name}</p>").unwrap();
}

fn main() {}
