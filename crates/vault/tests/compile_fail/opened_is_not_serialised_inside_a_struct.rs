//! Nor may JSON hold a value inside a struct.
#[derive(serde::Serialize)]
struct Answer {
    name: vault::Opened,
}

fn main() {}
